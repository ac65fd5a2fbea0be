// The reference executor: the very network that training uses, on LibTorch, for every row of the
// network table, on the CPU or a CUDA device.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "models/checkpoint/checkpoint.h"
#include "models/predict/members.h"
#include "models/predict/predictor.h"

namespace credence::predict {

// The network with one point component per member, or one network per member where these have all
// kernels of their own. On the CPU kernels are views on the checkpoint's mapped file, which they
// keep mapped; factors, biases and kernels that were drawn are copied from `members`.
// options: device and threads.
// Errors: Unimplemented for device "cuda" in a build without it; FailedPrecondition where there is
// no CUDA device; InvalidArgument for a network that is not in the table or weights that do not fit
// it; NotFound for a missing kernel; Internal if LibTorch
// fails.
// The executor is for one caller at a time; LibTorch's threads belong to the calling thread.
absl::StatusOr<std::unique_ptr<Executor>> MakeTorchExecutor(
    const checkpoint::Checkpoint& checkpoint, const Members& members, const LoadOptions& options);

}  // namespace credence::predict
