// Figures of more than two classes; those of a binary task are in figures_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "models/metrics/figures.h"

namespace credence::metrics {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Three cases, two members, three classes; the mean ranks class 0, 1, 1 first.
const std::vector<double> kMembers = {0.5, 0.25, 0.25, 1.0, 0.0,  0.0,  //
                                      0.2, 0.6,  0.2,  0.2, 0.6,  0.2,  //
                                      0.0, 0.5,  0.5,  0.0, 0.75, 0.25};
const std::vector<int> kLabels = {0, 1, 2};

AnswerTable Table() { return AnswersOfMembers(kMembers, 2, 3, kLabels).value(); }

TEST(AnswersOfMembers, JudgesTheClassRankedFirst) {
  const AnswerTable table = Table();
  EXPECT_THAT(table.risk, ElementsAre(0.75, 0.6, 0.625));
  EXPECT_THAT(table.label, ElementsAre(1, 1, 0));
  EXPECT_FALSE(table.binary());
}

TEST(AnswersOfMembers, TakesNllsOfTheLabel) {
  const AnswerTable table = Table();
  EXPECT_DOUBLE_EQ(table.mixture_nll[0], -std::log(0.75));
  EXPECT_DOUBLE_EQ(table.average_nll[0], -std::log(0.5) / 2);
  EXPECT_DOUBLE_EQ(table.mixture_nll[2], -std::log(0.375));
  for (size_t i = 0; i < 3; ++i) EXPECT_GE(table.average_nll[i], table.mixture_nll[i] - 1e-15);
}

TEST(ComputeFigures, JudgesManyClasses) {
  const Figures figures = ComputeFigures(Table().view()).value();
  // (.25^2 + 2 x .125^2) + (.4^2 + 2 x .2^2) + (.625^2 + .625^2), over 3 cases.
  EXPECT_NEAR(figures.brier, (0.09375 + 0.24 + 0.78125) / 3, 1e-12);
  EXPECT_NEAR(figures.accuracy, 2.0 / 3, 1e-12);
  // .6 and .625 share the tenth of 15 bins: one of two is right there, and .75 is right alone.
  EXPECT_NEAR(figures.ece, (0.25 + 2 * std::abs(0.5 - 0.6125)) / 3, 1e-12);
  EXPECT_TRUE(std::isnan(figures.auroc));
  EXPECT_TRUE(std::isnan(figures.calibration_slope));
}

TEST(ComputeFigures, AgreesWithTheTopLabelEce) {
  const std::vector<double> means = {0.75, 0.125, 0.125, 0.2, 0.6, 0.2, 0.0, 0.625, 0.375};
  EXPECT_DOUBLE_EQ(ComputeFigures(Table().view())->ece, TopLabelEce(means, 3, kLabels).value());
}

TEST(FigureIntervals, AreInTheOrderOfTheClassFigures) {
  const auto intervals = FigureIntervals(Table().view(), {.replicates = 50}).value();
  ASSERT_EQ(intervals.size(), std::size(kClassFigureRows));
  for (const Interval& interval : intervals) EXPECT_LE(interval.low, interval.high);
}

TEST(Select, KeepsTheSquaredErrors) {
  const std::vector<size_t> index = {2, 2};
  const AnswerTable twice = Select(Table().view(), index);
  EXPECT_THAT(twice.squared_error, ElementsAre(0.78125, 0.78125));
}

TEST(AnswersOfMembers, RefusesWhatDoesNotFit) {
  const auto refused = [](std::vector<double> members, int count, int classes,
                          std::vector<int> labels) {
    return std::string(AnswersOfMembers(members, count, classes, labels).status().message());
  };
  EXPECT_THAT(refused(kMembers, 3, 3, kLabels), HasSubstr("got 18 for 3 cases, 3 members"));
  EXPECT_THAT(refused({0.5, 0.5}, 1, 2, {0}), HasSubstr("wanted their product"));
  EXPECT_THAT(refused({0.5, 0.5, 1.5}, 1, 3, {0}), HasSubstr("probability[2]: got 1.5"));
  EXPECT_THAT(refused({0.5, NAN, 0.5}, 1, 3, {0}), HasSubstr("probability[1]"));
  EXPECT_THAT(refused({0.5, 0.5, 0}, 1, 3, {3}), HasSubstr("label[0]: got 3, wanted 0 to 2"));
}

TEST(FigureRows, AreThoseOfTheTask) {
  EXPECT_EQ(FigureRows(true).size(), std::size(kFigureRows));
  EXPECT_EQ(FigureRows(false).size(), std::size(kClassFigureRows));
}

}  // namespace
}  // namespace credence::metrics
