#include "models/predict/members.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

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

// A rank-1 vector's posterior: its centre and, unless it is a point, its stored width, each [K,
// dim].
struct Posterior {
  std::string name;
  std::span<const float> centre;
  std::span<const float> width;
  bool cauchy = false;
  int64_t dim = 0;
};

std::vector<float> Draw(const Posterior& vector, int components, int samples, uint64_t seed) {
  const double clip =
      absl::StartsWith(vector.name, "lstm.") || vector.width.empty() ? INFINITY : kClip;
  std::vector<float> factors;
  factors.reserve(static_cast<size_t>(components) * samples * vector.dim);
  for (int k = 0; k < components; ++k) {
    NoiseStream noise(seed, vector.name, k);
    for (int64_t i = 0; i < samples * vector.dim; ++i) {
      const size_t at = static_cast<size_t>(k * vector.dim + i % vector.dim);
      double value = vector.centre[at];
      if (!vector.width.empty()) {
        value += Positive(vector.width[at]) * (vector.cauchy ? noise.Cauchy() : noise.Normal());
      }
      factors.push_back(static_cast<float>(std::clamp(value, -clip, clip)));
    }
  }
  return factors;
}

// Kernels are shared, widths are read with their centres.
bool IsDrawn(absl::string_view tensor) {
  return !absl::EndsWith(tensor, "kernel") && !absl::EndsWith(tensor, ".stddev") &&
         !absl::EndsWith(tensor, ".scale");
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

int64_t FactorsPerMember(const checkpoint::Checkpoint& checkpoint) {
  int64_t floats = 0;
  for (const auto& [name, array] : checkpoint.weights->tensors()) {
    if (IsDrawn(name)) floats += array.shape[1];
  }
  return floats;
}

Members DrawMembers(const checkpoint::Checkpoint& checkpoint, int samples, uint64_t seed) {
  const int components = checkpoint.manifest.rank1.components;
  Members members;
  members.count = components * samples;
  const auto& tensors = checkpoint.weights->tensors();
  for (const auto& [name, array] : tensors) {
    absl::string_view base = name;
    const bool gaussian = absl::ConsumeSuffix(&base, ".mean");
    const bool cauchy = !gaussian && absl::ConsumeSuffix(&base, ".loc");
    if (!IsDrawn(name)) continue;
    Posterior vector;
    vector.name = std::string(base);
    vector.centre = array.f32();
    vector.cauchy = cauchy;
    vector.dim = array.shape[1];
    if (gaussian) vector.width = tensors.at(vector.name + ".stddev").f32();
    if (cauchy) vector.width = tensors.at(vector.name + ".scale").f32();
    members.factors[vector.name] = Draw(vector, components, samples, seed);
  }
  return members;
}

}  // namespace credence::predict
