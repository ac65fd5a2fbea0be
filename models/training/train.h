// The training loop: for each batch, the ELBO, its gradient, a step of Adam. Then the best weights.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/training/distributed.h"
#include "models/training/run.h"

namespace credence::training {

struct TrainOptions {
  std::string state_path;     // where the state is kept; empty: nowhere
  double save_seconds = 5;    // at least so often (and at the end)
  int64_t save_steps = 0;     // and every n steps; 0: by the clock only
  int64_t stop_at_step = 0;   // leave off there as if killed, state saved; 0: run to the end
  int number = 1, count = 1;  // which network of an ensemble's this is; TrainEnsemble's business
  std::function<void(const Run&)> on_step;   // after every step
  std::function<void(const Run&)> on_epoch;  // after every epoch's validation; rank 0 only
  Group* group = nullptr;                    // whom to train with; null: alone
  torch::Device device = torch::kCPU;        // where the network is while it is trained
};

struct Trained {
  std::shared_ptr<networks::Network> network;  // on the CPU
  std::vector<CurvePoint> curve;               // rank 0's; empty elsewhere
  int64_t epochs = 0;  // that `network` was trained for; ensemble: the most of its networks
};

// A recipe for an ensemble trains its networks one after another (see TrainEnsemble), all others
// one. Sets LibTorch to one thread, so that sums have one order. Trains from the recipe's seed, or
// goes on from the state at state_path. Every random number comes from generators seeded by (seed,
// epoch) and (seed, step), so that the result does not depend on where a run was interrupted. With
// validation rows, the weights with the lowest mixture NLL on them are returned, and training stops
// after `patience` epochs without a better one; without, the last epoch's. data_hash joins the
// fingerprint of the state. In a group, every process trains on its share of every batch; rank 0
// alone validates, reads and saves the state. The steps are those of one process but for the order
// of summation, and so are those of another device, which draws no random numbers of its own: see
// docs/training.md. A state may be gone on with on another device. Errors: InvalidArgument for no
// rows, a class without any, or what MakeNetwork refuses; Internal where the loss is not finite,
// naming the step; FailedPrecondition for the state of another run; those of Group, CheckShares,
// CheckFingerprint and Agree.
absl::StatusOr<Trained> Train(const Recipe& recipe, const checkpoint::NetworkSpec& network,
                              const Rows& rows, const Rows& validation,
                              const std::string& data_hash, const TrainOptions& options);

}  // namespace credence::training
