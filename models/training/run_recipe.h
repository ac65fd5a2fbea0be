// What `credence-models train` does with a recipe, from files to files. No LibTorch in this header.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "models/training/charts.h"
#include "models/training/distributed.h"
#include "models/training/recipe.h"

namespace credence::training {

struct TrainFiles {
  std::string out;             // gets the checkpoint, and training/ with curves and state
  std::string figures;         // held-out figures as `evaluate --json` writes them; may be empty
  bool restart = false;        // forget the state in out/training
  std::string device = "cpu";  // where the network is trained, as FindDevice takes it
  // Called after every step of the optimizer (of an ensemble, of every network's), with the steps
  // that an epoch and the whole schedule have. May be empty.
  std::function<void(int64_t steps_per_epoch, int64_t steps)> on_step = {};
  // What is trained on, where it has been read already; null: what ReadCharts gives.
  std::shared_ptr<const Charts> charts = nullptr;
};

// Reads, prepares, trains (or goes on with out's state), and writes. live: `progress` is a
// terminal, where a line may be rewritten. group: whom to train with, null for nobody; every
// process reads the records, rank 0 alone prints and writes.
// Errors: those of FindDevice, ReadCharts, Prepare, DraftManifest, Agree, Train and WriteTrained.
absl::Status TrainRecipe(const Recipe& recipe, const TrainFiles& files, std::ostream& progress,
                         bool live, Group* group = nullptr);

struct FoldCounts {
  int folds = 5;
  int seeds = 1;
  int threads = 1;
  std::string device = "cpu";  // as FindDevice takes it
};

// Prints the pooled out-of-fold figures on `out`. Errors: those of FindDevice, ReadCharts and
// CrossValidate.
absl::Status CrossValidateRecipe(const Recipe& recipe, const FoldCounts& counts, std::ostream& out,
                                 std::ostream& progress);

}  // namespace credence::training
