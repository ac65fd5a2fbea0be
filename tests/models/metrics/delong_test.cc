#include "models/metrics/delong.h"

#include <gtest/gtest.h>

#include <cmath>

namespace credence::metrics {
namespace {

TEST(DeLongAuroc, IsTheVarianceOfPlacements) {
  // Events at 0.4, 0.9; others at 0.1, 0.4, 0.6. Placements of events: (1 + 0.5) / 3, 1; of others:
  // 1, 0.75, 0.5. AUROC 0.75; variances of the means 0.125 / 2 and 0.0625 / 3.
  const std::vector<double> risk{0.4, 0.9, 0.1, 0.4, 0.6};
  const std::vector<int> label{1, 1, 0, 0, 0};
  const Estimate auroc = *DeLongAuroc({risk, label});
  EXPECT_NEAR(auroc.value, 0.75, 1e-15);
  const double half = kZ95 * std::sqrt(0.0625 + 0.0625 / 3) / (0.75 * 0.25);
  EXPECT_NEAR(auroc.interval->low, 1 / (1 + std::exp(half) / 3), 1e-12);
  EXPECT_NEAR(auroc.interval->high, 1 / (1 + std::exp(-half) / 3), 1e-12);
}

TEST(DeLongAuroc, HasNoIntervalWhereNothingVaries) {
  EXPECT_FALSE(DeLongAuroc({std::vector<double>{0.1, 0.2, 0.8}, std::vector<int>{0, 0, 1}})
                   ->interval);  // one event
  const std::vector<double> risk{0.1, 0.2, 0.8, 0.9};
  const Estimate perfect = *DeLongAuroc({risk, std::vector<int>{0, 0, 1, 1}});
  EXPECT_EQ(perfect.value, 1);
  EXPECT_FALSE(perfect.interval);
  EXPECT_EQ(DeLongAuroc({risk, std::vector<int>{0, 0, 0, 0}}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace credence::metrics
