#include "models/training/parallel.h"

#include "absl/strings/str_cat.h"
#include "models/checkpoint/safetensors.h"

namespace credence::training {
namespace {

std::vector<torch::Tensor> Gradients(const networks::Network& network) {
  std::vector<torch::Tensor> gradients;
  for (const auto& parameter : network.parameters()) {
    if (parameter.grad().defined()) gradients.push_back(parameter.grad());
  }
  return gradients;
}

// The run's tensors themselves and, in `numbers`, a copy of the rest.
std::vector<torch::Tensor> Parts(const Run& run, const torch::Tensor& numbers) {
  std::vector<torch::Tensor> parts = {numbers};
  for (const auto& [name, tensor] : NamedTensors(run)) parts.push_back(tensor);
  return parts;
}

std::vector<std::byte> BytesOf(const std::vector<torch::Tensor>& parts) {
  std::vector<std::byte> bytes;
  for (const torch::Tensor& part : parts) {
    const torch::Tensor host = part.cpu();
    const auto* data = static_cast<const std::byte*>(host.const_data_ptr());
    bytes.insert(bytes.end(), data, data + host.nbytes());
  }
  return bytes;
}

void SetBytes(std::vector<std::byte>& bytes, const std::vector<torch::Tensor>& parts) {
  std::byte* data = bytes.data();
  for (const torch::Tensor& part : parts) {
    part.copy_(torch::from_blob(data, part.sizes(), part.scalar_type()));
    data += part.nbytes();
  }
}

}  // namespace

Rows Share::Of(const Rows& rows) const {
  return size() == batch
             ? rows
             : Rows{rows.inputs.narrow(0, begin, size()), rows.labels.narrow(0, begin, size())};
}

Share ShareOf(const Group& group, int64_t batch) {
  return {.begin = batch * group.rank() / group.size(),
          .end = batch * (group.rank() + 1) / group.size(),
          .batch = batch};
}

absl::Status CheckShares(const Group& group, int64_t batch) {
  if (group.size() == 1 || batch >= 2 * group.size()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("schedule.batch_size: got ", batch, " rows for ",
                                                 group.size(),
                                                 " processes, wanted two rows each or more"));
}

torch::Tensor SharedBatchNoise::Draw(const std::string& name, layers::Family family, int64_t K,
                                     int64_t B, int64_t dim, const torch::TensorOptions& options) {
  if (B != share_.size() || B == share_.batch) {
    return whole_.Draw(name, family, K, B, dim, options);
  }
  return whole_.Draw(name, family, K, share_.batch, dim, options.device(torch::kCPU))
      .narrow(1, share_.begin, B)
      .to(options.device());
}

absl::StatusOr<double> SumGradients(Group& group, const networks::Network& network, double value) {
  if (group.size() == 1) return value;
  torch::NoGradGuard no_grad;
  const std::vector<torch::Tensor> gradients = Gradients(network);
  std::vector<torch::Tensor> flat;
  std::vector<int64_t> sizes;
  for (const torch::Tensor& gradient : gradients) {
    flat.push_back(gradient.flatten());
    sizes.push_back(gradient.numel());
  }
  flat.push_back(torch::tensor({static_cast<float>(value)}).to(DeviceOf(network)));
  sizes.push_back(1);
  const torch::Tensor message = torch::cat(flat);
  if (auto status = group.AllReduceTensor(message); !status.ok()) return status;
  const auto parts = message.split_with_sizes(sizes);
  for (size_t i = 0; i < gradients.size(); ++i) {
    gradients[i].copy_(parts[i].view(gradients[i].sizes()));
  }
  return parts.back().item<double>();
}

absl::Status FollowRankZero(Group& group, Run& run) {
  if (group.size() == 1) return absl::OkStatus();
  torch::NoGradGuard no_grad;
  const torch::Tensor numbers =
      torch::tensor({static_cast<double>(run.step), static_cast<double>(run.best_epoch),
                     run.epoch_nll, run.kl, run.kl_weight, run.best_nll},
                    torch::kFloat64);
  const std::vector<torch::Tensor> parts = Parts(run, numbers);
  std::vector<std::byte> message = BytesOf(parts);
  if (auto status = group.Broadcast(message); !status.ok()) return status;
  SetBytes(message, parts);
  const double* values = numbers.const_data_ptr<double>();
  run.step = static_cast<int64_t>(values[0]);
  run.best_epoch = static_cast<int64_t>(values[1]);
  run.epoch_nll = values[2];
  run.kl = values[3];
  run.kl_weight = values[4];
  run.best_nll = values[5];
  return absl::OkStatus();
}

absl::Status CheckFingerprint(Group& group, const std::string& fingerprint) {
  const std::string own = checkpoint::Sha256(std::as_bytes(std::span(fingerprint)));
  std::string first = own;
  if (auto status = group.Broadcast(std::as_writable_bytes(std::span(first))); !status.ok()) {
    return status;
  }
  return Agree(group, own == first
                          ? absl::OkStatus()
                          : absl::InvalidArgumentError(absl::StrCat(
                                "rank ", group.rank(), " of ", group.size(),
                                ": its recipe, overrides or data are not those of rank 0")));
}

}  // namespace credence::training
