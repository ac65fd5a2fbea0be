#include "models/training/state.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cstring>

#include "absl/strings/str_cat.h"

namespace credence::training {
namespace {

absl::StatusOr<checkpoint::DType> ToDType(torch::ScalarType type, const std::string& name) {
  switch (type) {
    case torch::kFloat32:
      return checkpoint::DType::kF32;
    case torch::kFloat64:
      return checkpoint::DType::kF64;
    case torch::kInt64:
      return checkpoint::DType::kI64;
    default:
      return absl::InvalidArgumentError(absl::StrCat(name, ": got dtype ", torch::toString(type),
                                                     ", wanted float32, float64 or int64"));
  }
}

torch::ScalarType ToScalarType(checkpoint::DType dtype) {
  switch (dtype) {
    case checkpoint::DType::kF64:
      return torch::kFloat64;
    case checkpoint::DType::kI64:
      return torch::kInt64;
    case checkpoint::DType::kF32:
      break;
  }
  return torch::kFloat32;
}

}  // namespace

absl::StatusOr<std::map<std::string, checkpoint::ArrayView>> ViewTensors(
    const std::map<std::string, torch::Tensor>& tensors) {
  std::map<std::string, checkpoint::ArrayView> views;
  for (const auto& [name, tensor] : tensors) {
    const auto dtype = ToDType(tensor.scalar_type(), name);
    if (!dtype.ok()) return dtype.status();
    if (!tensor.is_contiguous() || !tensor.is_cpu()) {
      return absl::InvalidArgumentError(absl::StrCat(name, ": wanted a contiguous CPU tensor"));
    }
    checkpoint::ArrayView view;
    view.dtype = *dtype;
    view.shape.assign(tensor.sizes().begin(), tensor.sizes().end());
    view.data = static_cast<const std::byte*>(tensor.const_data_ptr());
    views.emplace(name, std::move(view));
  }
  return views;
}

absl::Status SaveState(const std::string& path, const State& state) {
  const auto views = ViewTensors(state.tensors);
  if (!views.ok()) return views.status();
  return checkpoint::WriteSafetensors(path, *views, state.facts);
}

absl::StatusOr<State> LoadState(const std::string& path) {
  auto file = checkpoint::SafetensorsFile::Open(path);
  if (!file.ok()) return file.status();
  State state;
  state.facts = (*file)->metadata();
  for (const auto& [name, view] : (*file)->tensors()) {
    torch::Tensor tensor = torch::empty(view.shape, ToScalarType(view.dtype));
    if (tensor.nbytes() > 0) std::memcpy(tensor.data_ptr(), view.data, tensor.nbytes());
    state.tensors.emplace(name, std::move(tensor));
  }
  return state;
}

absl::Status RestoreTensors(const std::map<std::string, torch::Tensor>& source,
                            const std::map<std::string, torch::Tensor>& target) {
  torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : target) {
    const auto found = source.find(name);
    if (found == source.end() || found->second.sizes() != tensor.sizes()) {
      return absl::DataLossError(
          absl::StrCat("training state: tensor ", name, " is missing or has another shape"));
    }
    torch::Tensor destination = tensor;
    destination.copy_(found->second);
  }
  return absl::OkStatus();
}

torch::Generator MakeGenerator(uint64_t seed, uint64_t purpose, uint64_t moment) {
  return at::make_generator<at::CPUGeneratorImpl>(MixSeed(seed, purpose, moment));
}

}  // namespace credence::training
