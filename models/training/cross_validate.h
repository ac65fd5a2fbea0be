// How good a recipe is, judged on the rows that each of its networks did not see.
#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "models/metrics/figures.h"
#include "models/training/prepare.h"
#include "models/training/recipe.h"

namespace credence::training {

struct CrossValidateOptions {
  int folds = 5;
  int seeds = 1;    // networks per fold, from the recipe's seed on; the folds stay the same
  int threads = 2;  // networks trained at a time
  uint64_t fold_seed = 1;
  torch::Device device = torch::kCPU;  // where the networks are trained
  std::function<void(int done, int total)> on_network;
};

// Figures of the out-of-fold risks, pooled over the folds.
struct CrossValidation {
  bool binary = true;                       // which rows: metrics::FigureRows(binary)
  std::vector<metrics::Figures> of_seed;    // one per seed
  metrics::Figures mean;                    // over the seeds
  metrics::Figures seed_stddev;             // over the seeds (0 for one)
  std::vector<metrics::Interval> interval;  // bootstrap over the rows, first seed, by those rows
};

// Nothing is chosen on a held-out fold: encoding and network see the other folds alone, and every
// network trains for the recipe's epochs (holdout and patience of the recipe do not count).
// Errors: those of Prepare and Train.
absl::StatusOr<CrossValidation> CrossValidate(const Recipe& recipe, const Charts& charts,
                                              const CrossValidateOptions& options);

}  // namespace credence::training
