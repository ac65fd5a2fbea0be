// What changes from step to step: the learning rate, and how long the KL is annealed. Plain C++;
// pure.
#pragma once

#include <cstdint>

#include "models/training/recipe.h"

namespace credence::training {

// Counts steps from 0.
struct Schedule {
  int64_t steps_per_epoch = 1;
  int64_t steps = 1;  // of the whole run
  double learning_rate = 0;
  double warmup_steps = 0;
  double final_fraction = 0;
  int64_t kl_anneal_steps = 0;  // T of layers::Annealing

  // Rises linearly over the warm-up, (step + 1) / warmup_steps of the full rate, then falls along
  // half a cosine to final_fraction of it at the last step.
  double LearningRate(int64_t step) const;
};

// rows: of the training part. The last batch of an epoch is left out where it is not full (but an
// epoch has at least one step). With schedule.steps the last epoch ends where they do.
Schedule MakeSchedule(const Recipe& recipe, int64_t rows);

}  // namespace credence::training
