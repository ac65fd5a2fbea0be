#include "models/predict/torch_executor.h"

#include <torch/torch.h>

#include <exception>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/networks/networks.h"

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

// A view on the mapped file; the view keeps the file mapped. Nothing ever writes to it.
absl::StatusOr<torch::Tensor> MappedKernel(const checkpoint::Checkpoint& checkpoint,
                                           const std::string& name) {
  const absl::StatusOr<checkpoint::ArrayView> array = checkpoint.weights->Find(name);
  if (!array.ok()) return array.status();
  return torch::from_blob(
      const_cast<float*>(array->f32().data()), array->shape, [file = checkpoint.weights](void*) {},
      torch::kFloat32);
}

absl::Status SetParameters(networks::Network& network, const checkpoint::Checkpoint& checkpoint,
                           const Members& members) {
  for (auto& parameter : network.named_parameters()) {
    torch::Tensor& tensor = parameter.value();
    absl::StatusOr<torch::Tensor> value;
    if (const auto own = members.factors.find(parameter.key()); own != members.factors.end()) {
      value = torch::tensor(own->second).view({members.count, -1});
    } else {
      value = MappedKernel(checkpoint, parameter.key());
    }
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
                int members, torch::Device device, int threads)
      : network_(std::move(network)),
        width_(spec.input_width),
        outputs_(spec.outputs),
        members_(members),
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

  WeightBytes weight_bytes() const override {
    int64_t shared = 0, all = 0;
    for (const torch::Tensor& kernel : network_->Kernels()) shared += kernel.nbytes();
    for (const torch::Tensor& parameter : network_->parameters()) all += parameter.nbytes();
    return {.shared = shared, .per_member = (all - shared) / members_};
  }

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
  torch::Device device_;
  int threads_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Executor>> MakeTorchExecutor(
    const checkpoint::Checkpoint& checkpoint, const Members& members, const LoadOptions& options) {
  const absl::StatusOr<torch::Device> device = DeviceOf(options.device);
  if (!device.ok()) return device.status();
  const checkpoint::NetworkSpec& spec = checkpoint.manifest.network;
  checkpoint::Rank1Spec points = checkpoint.manifest.rank1;
  points.components = members.count;
  points.posterior = "point";
  std::shared_ptr<networks::Network> network;
  const absl::Status status = Guarded([&] {
    auto made = networks::MakeNetwork(spec, points);
    if (!made.ok()) return made.status();
    network = *std::move(made);
    if (absl::Status set = SetParameters(*network, checkpoint, members); !set.ok()) return set;
    network->to(*device);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return std::make_unique<TorchExecutor>(std::move(network), spec, members.count, *device,
                                         options.threads);
}

}  // namespace credence::predict
