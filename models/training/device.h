// The device that a network is trained on. No LibTorch in this header.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace credence::training {

// The device of that name, "cpu", "cuda" or "cuda:N", as "cpu" or "cuda:N". "cuda" is the device of
// this process among those of its machine, cuda:`local_rank`.
// Errors: InvalidArgument for another name; Unimplemented for "cuda" in a build without CUDA;
// FailedPrecondition where the machine does not have that device, saying how many it has.
absl::StatusOr<std::string> FindDevice(const std::string& name, int local_rank = 0);

}  // namespace credence::training
