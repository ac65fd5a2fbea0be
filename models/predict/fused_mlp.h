// The executor for network "mlp" on a CPU: weights packed once at load, all members' passes over
// one row share each load of W, or each member runs by itself where it has kernels of its own;
// plain C++, no tensor library.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "models/checkpoint/checkpoint.h"
#include "models/predict/members.h"
#include "models/predict/predictor.h"

namespace credence::predict {

// Copies what it needs: neither argument has to outlive the call. Logits are within 1e-5 * (1 +
// |logit|) of a double computation for networks whose activations are of order 1, and bit for bit
// the same for a row alone or in a batch. One forward runs on the calling thread. Errors:
// Unimplemented for another network.
absl::StatusOr<std::unique_ptr<Executor>> MakeFusedMlp(const checkpoint::Checkpoint& checkpoint,
                                                       const Members& members);

}  // namespace credence::predict
