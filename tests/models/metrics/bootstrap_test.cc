#include "models/metrics/bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace credence::metrics {
namespace {

// The mean of 0, 1, .., n - 1 over a resample.
std::vector<double> MeanIndex(std::span<const size_t> index) {
  return {std::accumulate(index.begin(), index.end(), 0.0) / static_cast<double>(index.size())};
}

TEST(Bootstrap, CoversAMeanAsItsStandardErrorSays) {
  // 0..399: standard error 115.5 / 20 = 5.77, so 95 % is 199.5 +- 11.3. 2000 replicates know the
  // ends to about 0.35.
  const Interval interval = (*Bootstrap(400, MeanIndex, {.replicates = 2000}))[0];
  EXPECT_NEAR(interval.low, 199.5 - 11.3, 1.4);
  EXPECT_NEAR(interval.high, 199.5 + 11.3, 1.4);
}

TEST(Bootstrap, IsTheSameForTheSameSeed) {
  const auto low = [](uint64_t seed) {
    return (*Bootstrap(50, MeanIndex, {.replicates = 100, .seed = seed}))[0].low;
  };
  EXPECT_EQ(low(1), low(1));
  EXPECT_NE(low(1), low(2));
}

TEST(Bootstrap, TakesTheBiasOutOfAFigureThatResamplingMoves) {
  // The largest of 0..99 is 99; resamples reach it in 63 % only and stay below it on average.
  const auto largest = [](std::span<const size_t> index) {
    return std::vector<double>{static_cast<double>(*std::max_element(index.begin(), index.end()))};
  };
  const Interval interval = (*Bootstrap(100, largest, {}))[0];
  EXPECT_LT(interval.low, 99);
  EXPECT_GT(interval.high, 99);
}

TEST(Bootstrap, NarrowsWithTheLevel) {
  const Interval wide = (*Bootstrap(50, MeanIndex, {.replicates = 400, .level = 0.95}))[0];
  const Interval narrow = (*Bootstrap(50, MeanIndex, {.replicates = 400, .level = 0.5}))[0];
  EXPECT_LT(wide.low, narrow.low);
  EXPECT_GT(wide.high, narrow.high);
}

TEST(Bootstrap, LeavesOutUndefinedReplicatesUntilTheyAreMost) {
  int call = 0;
  const auto intervals = *Bootstrap(
      10,
      [&](std::span<const size_t>) {
        ++call;
        return std::vector<double>{call % 4 == 0 ? std::nan("") : 3, call % 4 ? std::nan("") : 3};
      },
      {.replicates = 100});
  EXPECT_EQ(intervals[0].low, 3);
  EXPECT_TRUE(std::isnan(intervals[1].low));
}

TEST(Bootstrap, RejectsNoCasesFewReplicatesAndOddLevels) {
  EXPECT_FALSE(Bootstrap(0, MeanIndex, {}).ok());
  EXPECT_EQ(Bootstrap(9, MeanIndex, {.replicates = 1}).status().message(),
            "replicates: got 1, wanted at least 2");
  EXPECT_FALSE(Bootstrap(9, MeanIndex, {.level = 1}).ok());
}

}  // namespace
}  // namespace credence::metrics
