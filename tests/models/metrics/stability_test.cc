#include "models/metrics/stability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace credence::metrics {
namespace {

using Counts = std::vector<int64_t>;

TEST(PopulationStability, IsWhatTheFormulaSays) {
  // (2.5, 7.5) of 10 before, (6.5, 3.5) of 10 now: shares with half a count in each of two bins.
  const Counts before = {2, 7}, now = {6, 3};
  const double expected = (.65 - .25) * std::log(.65 / .25) + (.35 - .75) * std::log(.35 / .75);
  EXPECT_NEAR(PopulationStability(before, now), expected, 1e-15);
  EXPECT_NEAR(PopulationStability(now, before), expected, 1e-15);
}

TEST(PopulationStability, IsZeroForEqualShares) {
  EXPECT_EQ(PopulationStability(Counts{5, 5, 5}, Counts{5, 5, 5}), 0);
  EXPECT_EQ(PopulationStability(Counts{5}, Counts{80}), 0);
}

TEST(PopulationStability, IsFiniteWhereABinIsEmpty) {
  // (10.5, 0.5) of 11 and (0.5, 10.5) of 11.
  EXPECT_NEAR(PopulationStability(Counts{10, 0}, Counts{0, 10}), 2 * 10. / 11 * std::log(21),
              1e-12);
}

TEST(ChiSquareQuantile, IsThatOfTheTables) {
  EXPECT_NEAR(ChiSquareQuantile(.95, 1), 3.841458820694124, 1e-8);
  EXPECT_NEAR(ChiSquareQuantile(.95, 3), 7.814727903251179, 1e-8);
  EXPECT_NEAR(ChiSquareQuantile(.95, 9), 16.918977604620448, 1e-8);
  EXPECT_NEAR(ChiSquareQuantile(.95, 19), 30.143527205646155, 1e-8);
  EXPECT_NEAR(ChiSquareQuantile(.99, 5), 15.08627246938899, 1e-8);
  EXPECT_NEAR(ChiSquareQuantile(.05, 2), -2 * std::log(.95), 1e-9);
  EXPECT_NEAR(ChiSquareQuantile(.95, 500), 553.1268089342569, 1e-6);
}

// Values drawn from `shares`.
Counts Sample(const std::vector<double>& shares, int n, std::mt19937& generator) {
  std::discrete_distribution<int> bin(shares.begin(), shares.end());
  Counts counts(shares.size());
  for (int i = 0; i < n; ++i) ++counts[bin(generator)];
  return counts;
}

// How often samples of one distribution pass the quantile that 5 % should pass.
double FalseAlarms(const std::vector<double>& shares, int reference, int current) {
  constexpr int kRounds = 2000;
  std::mt19937 generator(1);
  const double limit =
      PopulationStabilityNull(.95, static_cast<int>(shares.size()), reference, current);
  int passed = 0;
  for (int round = 0; round < kRounds; ++round) {
    const Counts before = Sample(shares, reference, generator);
    passed += PopulationStability(before, Sample(shares, current, generator)) > limit ? 1 : 0;
  }
  return static_cast<double>(passed) / kRounds;
}

TEST(PopulationStabilityNull, IsPassedInOneOfTwentyWhereNothingHasChanged) {
  const std::vector<double> deciles(10, .1);
  for (const int current : {50, 200, 2000}) {
    EXPECT_NEAR(FalseAlarms(deciles, 2000, current), .05, .015) << current;
  }
  EXPECT_NEAR(FalseAlarms({.6, .3, .05, .05}, 2000, 500), .05, .015);
}

TEST(PopulationStabilityNull, IsZeroForOneBin) {
  EXPECT_EQ(PopulationStabilityNull(.95, 1, 100, 100), 0);
}

}  // namespace
}  // namespace credence::metrics
