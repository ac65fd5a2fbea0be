#include "models/predict/fused_mlp.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/predict/each_member.h"
#include "models/predict/member_layer.h"

namespace credence::predict {
namespace {

// Up to this many outputs a layer runs as dot products.
constexpr int64_t kNarrow = 4;
// (row, member) pairs computed together: their activations stay in the first caches.
constexpr int64_t kPairsPerPass = 64;

// One layer's arrays, padded as MemberLayer wants them.
struct PackedLayer {
  MemberLayer view;
  std::vector<float> weights, scale, shift, next;

  bool narrow() const { return view.outputs <= kNarrow && view.activation == Activation::kNone; }
};

std::vector<float> PadRows(std::span<const float> rows, int64_t width) {
  const int64_t count = static_cast<int64_t>(rows.size()) / width;
  std::vector<float> padded(count * Padded(width));
  for (int64_t i = 0; i < count; ++i) {
    std::copy_n(rows.begin() + i * width, width, padded.begin() + i * Padded(width));
  }
  return padded;
}

std::vector<float> Transposed(std::span<const float> kernel, int64_t inputs, int64_t outputs) {
  std::vector<float> transposed(kernel.size());
  for (int64_t i = 0; i < inputs; ++i) {
    for (int64_t o = 0; o < outputs; ++o) transposed[o * inputs + i] = kernel[i * outputs + o];
  }
  return transposed;
}

Activation ActivationOf(const std::string& name) {
  if (name == "relu6") return Activation::kRelu6;
  return name == "tanh" ? Activation::kTanh : Activation::kRelu;
}

// Members first to first + count - 1 of a drawing.
struct Range {
  int first = 0;
  int count = 0;
};

// [count, width]; empty where the members have no such factor: it is all ones.
std::span<const float> FactorsOf(const Members& members, const std::string& name, Range range,
                                 int64_t width) {
  const auto found = members.factors.find(name);
  if (found == members.factors.end()) return {};
  return std::span(found->second).subspan(range.first * width, range.count * width);
}

// What an additive layer adds to x W: (x + r) W + s + b = x W + (r W + s + b).
std::vector<float> AdditiveShift(const MemberKernel& kernel, std::span<const float> r,
                                 std::span<const float> s, std::span<const float> bias) {
  const int64_t inputs = kernel.shape[0];
  const int64_t outputs = kernel.shape[1];
  std::vector<float> shift(bias.size());
  for (size_t at = 0; at < shift.size(); ++at) {
    const int64_t member = static_cast<int64_t>(at) / outputs;
    double sum = static_cast<double>(s[at]) + bias[at];
    for (int64_t i = 0; i < inputs; ++i) {
      sum += static_cast<double>(r[member * inputs + i]) *
             kernel.values[i * outputs + static_cast<int64_t>(at) % outputs];
    }
    shift[at] = static_cast<float>(sum);
  }
  return shift;
}

class FusedMlp final : public Executor {
 public:
  // REQUIRES: the members of `range` share their kernels.
  FusedMlp(const checkpoint::Checkpoint& checkpoint, const Members& members, Range range)
      : kernels_(BestKernels()),
        members_(range.count),
        additive_(checkpoint.manifest.rank1.additive) {
    const checkpoint::NetworkSpec& network = checkpoint.manifest.network;
    input_width_ = network.input_width;
    for (size_t l = 0; l <= network.hidden.size(); ++l) AddLayer(checkpoint, members, range, l);
    Connect();
  }

  absl::Status Forward(std::span<const float> rows, int64_t batch,
                       std::span<float> logits) override {
    const int64_t outputs = layers_.back().view.outputs;
    if (batch < 0 || static_cast<int64_t>(rows.size()) != batch * input_width_ ||
        static_cast<int64_t>(logits.size()) != batch * members_ * outputs) {
      return absl::InternalError(absl::StrCat("rows: got ", rows.size(), " floats in and ",
                                              logits.size(), " out for a batch of ", batch));
    }
    for (int64_t begin = 0; begin < batch; begin += rows_per_pass_) {
      const int64_t count = std::min(rows_per_pass_, batch - begin);
      Pass(rows.data() + begin * input_width_, count, logits.data() + begin * members_ * outputs);
    }
    return absl::OkStatus();
  }

  std::string name() const override { return "fused_cpu"; }

  WeightBytes weight_bytes() const override {
    size_t shared = 0;
    size_t own = input_factors_.size();
    for (const PackedLayer& layer : layers_) {
      // An additive layer's shift is each member's own.
      (additive_ ? own : shared) += layer.shift.size();
      shared += layer.weights.size();
      own += layer.scale.size() + layer.next.size();
    }
    return {.shared = static_cast<int64_t>(shared * sizeof(float)),
            .per_member = static_cast<int64_t>(own * sizeof(float)) / members_};
  }

 private:
  void AddLayer(const checkpoint::Checkpoint& checkpoint, const Members& members, Range range,
                size_t l) {
    const checkpoint::Manifest& manifest = checkpoint.manifest;
    const std::string name = absl::StrCat("l", l);
    const MemberKernel kernel =
        KernelOf(checkpoint, members, name + ".kernel", range.first).value();
    const int64_t inputs = kernel.shape[0];
    const int64_t outputs = kernel.shape[1];
    const std::span<const float> r = FactorsOf(members, name + ".r", range, inputs);
    const std::span<const float> s = FactorsOf(members, name + ".s", range, outputs);
    const std::span<const float> bias = FactorsOf(members, name + ".bias", range, outputs);
    PackedLayer& layer = layers_.emplace_back();
    layer.view.inputs = inputs;
    layer.view.outputs = outputs;
    layer.view.members = members_;
    if (l < manifest.network.hidden.size()) {
      layer.view.activation = ActivationOf(manifest.network.activation);
    }
    layer.weights = layer.narrow() ? PadRows(Transposed(kernel.values, inputs, outputs), inputs)
                                   : PadRows(kernel.values, outputs);
    if (additive_) {
      layer.shift = PadRows(AdditiveShift(kernel, r, s, bias), outputs);
      return;
    }
    if (HasMemberKernels(checkpoint)) {
      layer.shift = PadRows(bias, outputs);
    } else {
      layer.view.members_per_shift = members_ / manifest.rank1.components;
      layer.shift = PadRows(checkpoint.weights->tensors().at(name + ".bias").f32(), outputs);
    }
    layer.scale = PadRows(s, outputs);
    (l == 0 ? input_factors_ : layers_[l - 1].next) = PadRows(r, inputs);
  }

  // Points the views at their arrays, which stay where they are from now on, and sizes the buffers.
  void Connect() {
    int64_t widest = Padded(input_width_);
    for (PackedLayer& layer : layers_) {
      const auto pointer = [](const std::vector<float>& array) {
        return array.empty() ? nullptr : array.data();
      };
      layer.view.weights = layer.weights.data();
      layer.view.scale = pointer(layer.scale);
      layer.view.shift = layer.shift.data();
      layer.view.next = pointer(layer.next);
      widest = std::max(widest, Padded(layer.view.outputs));
    }
    const MemberLayer& first = layers_.front().view;
    first_is_shared_ = members_ > 1 && layers_.size() > 1 && !additive_ && input_factors_.empty() &&
                       first.scale == nullptr && first.members_per_shift == members_;
    rows_per_pass_ = std::max<int64_t>(1, kPairsPerPass / members_);
    in_.resize(rows_per_pass_ * members_ * widest);
    out_.resize(in_.size());
  }

  // The first layer of `count` rows, once for all members, then each member's mask.
  void PassFirst(const float* rows, int64_t count) {
    MemberLayer first = layers_.front().view;
    const float* masks = std::exchange(first.next, nullptr);
    first.members = first.members_per_shift = 1;
    kernels_.expand(rows, nullptr, count, 1, input_width_, in_.data());
    kernels_.wide(first, in_.data(), count, out_.data());
    kernels_.expand(out_.data(), masks, count, members_, Padded(first.outputs), in_.data());
  }

  void Pass(const float* rows, int64_t count, float* logits) {
    const int64_t pairs = count * members_;
    if (first_is_shared_) {
      PassFirst(rows, count);
    } else {
      kernels_.expand(rows, input_factors_.empty() ? nullptr : input_factors_.data(), count,
                      members_, input_width_, in_.data());
    }
    for (size_t l = first_is_shared_ ? 1 : 0; l + 1 < layers_.size(); ++l) {
      kernels_.wide(layers_[l].view, in_.data(), pairs, out_.data());
      std::swap(in_, out_);
    }
    const PackedLayer& last = layers_.back();
    if (last.narrow()) return kernels_.narrow(last.view, in_.data(), pairs, logits);
    kernels_.wide(last.view, in_.data(), pairs, out_.data());
    for (int64_t p = 0; p < pairs; ++p) {
      std::copy_n(out_.data() + p * Padded(last.view.outputs), last.view.outputs,
                  logits + p * last.view.outputs);
    }
  }

  MemberKernels kernels_;
  int64_t members_;
  bool additive_;
  int64_t input_width_ = 0;
  int64_t rows_per_pass_ = 1;
  bool first_is_shared_ = false;      // members differ after the first layer only, as under dropout
  std::vector<float> input_factors_;  // [M, Padded(D)]; empty where there are none to multiply by
  std::vector<PackedLayer> layers_;
  std::vector<float> in_, out_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Executor>> MakeFusedMlp(const checkpoint::Checkpoint& checkpoint,
                                                       const Members& members) {
  if (checkpoint.manifest.network.name != "mlp") {
    return absl::UnimplementedError(absl::StrCat("executor: got 'fused' for the network '",
                                                 checkpoint.manifest.network.name,
                                                 "', wanted mlp"));
  }
  if (!HasMemberKernels(checkpoint)) {
    return std::make_unique<FusedMlp>(checkpoint, members, Range{0, members.count});
  }
  std::vector<std::unique_ptr<Executor>> each;
  for (int m = 0; m < members.count; ++m) {
    each.push_back(std::make_unique<FusedMlp>(checkpoint, members, Range{m, 1}));
  }
  return MakeEachMember(std::move(each), checkpoint.manifest.network.outputs);
}

}  // namespace credence::predict
