#include "models/metrics/recalibration.h"

#include <gtest/gtest.h>

#include <cmath>

namespace credence::metrics {
namespace {

// 30 of 100 happened at a risk of 0.2.
struct Equal {
  Equal() {
    for (int i = 0; i < 30; ++i) label[i] = 1;
  }
  std::vector<double> risk = std::vector<double>(100, 0.2);
  std::vector<int> label = std::vector<int>(100, 0);
};

TEST(RecalibrateInTheLarge, NeedsNoSpreadOfRisks) {
  const Equal equal;
  const Recalibration fit = *RecalibrateInTheLarge({equal.risk, equal.label});
  EXPECT_NEAR(fit.in_the_large, std::log(0.3 / 0.7) - std::log(0.2 / 0.8), 1e-9);
  // Fisher's information of 100 cases at 0.3 is 21.
  EXPECT_NEAR(fit.in_the_large_error, 1 / std::sqrt(21.0), 1e-9);
  EXPECT_TRUE(std::isnan(fit.slope));
  EXPECT_EQ(Recalibrate({equal.risk, equal.label}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(Recalibrate, HasTheErrorsOfTwoGroups) {
  // Two groups make the line saturated: the slope is the difference of two log-odds over a
  // distance, and each log-odds of a group has variance 1 / (n p (1 - p)).
  std::vector<double> risk(50, 0.2);
  std::vector<int> label(50, 0);
  for (int i = 0; i < 10; ++i) label[i] = 1;
  risk.resize(100, 0.5);
  label.resize(100, 0);
  for (int i = 50; i < 80; ++i) label[i] = 1;
  const Recalibration fit = *Recalibrate({risk, label});
  const double variance = 1 / (50 * 0.2 * 0.8) + 1 / (50 * 0.6 * 0.4);
  EXPECT_NEAR(fit.slope_error, std::sqrt(variance) / std::log(4), 1e-9);
  // At a risk of 0.5 the log-odds is 0: the intercept is the second group's log-odds.
  EXPECT_NEAR(fit.intercept, std::log(0.6 / 0.4), 1e-9);
  EXPECT_NEAR(fit.intercept_error, std::sqrt(1 / (50 * 0.6 * 0.4)), 1e-9);
}

}  // namespace
}  // namespace credence::metrics
