#include "models/predict/torch_executor.h"

#include <torch/torch.h>

#include <exception>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/checkpoint/posteriors.h"
#include "models/networks/networks.h"
#include "models/predict/each_member.h"

namespace credence::predict {
namespace {

// The one place where LibTorch's exceptions end.
absl::Status Guarded(absl::FunctionRef<absl::Status()> step) {
  try {
    return step();
  } catch (const c10::Error& error) {
    return absl::InternalError(absl::StrCat("LibTorch: ", error.what_without_backtrace()));
  } catch (const std::exception& error) {
    return absl::InternalError(absl::StrCat("LibTorch: ", error.what()));
  }
}

// Points need none.
class NoNoise final : public layers::NoiseSource {
 public:
  torch::Tensor Draw(const std::string&, layers::Family, int64_t, int64_t, int64_t,
                     const torch::TensorOptions&) override {
    return {};
  }
};

absl::StatusOr<torch::Device> DeviceOf(const std::string& name) {
  if (name == "cpu") return torch::Device(torch::kCPU);
#ifdef CREDENCE_CUDA
  if (torch::cuda::is_available()) return torch::Device(torch::kCUDA);
  return absl::FailedPreconditionError("device: got \"cuda\", but no CUDA device is at hand");
#else
  return absl::UnimplementedError(
      absl::StrCat("device: got \"", name, "\", but this build only has \"cpu\""));
#endif
}

// Members first to first + count - 1 of a drawing.
struct Range {
  int first = 0;
  int count = 0;
};

// A view on the mapped file, which the view keeps mapped and nothing ever writes to; a copy of a
// kernel that was drawn.
absl::StatusOr<torch::Tensor> Kernel(const checkpoint::Checkpoint& checkpoint,
                                     const Members& members, const std::string& name, int member) {
  absl::StatusOr<MemberKernel> kernel = KernelOf(checkpoint, members, name, member);
  if (!kernel.ok()) return kernel.status();
  auto* data = const_cast<float*>(kernel->values.data());
  if (!kernel->mapped) return torch::from_blob(data, kernel->shape, torch::kFloat32).clone();
  return torch::from_blob(
      data, kernel->shape, [file = checkpoint.weights](void*) {}, torch::kFloat32);
}

// The value of a parameter of `shape`: of a kernel [M, in, out] all members', else those of
// `range`. Vectors that the posterior does not have are ones that take no memory.
absl::StatusOr<torch::Tensor> ValueOf(const std::string& name, torch::IntArrayRef shape,
                                      const checkpoint::Checkpoint& checkpoint,
                                      const Members& members, Range range) {
  if (const auto own = members.factors.find(name); own != members.factors.end()) {
    return torch::tensor(own->second)
        .view({members.count, -1})
        .narrow(0, range.first, range.count)
        .clone();
  }
  if (const auto own = members.kernels.find(name);
      own != members.kernels.end() && shape.size() == 3) {
    return torch::tensor(own->second).view({members.count, shape[1], shape[2]});
  }
  const bool kernel = absl::EndsWith(name, "kernel");
  if (kernel || checkpoint::FindPosterior(checkpoint.manifest.rank1.posterior)->rank1) {
    return Kernel(checkpoint, members, name, range.first);
  }
  return torch::ones({1, 1}).expand(shape);
}

absl::Status SetParameters(networks::Network& network, const checkpoint::Checkpoint& checkpoint,
                           const Members& members, Range range) {
  for (auto& parameter : network.named_parameters()) {
    torch::Tensor& tensor = parameter.value();
    absl::StatusOr<torch::Tensor> value =
        ValueOf(parameter.key(), tensor.sizes(), checkpoint, members, range);
    if (!value.ok()) return value.status();
    if (value->sizes() != tensor.sizes()) {
      return absl::InvalidArgumentError(
          absl::StrCat("weights: the shape of ", parameter.key(), " does not fit the network"));
    }
    tensor.requires_grad_(false).set_data(*value);
  }
  return absl::OkStatus();
}

class TorchExecutor final : public Executor {
 public:
  TorchExecutor(std::shared_ptr<networks::Network> network, const checkpoint::NetworkSpec& spec,
                int members, WeightBytes bytes, torch::Device device, int threads)
      : network_(std::move(network)),
        width_(spec.input_width),
        outputs_(spec.outputs),
        members_(members),
        bytes_(bytes),
        device_(device),
        threads_(threads) {}

  absl::Status Forward(std::span<const float> rows, int64_t batch,
                       std::span<float> logits) override {
    if (static_cast<int64_t>(rows.size()) != batch * width_ ||
        static_cast<int64_t>(logits.size()) != batch * members_ * outputs_) {
      return absl::InternalError(absl::StrCat("forward: got ", rows.size(), " inputs and room for ",
                                              logits.size(), " logits for ", batch, " rows"));
    }
    return Guarded([&] { return Compute(rows, batch, logits); });
  }

  std::string name() const override { return device_.is_cuda() ? "torch_cuda" : "torch_cpu"; }

  WeightBytes weight_bytes() const override { return bytes_; }

 private:
  absl::Status Compute(std::span<const float> rows, int64_t batch, std::span<float> logits) {
    const torch::InferenceMode inference;
    if (at::get_num_threads() != threads_) at::set_num_threads(threads_);
    const torch::Tensor x =
        torch::from_blob(const_cast<float*>(rows.data()), {1, batch, width_}).to(device_);
    NoNoise noise;
    const torch::Tensor by_member = network_->Forward(x, noise);  // [M, B, L]
    torch::from_blob(logits.data(), {batch, members_, outputs_})
        .copy_(by_member.permute({1, 0, 2}));
    return absl::OkStatus();
  }

  std::shared_ptr<networks::Network> network_;
  int64_t width_, outputs_, members_;
  WeightBytes bytes_;
  torch::Device device_;
  int threads_;
};

// REQUIRES: the members of `range` share their kernels.
absl::StatusOr<std::unique_ptr<Executor>> MakeFor(const checkpoint::Checkpoint& checkpoint,
                                                  const Members& members, Range range,
                                                  torch::Device device, int threads) {
  const checkpoint::NetworkSpec& spec = checkpoint.manifest.network;
  const checkpoint::Rank1Spec points = {.components = range.count,
                                        .posterior = "point",
                                        .additive = checkpoint.manifest.rank1.additive};
  networks::NetworkOptions options;
  if (checkpoint.manifest.rank1.gaussian_embedding) options.embedding = layers::Family::kEnsemble;
  std::shared_ptr<networks::Network> network;
  const absl::Status status = Guarded([&] {
    auto made = networks::MakeNetwork(spec, points, options);
    if (!made.ok()) return made.status();
    network = *std::move(made);
    if (absl::Status set = SetParameters(*network, checkpoint, members, range); !set.ok()) {
      return set;
    }
    network->to(device);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  const MemberFloats floats = CountFloats(checkpoint);
  const WeightBytes bytes = {.shared = 4 * floats.shared, .per_member = 4 * floats.per_member()};
  return std::make_unique<TorchExecutor>(std::move(network), spec, range.count, bytes, device,
                                         threads);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Executor>> MakeTorchExecutor(
    const checkpoint::Checkpoint& checkpoint, const Members& members, const LoadOptions& options) {
  const absl::StatusOr<torch::Device> device = DeviceOf(options.device);
  if (!device.ok()) return device.status();
  if (!HasMemberKernels(checkpoint)) {
    return MakeFor(checkpoint, members, {0, members.count}, *device, options.threads);
  }
  std::vector<std::unique_ptr<Executor>> each;
  for (int m = 0; m < members.count; ++m) {
    auto one = MakeFor(checkpoint, members, {m, 1}, *device, options.threads);
    if (!one.ok()) return one.status();
    each.push_back(*std::move(one));
  }
  return MakeEachMember(std::move(each), checkpoint.manifest.network.outputs);
}

}  // namespace credence::predict
