#include "models/metrics/scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace credence::metrics {
namespace {

using ::testing::HasSubstr;

TEST(Nll, IsTheMeanOfMinusLogOfWhatHappened) {
  const std::vector<double> risk{0.8, 0.5};
  const std::vector<int> label{1, 0};
  EXPECT_DOUBLE_EQ(*Nll({risk, label}), -(std::log(0.8) + std::log(0.5)) / 2);
}

TEST(Nll, IsInfiniteWhereTheImpossibleHappened) {
  const std::vector<double> risk{0.0, 0.5};
  const std::vector<int> label{1, 0};
  EXPECT_EQ(*Nll({risk, label}), std::numeric_limits<double>::infinity());
}

TEST(Brier, IsTheMeanSquaredMiss) {
  const std::vector<double> risk{0.75, 0.5};
  const std::vector<int> label{1, 0};
  EXPECT_DOUBLE_EQ(*Brier({risk, label}), (0.0625 + 0.25) / 2);
}

TEST(NllOfMembers, MixesProbabilitiesAndAveragesLogs) {
  const std::vector<double> member_risk{0.2, 0.6};
  const std::vector<int> died{1};
  const MemberNll nll = *NllOfMembers(member_risk, 2, died);
  EXPECT_DOUBLE_EQ(nll.mixture[0], -std::log(0.4));
  EXPECT_DOUBLE_EQ(nll.average[0], -(std::log(0.2) + std::log(0.6)) / 2);
}

TEST(NllOfMembers, RejectsASizeThatIsNotCasesTimesMembers) {
  const std::vector<double> member_risk{0.2, 0.6, 0.1};
  const std::vector<int> label{1};
  EXPECT_THAT(NllOfMembers(member_risk, 2, label).status().message(), HasSubstr("got 2, wanted 3"));
  EXPECT_FALSE(NllOfMembers(member_risk, 0, label).ok());
}

TEST(CheckCases, NamesPositionGotAndWanted) {
  const std::vector<double> risk{0.5, 1.5};
  const std::vector<int> label{0, 1};
  EXPECT_EQ(CheckCases({risk, label}).message(), "risk[1]: got 1.5, wanted a number in [0, 1]");
  const std::vector<double> nan{std::nan("")};
  const std::vector<int> one{1};
  EXPECT_EQ(CheckCases({nan, one}).code(), absl::StatusCode::kInvalidArgument);
  const std::vector<double> fine{0.5};
  const std::vector<int> two{2};
  EXPECT_EQ(CheckCases({fine, two}).message(), "label[0]: got 2, wanted 0 or 1");
  EXPECT_FALSE(CheckCases({fine, label}).ok());
  EXPECT_FALSE(CheckCases({}).ok());
}

TEST(Quantile, InterpolatesAsHyndmanFanType7) {
  const std::vector<double> values{4, 1, 3, 2};
  EXPECT_DOUBLE_EQ(Quantile(values, 0), 1);
  EXPECT_DOUBLE_EQ(Quantile(values, 0.1), 1.3);
  EXPECT_DOUBLE_EQ(Quantile(values, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(Quantile(values, 1), 4);
}

}  // namespace
}  // namespace credence::metrics
