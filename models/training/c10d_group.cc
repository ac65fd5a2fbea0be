#include "models/training/c10d_group.h"

#include <ATen/ops/from_blob.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace credence::training {
namespace {

at::Tensor View(void* data, size_t size, at::ScalarType type) {
  return at::from_blob(data, {static_cast<int64_t>(size)}, type);
}

}  // namespace

std::string FirstLine(const std::exception& error) {
  return std::string(absl::StripAsciiWhitespace(
      static_cast<std::string>(*absl::StrSplit(error.what(), '\n').begin())));
}

absl::Status C10dGroup::AllReduce(std::span<float> values) {
  return AllReduceTensor(View(values.data(), values.size(), at::kFloat));
}

absl::Status C10dGroup::AllReduceTensor(const at::Tensor& values) {
  return Call(values, [this](std::vector<at::Tensor>& one) { return backend_->allreduce(one); });
}

absl::Status C10dGroup::Broadcast(std::span<std::byte> bytes) {
  return Call(View(bytes.data(), bytes.size(), at::kByte),
              [this](std::vector<at::Tensor>& one) { return backend_->broadcast(one); });
}

absl::Status C10dGroup::Call(const at::Tensor& values, Start start) try {
  std::vector<at::Tensor> there = {values.to(device_)};  // itself, where it is there already
  Finish(*start(there));
  if (!there[0].is_same(values)) values.copy_(there[0]);
  return absl::OkStatus();
} catch (const std::exception& error) {
  return absl::UnavailableError(
      absl::StrCat("rank ", rank(), " of ", size(), ": another process was lost, or did not ",
                   "answer within ", timeout_seconds_, " s (", FirstLine(error), ")"));
}

}  // namespace credence::training
