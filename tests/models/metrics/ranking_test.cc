#include "models/metrics/ranking.h"

#include <gtest/gtest.h>

namespace credence::metrics {
namespace {

TEST(Rank, AgreesWithAHandCount) {
  // Pairs (event, other): .35 < .4 but > .1; .8 above both: 3 of 4. Precision at the two events: 1
  // and 2/3.
  const std::vector<double> risk{0.1, 0.4, 0.35, 0.8};
  const std::vector<int> label{0, 0, 1, 1};
  const Ranking ranking = *Rank({risk, label});
  EXPECT_DOUBLE_EQ(ranking.auroc, 0.75);
  EXPECT_DOUBLE_EQ(ranking.average_precision, 0.5 * 1 + 0.5 * 2 / 3);
  EXPECT_DOUBLE_EQ(ranking.min_sensitivity_precision, 2.0 / 3);
}

TEST(Rank, IsPerfectWhereRisksSeparateLabels) {
  const std::vector<double> risk{0.1, 0.2, 0.8, 0.9};
  const std::vector<int> label{0, 0, 1, 1};
  const Ranking ranking = *Rank({risk, label});
  EXPECT_EQ(ranking.auroc, 1);
  EXPECT_EQ(ranking.average_precision, 1);
  EXPECT_EQ(ranking.min_sensitivity_precision, 1);
}

TEST(Rank, GivesChanceToEqualRisks) {
  const std::vector<double> risk{0.3, 0.3, 0.3, 0.3};
  const std::vector<int> label{1, 0, 0, 0};
  const Ranking ranking = *Rank({risk, label});
  EXPECT_DOUBLE_EQ(ranking.auroc, 0.5);
  EXPECT_DOUBLE_EQ(ranking.average_precision, 0.25);
}

TEST(Rank, DoesNotDependOnTheOrderOfTiedCases) {
  const std::vector<double> risk{0.5, 0.5, 0.2, 0.9};
  const std::vector<int> one{1, 0, 0, 1};
  const std::vector<int> other{0, 1, 0, 1};
  EXPECT_EQ(Rank({risk, one})->auroc, Rank({risk, other})->auroc);
  EXPECT_EQ(Rank({risk, one})->average_precision, Rank({risk, other})->average_precision);
}

TEST(Rank, NeedsBothLabels) {
  const std::vector<double> risk{0.5, 0.6};
  const std::vector<int> label{1, 1};
  EXPECT_EQ(Rank({risk, label}).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace credence::metrics
