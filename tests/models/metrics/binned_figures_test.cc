#include "models/metrics/binned_figures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/metrics/uniform.h"

namespace credence::metrics {
namespace {

// 20 bins of 50 cases, p = 0.02, 0.07, .., 0.97; labels drawn at min(p + shift, 1).
std::vector<BinSums> Draw(double shift, uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::vector<double> risk;
  std::vector<int> label;
  for (int i = 0; i < 1000; ++i) {
    risk.push_back(0.02 + 0.05 * (i % 20));
    label.push_back(Uniform(generator) < risk.back() + shift ? 1 : 0);
  }
  return SumBins({risk, label}, Binning::EqualWidth(20));
}

TEST(EstimateEce, IsTheWeightedGapWhateverTheDraws) {
  const auto sums = Draw(0.1, 1);
  EXPECT_EQ(EstimateEce(sums, 0, 1).value, EceOf(sums));
  EXPECT_FALSE(EstimateEce(sums, 0, 1).interval);
  EXPECT_EQ(EstimateEce(sums, 100, 1).value, EceOf(sums));
}

TEST(EstimateEce, StartsAtZeroForACalibratedModelAndHoldsTheValue) {
  int from_zero = 0;
  for (int seed = 1; seed <= 40; ++seed) {
    const Estimate ece = EstimateEce(Draw(0, seed), 200, 1);
    from_zero += ece.interval->low == 0 ? 1 : 0;
    EXPECT_LE(ece.interval->low, ece.value);
    EXPECT_GE(ece.interval->high, ece.value);
  }
  // 39 of 40 are expected.
  EXPECT_GE(from_zero, 35);
}

TEST(EstimateEce, CoversTheErrorOfAMiscalibratedModel) {
  // Off by 0.1 in 19 of 20 bins (the last is cut at 1, off by 0.03).
  const double truth = (19 * 0.1 + 0.03) / 20;
  int covered = 0;
  for (int seed = 1; seed <= 40; ++seed) {
    const Interval interval = *EstimateEce(Draw(0.1, seed), 200, 1).interval;
    EXPECT_GT(interval.low, 0);
    covered += interval.low <= truth && truth <= interval.high ? 1 : 0;
  }
  // 38 of 40 are expected, with a standard deviation of 1.4.
  EXPECT_GE(covered, 33);
}

TEST(EstimateEce, KnowsTheNoiseOfABinWithoutEvents) {
  // 20 cases at 0.05: no event has a probability of 0.36.
  const std::vector<BinSums> sums{
      {.count = 20, .hits = 0, .probability = 1, .squares = 0.05, .variance = 0.95}};
  EXPECT_EQ(EstimateEce(sums, 1000, 1).interval->low, 0);
}

TEST(FiguresOfBins, TakesTheNoiseOutOfTheSquaredError) {
  // One bin of 4 cases: gap 0.25, o = 0.5: 0.0625 - 0.25 / 3 is negative. Of 100: 0.0625 - 0.25/99.
  const BinSums few{.count = 4, .hits = 2, .probability = 1, .squares = 1.25};
  const BinSums many{.count = 100, .hits = 50, .probability = 25, .squares = 31.25};
  EXPECT_EQ(FiguresOfBins(std::vector<BinSums>{few}, 0, 1).debiased.value, 0);
  EXPECT_NEAR(FiguresOfBins(std::vector<BinSums>{many}, 0, 1).debiased.value,
              std::sqrt(0.0625 - 0.25 / 99), 1e-15);
}

TEST(FiguresOfBins, LeavesSingleCasesOutOfTheLargestGap) {
  const BinSums single{.count = 1, .hits = 1, .probability = 0.1, .squares = 0.81};
  const BinSums pair{.count = 2, .hits = 1, .probability = 0.6, .squares = 0.58};
  const auto figures = FiguresOfBins(std::vector<BinSums>{single, pair, {}}, 0, 1);
  EXPECT_NEAR(figures.mce->value, 0.2, 1e-15);
  EXPECT_FALSE(FiguresOfBins(std::vector<BinSums>{single}, 100, 1).mce);
}

TEST(FiguresOfBins, IsTheSameForTheSameSeed) {
  const auto sums = Draw(0.1, 3);
  const auto high = [&](uint64_t seed) {
    return FiguresOfBins(sums, 100, seed).debiased.interval->high;
  };
  EXPECT_EQ(high(1), high(1));
  EXPECT_NE(high(1), high(2));
}

TEST(FiguresOfBins, HasNoIntervalWithoutAnyGap) {
  const BinSums sure{.count = 3, .hits = 3, .probability = 3, .squares = 0};
  const std::vector<BinSums> sums{sure};
  EXPECT_FALSE(EstimateEce(sums, 100, 1).interval);
  EXPECT_FALSE(FiguresOfBins(sums, 100, 1).debiased.interval);
  EXPECT_FALSE(FiguresOfBins(sums, 100, 1).mce->interval);
}

}  // namespace
}  // namespace credence::metrics
