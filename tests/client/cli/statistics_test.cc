#include "client/cli/statistics.h"

#include <gtest/gtest.h>

#include <numeric>

namespace credence::cli {
namespace {

TEST(SummarizeLatencies, GivesNearestRankPercentiles) {
  std::vector<double> samples(1000);
  std::iota(samples.rbegin(), samples.rend(), 1.0);  // 1000, 999, ..., 1
  const LatencySummary summary = SummarizeLatencies(samples);
  EXPECT_EQ(summary.count, 1000u);
  EXPECT_DOUBLE_EQ(summary.mean, 500.5);
  EXPECT_EQ(summary.p50, 500);
  EXPECT_EQ(summary.p90, 900);
  EXPECT_EQ(summary.p99, 990);
  EXPECT_EQ(summary.p999, 999);
  EXPECT_EQ(summary.max, 1000);
}

TEST(SummarizeLatencies, TakesTheOnlySample) {
  const LatencySummary summary = SummarizeLatencies({7});
  EXPECT_EQ(summary.p50, 7);
  EXPECT_EQ(summary.p999, 7);
}

TEST(SummarizeLatencies, IsZeroWithoutSamples) {
  EXPECT_EQ(SummarizeLatencies({}).count, 0u);
  EXPECT_EQ(SummarizeLatencies({}).p99, 0);
}

}  // namespace
}  // namespace credence::cli
