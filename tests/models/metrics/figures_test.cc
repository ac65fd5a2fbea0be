#include "models/metrics/figures.h"

#include <gtest/gtest.h>

#include <cmath>

namespace credence::metrics {
namespace {

const std::vector<double> kRisk{0.1, 0.4, 0.35, 0.8, 0.2, 0.6};
const std::vector<int> kLabel{0, 1, 0, 1, 0, 0};
const std::vector<double> kNll{0.1, 0.9, 0.4, 0.2, 0.2, 0.6};

TEST(ComputeFigures, FillsEveryRow) {
  const Figures figures = *ComputeFigures({kRisk, kLabel, kNll, kNll});
  for (const FigureRow& row : kFigureRows) {
    EXPECT_TRUE(std::isfinite(figures.*row.value)) << row.name;
  }
  EXPECT_DOUBLE_EQ(figures.mixture_nll, 0.4);
  EXPECT_DOUBLE_EQ(figures.auroc, 7.0 / 8);
  EXPECT_DOUBLE_EQ(figures.observed_over_expected, 2 / 2.45);
}

TEST(ComputeFigures, MarksWhatOneClassCannotDefine) {
  const std::vector<int> survived(6, 0);
  const Figures figures = *ComputeFigures({kRisk, survived, kNll, kNll});
  EXPECT_TRUE(std::isnan(figures.auroc));
  EXPECT_TRUE(std::isnan(figures.calibration_slope));
  EXPECT_EQ(figures.observed_over_expected, 0);
  EXPECT_NEAR(figures.ece, 2.45 / 6, 1e-12);
}

TEST(ComputeFigures, RejectsNllsOfAnotherLength) {
  EXPECT_EQ(ComputeFigures({kRisk, kLabel, kNll, {}}).status().message(), "NLLs: got 0, wanted 6");
}

TEST(FigureIntervals, HoldTheFigureInTheMiddle) {
  std::vector<double> risk, nll;
  std::vector<int> label;
  for (int i = 0; i < 300; ++i) {
    risk.push_back((i % 10 + 0.5) / 10);
    label.push_back((i * 7) % 10 < i % 10 ? 1 : 0);
    nll.push_back(-std::log(label.back() ? risk.back() : 1 - risk.back()));
  }
  const Answers answers{risk, label, nll, nll};
  const Figures figures = *ComputeFigures(answers);
  const auto intervals = *FigureIntervals(answers, {.replicates = 200});
  ASSERT_EQ(intervals.size(), std::size(kFigureRows));
  EXPECT_LT(intervals[0].low, figures.mixture_nll);
  EXPECT_GT(intervals[0].high, figures.mixture_nll);
  EXPECT_LT(intervals[4].low, figures.auroc);
  EXPECT_GT(intervals[4].high, figures.auroc);
  EXPECT_LE(intervals[3].low, figures.ece);
  EXPECT_GE(intervals[3].high, figures.ece);
  EXPECT_GE(intervals[3].low, 0);
}

}  // namespace
}  // namespace credence::metrics
