// One training run in memory: all that changes from step to step, and how it is saved and restored.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/checkpoint/manifest.h"
#include "models/networks/networks.h"
#include "models/training/optimizer.h"
#include "models/training/recipe.h"
#include "models/training/schedule.h"
#include "models/training/state.h"
#include "models/training/validate.h"

namespace credence::training {

// One line of curves.csv, at the end of an epoch. Validation is NaN where no rows are held back.
struct CurvePoint {
  double epoch = 0, step = 0, learning_rate = 0;
  double nll = 0;        // mean over the epoch's steps, nats
  double kl = 0;         // KL / N at the last step, nats per example, before annealing
  double kl_weight = 0;  // its weight at the last step
  double validation_nll = std::numeric_limits<double>::quiet_NaN();  // mixture NLL
  double validation_ece = std::numeric_limits<double>::quiet_NaN();
};

// The networks share no tensor. `average` is the running average of the weights; `best` the weights
// with the best validation so far.
struct Run {
  std::shared_ptr<networks::Network> network, average, best;
  std::unique_ptr<Adam> adam;
  Schedule schedule;
  int64_t step = 0;      // steps done
  double epoch_nll = 0;  // sum over this epoch's steps
  double kl = 0, kl_weight = 0;
  int number = 1, count = 1;  // which network of an ensemble's this is
  double best_nll = std::numeric_limits<double>::infinity();
  int64_t best_epoch = 0;
  std::vector<CurvePoint> curve;

  // Of all networks together.
  int64_t total_steps() const { return count * schedule.steps; }
  int64_t total_step() const { return (number - 1) * schedule.steps + step; }

  // Epochs done; one that the end of the run cuts short counts.
  int64_t epoch() const {
    return step / schedule.steps_per_epoch +
           (step == schedule.steps && step % schedule.steps_per_epoch != 0 ? 1 : 0);
  }
};

// The posterior's part of a manifest that a recipe asks for.
checkpoint::Rank1Spec SpecOf(const PosteriorRecipe& recipe);

// A fresh run from the recipe's seed: kernels scaled, output bias as given. The same values on
// every device. output_bias: [L], what the base rates of the training rows come to: the log-odds of
// the positive class, or of more than two classes the log of each one's share. Errors: those of
// networks::MakeNetwork.
absl::StatusOr<Run> StartRun(const Recipe& recipe, const checkpoint::NetworkSpec& network,
                             int64_t rows, const std::vector<double>& output_bias,
                             torch::Device device = torch::kCPU);

// What a state holds of the run's tensors, by name: the tensors themselves, on the run's device.
std::map<std::string, torch::Tensor> NamedTensors(const Run& run);

// fingerprint: tells runs apart; of recipe and data. The tensors are on the CPU.
State RunToState(const Run& run, const std::string& fingerprint);

// Into a run fresh from StartRun, whatever device the state's was on. Errors: FailedPrecondition if
// the state is another run's (fingerprint); DataLoss if it is not whole.
absl::Status RestoreRun(const State& state, const std::string& fingerprint, Run& run);

}  // namespace credence::training
