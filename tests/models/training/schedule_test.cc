#include "models/training/schedule.h"

#include <gtest/gtest.h>

namespace credence::training {
namespace {

// 10 epochs of 10 steps, the first a warm-up.
Schedule TenByTen() {
  Recipe recipe;
  recipe.schedule = {.epochs = 10, .batch_size = 8, .warmup_epochs = 1, .final_fraction = 0.1};
  recipe.optimizer.learning_rate = 2;
  recipe.loss.kl_anneal_fraction = 0.5;
  return MakeSchedule(recipe, 85);
}

TEST(Schedule, LeavesOutTheLastBatchThatIsNotFull) {
  EXPECT_EQ(TenByTen().steps_per_epoch, 10);
  EXPECT_EQ(TenByTen().steps, 100);
}

TEST(Schedule, HasAStepWhereThereIsLessThanABatch) {
  Recipe recipe;
  EXPECT_EQ(MakeSchedule(recipe, 3).steps_per_epoch, 1);
}

TEST(Schedule, CountsStepsInPlaceOfEpochs) {
  Recipe recipe;
  recipe.schedule = {.epochs = 10, .steps = 42, .batch_size = 8};
  recipe.loss.kl_anneal_fraction = 0.5;
  EXPECT_EQ(MakeSchedule(recipe, 85).steps, 42);
  EXPECT_EQ(MakeSchedule(recipe, 85).kl_anneal_steps, 21);
}

TEST(Schedule, RisesLinearlyInTheWarmUp) {
  EXPECT_DOUBLE_EQ(TenByTen().LearningRate(0), 0.2);
  EXPECT_DOUBLE_EQ(TenByTen().LearningRate(4), 1.0);
  EXPECT_DOUBLE_EQ(TenByTen().LearningRate(9), 2.0);
  EXPECT_DOUBLE_EQ(TenByTen().LearningRate(10), 2.0);
}

TEST(Schedule, FallsAlongACosineToTheFinalFraction) {
  const Schedule schedule = TenByTen();
  EXPECT_DOUBLE_EQ(schedule.LearningRate(99), 0.2);
  // Half way from step 10 to step 99 the cosine is 0: the mean of first and last.
  EXPECT_NEAR((schedule.LearningRate(54) + schedule.LearningRate(55)) / 2, 1.1, 1e-12);
  for (int64_t step = 11; step < 100; ++step) {
    EXPECT_LT(schedule.LearningRate(step), schedule.LearningRate(step - 1));
  }
}

TEST(Schedule, AnnealsTheKlOverItsShareOfTheSteps) { EXPECT_EQ(TenByTen().kl_anneal_steps, 50); }

}  // namespace
}  // namespace credence::training
