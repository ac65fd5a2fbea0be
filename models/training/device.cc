#include "models/training/device.h"

#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/cuda.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace credence::training {
namespace {

constexpr int kMostDevices = 127;  // c10::DeviceIndex is a signed byte

// -1 for a name that is none.
int IndexOf(absl::string_view name, int local_rank) {
  if (name == "cuda") return local_rank;
  int index = -1;
  if (!absl::ConsumePrefix(&name, "cuda:") || name.empty() || !absl::ascii_isdigit(name[0]) ||
      !absl::SimpleAtoi(name, &index) || index > kMostDevices) {
    return -1;
  }
  return index;
}

}  // namespace

absl::StatusOr<std::string> FindDevice(const std::string& name, int local_rank) {
  if (name == "cpu") return name;
  const int index = IndexOf(name, local_rank);
  if (index < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("device: got '", name, "', wanted 'cpu', 'cuda' or 'cuda:N'"));
  }
  // libc10_cuda registers it, where the program has one.
  if (!c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA)) {
    return absl::UnimplementedError(
        absl::StrCat("device: got '", name,
                     "', but this build was configured without CREDENCE_CUDA; wanted "
                     "'cpu'"));
  }
  const auto count = static_cast<int>(torch::cuda::device_count());
  if (index < count) return absl::StrCat("cuda:", index);
  return absl::FailedPreconditionError(absl::StrCat(
      "device: got 'cuda:", index, "', but CUDA finds ", count, " devices on this machine"));
}

}  // namespace credence::training
