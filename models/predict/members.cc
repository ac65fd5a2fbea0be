#include "models/predict/members.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "models/checkpoint/posteriors.h"

namespace credence::predict {
namespace {

constexpr double kClip = 10;

uint64_t Fnv1a(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// One step of SplitMix64 from state z.
uint64_t Mix(uint64_t z) {
  z += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

double Positive(double stored) {
  return std::max(stored, 0.0) + std::log1p(std::exp(-std::abs(stored))) + 1e-7;
}

enum class Noise { kNone, kNormal, kCauchy, kMask };

// What is drawn for each member, with its centre and, under noise, its stored width: each [K, dim].
struct Drawn {
  std::string name;
  Noise noise = Noise::kNone;
  std::span<const float> centre, width;
  double mask_rate = 0;
  double clip = INFINITY;
  int64_t dim = 0;
  bool kernel = false;
};

double Draw(const Drawn& what, size_t at, NoiseStream& noise) {
  switch (what.noise) {
    case Noise::kNone:
      return what.centre[at];
    case Noise::kNormal:
      return what.centre[at] + Positive(what.width[at]) * noise.Normal();
    case Noise::kCauchy:
      return what.centre[at] + Positive(what.width[at]) * noise.Cauchy();
    case Noise::kMask:
      return noise.Uniform() < what.mask_rate ? 0 : 1 / (1 - what.mask_rate);
  }
  return 0;
}

std::vector<float> DrawAll(const Drawn& what, int components, int samples, uint64_t seed) {
  std::vector<float> values;
  values.reserve(static_cast<size_t>(components) * samples * what.dim);
  for (int k = 0; k < components; ++k) {
    NoiseStream noise(seed, what.name, k);
    // All components draw from one kernel's posterior.
    const int64_t first = what.kernel ? 0 : k * what.dim;
    for (int64_t i = 0; i < samples * what.dim; ++i) {
      const auto at = static_cast<size_t>(first + i % what.dim);
      values.push_back(
          static_cast<float>(std::clamp(Draw(what, at, noise), -what.clip, what.clip)));
    }
  }
  return values;
}

int64_t SizeOf(const std::vector<int64_t>& shape) {
  int64_t size = 1;
  for (int64_t dimension : shape) size *= dimension;
  return size;
}

const checkpoint::PosteriorKind& KindOf(const checkpoint::Checkpoint& checkpoint,
                                        const std::string& tensor) {
  return checkpoint::KindOf(checkpoint.manifest.rank1, tensor);
}

// Data and its embedding are no units: dropout leaves them whole.
bool ReadsTheRow(const checkpoint::NetworkSpec& network, absl::string_view kernel) {
  return kernel == "embedding.kernel" || kernel == "lstm.kernel" ||
         (network.name == "mlp" && kernel == "l0.kernel");
}

// The mask of the units that a kernel reads: l1.r for l1.kernel.
Drawn MaskOf(absl::string_view kernel, int64_t units, double rate) {
  Drawn mask;
  absl::ConsumeSuffix(&kernel, "kernel");
  mask.name = absl::StrCat(kernel, "r");
  mask.noise = Noise::kMask;
  mask.mask_rate = rate;
  mask.dim = units;
  return mask;
}

std::vector<Drawn> DrawnOf(const checkpoint::Checkpoint& checkpoint) {
  const auto& tensors = checkpoint.weights->tensors();
  std::vector<Drawn> list;
  for (const auto& [name, array] : tensors) {
    const checkpoint::PosteriorKind& kind = KindOf(checkpoint, name);
    const bool noisy = *kind.width != 0;
    if (noisy && absl::EndsWith(name, kind.width)) continue;
    absl::string_view base = name;
    const bool centre = absl::ConsumeSuffix(&base, kind.centre);
    const bool kernel = absl::EndsWith(base, "kernel");
    if (kernel && kind.masks && !ReadsTheRow(checkpoint.manifest.network, base)) {
      list.push_back(MaskOf(base, array.shape[0], checkpoint.manifest.rank1.dropout_rate));
    }
    if (kernel && !kind.drawn_kernels) continue;
    Drawn& drawn = list.emplace_back();
    drawn.name = std::string(base);
    drawn.kernel = kernel;
    drawn.centre = array.f32();
    drawn.dim = kernel ? SizeOf(array.shape) : array.shape[1];
    if (!noisy || !centre) continue;
    drawn.noise = absl::string_view(kind.name) == "cauchy" ? Noise::kCauchy : Noise::kNormal;
    drawn.width = tensors.at(absl::StrCat(base, kind.width)).f32();
    if (!kernel && !absl::StartsWith(base, "lstm.")) drawn.clip = kClip;
  }
  return list;
}

}  // namespace

NoiseStream::NoiseStream(uint64_t seed, std::string_view name, int component)
    : generator_(Mix(Mix(Mix(seed) ^ Fnv1a(name)) + static_cast<uint64_t>(component))) {}

double NoiseStream::Uniform() { return static_cast<double>(generator_() >> 11) * 0x1p-53; }

double NoiseStream::Normal() {
  if (has_kept_) {
    has_kept_ = false;
    return kept_;
  }
  // 1 - u lies in (0, 1], where the logarithm is finite.
  const double radius = std::sqrt(-2 * std::log(1 - Uniform()));
  const double angle = 2 * std::numbers::pi * Uniform();
  kept_ = radius * std::sin(angle);
  has_kept_ = true;
  return radius * std::cos(angle);
}

double NoiseStream::Cauchy() { return std::tan(std::numbers::pi * (Uniform() - 0.5)); }

bool HasMemberKernels(const checkpoint::Checkpoint& checkpoint) {
  return checkpoint::FindPosterior(checkpoint.manifest.rank1.posterior)->member_kernels();
}

absl::StatusOr<MemberKernel> KernelOf(const checkpoint::Checkpoint& checkpoint,
                                      const Members& members, const std::string& name, int member) {
  const checkpoint::PosteriorKind& kind = KindOf(checkpoint, name);
  const auto drawn = members.kernels.find(name);
  const bool mapped = drawn == members.kernels.end();
  absl::StatusOr<checkpoint::ArrayView> array =
      checkpoint.weights->Find(mapped ? name : absl::StrCat(name, kind.centre));
  if (!array.ok()) return array.status();
  MemberKernel kernel;
  kernel.shape = array->shape;
  kernel.mapped = mapped;
  const bool own = kind.own_kernels;
  if (own) kernel.shape.erase(kernel.shape.begin());
  const std::span<const float> all = mapped ? array->f32() : std::span(drawn->second);
  const auto size = static_cast<size_t>(SizeOf(kernel.shape));
  kernel.values = all.subspan(own || !mapped ? member * size : 0, size);
  return kernel;
}

MemberFloats CountFloats(const checkpoint::Checkpoint& checkpoint) {
  MemberFloats floats;
  for (const auto& [name, array] : checkpoint.weights->tensors()) {
    if (!absl::EndsWith(name, "kernel")) continue;
    if (KindOf(checkpoint, name).own_kernels) {
      floats.stored += SizeOf(array.shape) / array.shape[0];
    } else {
      floats.shared += SizeOf(array.shape);
    }
  }
  for (const Drawn& drawn : DrawnOf(checkpoint)) floats.drawn += drawn.dim;
  return floats;
}

Members DrawMembers(const checkpoint::Checkpoint& checkpoint, int samples, uint64_t seed) {
  const int components = checkpoint.manifest.rank1.components;
  Members members;
  members.count = components * samples;
  for (const Drawn& drawn : DrawnOf(checkpoint)) {
    (drawn.kernel ? members.kernels : members.factors)[drawn.name] =
        DrawAll(drawn, components, samples, seed);
  }
  return members;
}

}  // namespace credence::predict
