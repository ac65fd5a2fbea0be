#include "models/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace credence::training {

double Schedule::LearningRate(int64_t step) const {
  if (step + 1 < warmup_steps) return learning_rate * (step + 1) / warmup_steps;
  const double span = std::max(1.0, steps - 1 - warmup_steps);
  const double progress = std::clamp((step - warmup_steps) / span, 0.0, 1.0);
  const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * progress));
  return learning_rate * (final_fraction + (1 - final_fraction) * cosine);
}

Schedule MakeSchedule(const Recipe& recipe, int64_t rows) {
  Schedule schedule;
  schedule.steps_per_epoch = std::max<int64_t>(1, rows / recipe.schedule.batch_size);
  schedule.steps = recipe.schedule.steps > 0 ? recipe.schedule.steps
                                             : schedule.steps_per_epoch * recipe.schedule.epochs;
  schedule.learning_rate = recipe.optimizer.learning_rate;
  schedule.warmup_steps = recipe.schedule.warmup_epochs * schedule.steps_per_epoch;
  schedule.final_fraction = recipe.schedule.final_fraction;
  schedule.kl_anneal_steps = std::llround(recipe.loss.kl_anneal_fraction * schedule.steps);
  return schedule;
}

}  // namespace credence::training
