#include "models/metrics/risk_coverage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace credence::metrics {
namespace {

TEST(RiskCoverage, KeepsTheLeastUncertainFirst) {
  const std::vector<double> risk{0.9, 0.2, 0.6, 0.1};
  const std::vector<int> label{0, 0, 1, 0};
  const std::vector<double> uncertainty{0.4, 0.2, 0.3, 0.1};
  const auto curve = *RiskCoverage({risk, label}, uncertainty, 0.5, 4);
  ASSERT_EQ(curve.size(), 4u);
  EXPECT_DOUBLE_EQ(curve[0].coverage, 0.25);
  EXPECT_DOUBLE_EQ(curve[0].threshold, 0.1);
  EXPECT_DOUBLE_EQ(curve[0].nll, -std::log(0.9));
  EXPECT_DOUBLE_EQ(curve[1].nll, -(std::log(0.9) + std::log(0.8)) / 2);
  EXPECT_EQ(curve[2].error, 0);
  EXPECT_DOUBLE_EQ(curve[3].coverage, 1);
  EXPECT_DOUBLE_EQ(curve[3].error, 0.25);
}

TEST(RiskCoverage, EndsAtFullCoverageWithAnyNumberOfPoints) {
  const std::vector<double> risk(7, 0.3), uncertainty(7, 0.1);
  const std::vector<int> label(7, 0);
  for (int points : {1, 3, 7, 100}) {
    const auto curve = *RiskCoverage({risk, label}, uncertainty, 0.5, points);
    EXPECT_EQ(curve.size(), std::min<size_t>(points, 7));
    EXPECT_EQ(curve.back().coverage, 1);
  }
}

TEST(RiskCoverage, RejectsUncertaintiesThatDoNotFit) {
  const std::vector<double> risk{0.3}, none, nan{std::nan("")};
  const std::vector<int> label{0};
  EXPECT_EQ(RiskCoverage({risk, label}, none, 0.5).status().message(),
            "uncertainties: got 0, wanted 1");
  EXPECT_FALSE(RiskCoverage({risk, label}, nan, 0.5).ok());
  EXPECT_FALSE(RiskCoverage({risk, label}, risk, 0.5, 0).ok());
}

}  // namespace
}  // namespace credence::metrics
