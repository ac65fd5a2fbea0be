#include "models/metrics/calibration_report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/metrics/calibration.h"
#include "models/metrics/ranking.h"
#include "models/metrics/scores.h"
#include "models/metrics/uniform.h"

namespace credence::metrics {
namespace {

// Joined cases that own their arrays.
struct Table {
  int classes = 2;
  std::vector<double> probabilities;
  std::vector<int> label;
  std::vector<double> average_nll, epistemic;
  std::vector<uint8_t> deferred;

  void Add(std::vector<double> row, int y, double uncertainty = 0, bool is_deferred = false) {
    probabilities.insert(probabilities.end(), row.begin(), row.end());
    label.push_back(y);
    average_nll.push_back(-std::log(row[y]) + 0.01);
    epistemic.push_back(uncertainty);
    deferred.push_back(is_deferred ? 1 : 0);
  }
  JoinedCases view() const {
    return {probabilities, classes, label, average_nll, epistemic, deferred};
  }
};

// Risks spread like a mortality model's; labels drawn after shifting their log-odds by `shift`.
Table Simulate(int n, double shift, uint64_t seed = 7) {
  std::mt19937_64 generator(seed);
  Table table;
  for (int i = 0; i < n; ++i) {
    const double logit = 6 * Uniform(generator) - 5;
    const double risk = 1 / (1 + std::exp(-logit));
    const double truth = 1 / (1 + std::exp(-logit - shift));
    const int y = Uniform(generator) < truth ? 1 : 0;
    table.Add({1 - risk, risk}, y, risk * (1 - risk), risk > 0.4);
  }
  return table;
}

CalibrationReport Report(const Table& table, const CalibrationOptions& options = {},
                         const Target& target = {}) {
  const auto report = ReportCalibration(table.view(), target, options);
  EXPECT_TRUE(report.ok()) << report.status();
  return *report;
}

TEST(ReportCalibration, AgreesWithTheFiguresOnTheirOwn) {
  const Table table = Simulate(3000, 0.3);
  std::vector<double> risk;
  for (size_t i = 1; i < table.probabilities.size(); i += 2) risk.push_back(table.probabilities[i]);
  const Cases cases{risk, table.label};
  const CalibrationReport report = Report(table);
  EXPECT_EQ(report.ece->value, *Ece(cases));
  EXPECT_NEAR(report.brier->value, *Brier(cases), 1e-15);
  EXPECT_NEAR(report.mixture_nll->value, *Nll(cases), 1e-13);
  EXPECT_NEAR(report.average_nll->value, report.mixture_nll->value + 0.01, 1e-12);
  EXPECT_NEAR(report.auroc->value, Rank(cases)->auroc, 1e-14);
  EXPECT_EQ(report.auprc->value, Rank(cases)->average_precision);
  EXPECT_EQ(report.slope->value, Recalibrate(cases)->slope);
  EXPECT_EQ(report.observed_over_expected->value, *ObservedOverExpected(cases));
}

TEST(ReportCalibration, PartsAddUpToTheBrierScore) {
  const CalibrationReport report = Report(Simulate(2000, -0.5));
  const BrierParts& parts = *report.brier_parts;
  EXPECT_NEAR(parts.reliability - parts.resolution + parts.uncertainty + parts.within_bin,
              report.brier->value, 1e-14);
  EXPECT_GT(parts.resolution, parts.reliability);
}

TEST(ReportCalibration, WithoutCasesHasBinsAndNothingElse) {
  const CalibrationReport report = Report(Table{}, {.bins = 4, .inner_edges = {0.1, 0.3}});
  ASSERT_EQ(report.bins.size(), 4u);
  EXPECT_EQ(report.bins[1].lower, 0.25);
  EXPECT_EQ(report.bins[1].count, 0);
  ASSERT_EQ(report.equal_mass_bins.size(), 3u);
  EXPECT_EQ(report.equal_mass_bins[2].lower, 0.3);
  EXPECT_EQ(report.equal_mass_bins[2].upper, 1);
  EXPECT_EQ(report.count, 0);
  EXPECT_FALSE(report.ece || report.brier || report.auroc || report.slope || report.ece_null);
  EXPECT_FALSE(report.mce || report.calibration_z || report.kept.brier);
  EXPECT_TRUE(report.risk_coverage.empty());
}

TEST(ReportCalibration, LeavesOutWhatOneClassDoesNotDefine) {
  Table table;
  for (int i = 0; i < 10; ++i) table.Add({0.9, 0.1}, 0);
  const CalibrationReport report = Report(table);
  EXPECT_FALSE(report.auroc || report.auprc || report.slope || report.in_the_large);
  EXPECT_NEAR(report.ece->value, 0.1, 1e-15);
  EXPECT_EQ(report.observed_over_expected->value, 0);
  EXPECT_FALSE(report.observed_over_expected->interval);
  EXPECT_NEAR(*report.calibration_z, -1 / std::sqrt(0.9), 1e-14);
}

TEST(ReportCalibration, KeepsTheInterceptWhereEqualRisksLeaveNoSlope) {
  Table table;
  for (int i = 0; i < 10; ++i) table.Add({0.8, 0.2}, i < 5 ? 1 : 0);
  const CalibrationReport report = Report(table);
  EXPECT_FALSE(report.slope);
  EXPECT_NEAR(report.in_the_large->value, std::log(4), 1e-9);
  // Information of 10 cases at 1/2: 2.5.
  EXPECT_NEAR(report.in_the_large->interval->high, std::log(4) + kZ95 / std::sqrt(2.5), 1e-9);
}

TEST(ReportCalibration, JudgesTheTopLabelAndEachClass) {
  Table table;
  table.classes = 3;
  table.Add({0.7, 0.2, 0.1}, 0);
  table.Add({0.1, 0.3, 0.6}, 1);
  const CalibrationReport report = Report(table, {.bins = 10}, {.kind = Target::Kind::kTopLabel});
  EXPECT_EQ(report.events, 1);
  EXPECT_NEAR(report.ece->value, (0.3 + 0.6) / 2, 1e-15);
  EXPECT_NEAR(report.mixture_nll->value, -(std::log(0.7) + std::log(0.3)) / 2, 1e-15);
  ASSERT_EQ(report.class_ece.size(), 3u);
  EXPECT_NEAR(report.class_ece[0], (0.3 + 0.1) / 2, 1e-15);
  EXPECT_NEAR(report.class_ece[1], (0.2 + 0.7) / 2, 1e-15);
  EXPECT_NEAR(report.class_ece[2], (0.1 + 0.6) / 2, 1e-15);
  EXPECT_NEAR(*report.classwise_ece, (0.4 + 0.9 + 0.7) / 6, 1e-15);
  EXPECT_EQ(*report.kept.error, 0.5);
}

TEST(ReportCalibration, JudgesOneClassAgainstTheRest) {
  Table table;
  table.classes = 3;
  table.Add({0.7, 0.2, 0.1}, 0);
  table.Add({0.1, 0.3, 0.6}, 1);
  const CalibrationReport report = Report(table, {}, {.index = 1});
  EXPECT_EQ(report.events, 1);
  EXPECT_NEAR(report.brier->value, (0.04 + 0.49) / 2, 1e-15);
  EXPECT_EQ(*report.kept.error, 0.5);  // of the class ranked first
}

TEST(ReportCalibration, KeptAndDeferredTogetherAreAll) {
  const CalibrationReport report = Report(Simulate(2000, 0));
  EXPECT_EQ(report.kept.count + report.deferred.count, report.count);
  const auto kept = static_cast<double>(report.kept.count);
  const auto deferred = static_cast<double>(report.deferred.count);
  EXPECT_NEAR((*report.kept.brier * kept + *report.deferred.brier * deferred) / 2000,
              report.brier->value, 1e-14);
  EXPECT_GT(*report.deferred.error, *report.kept.error);
  ASSERT_EQ(report.risk_coverage.size(), 50u);
  EXPECT_NEAR(report.risk_coverage.back().nll, report.mixture_nll->value, 1e-13);
  EXPECT_LT(report.risk_coverage.front().error, report.risk_coverage.back().error);
}

TEST(ReportCalibration, UsesTheThresholdForTheDecision) {
  Table table;
  table.Add({0.7, 0.3}, 1);
  table.Add({0.9, 0.1}, 0);
  EXPECT_EQ(*Report(table, {}, {.decision_threshold = 0.5}).kept.error, 0.5);
  EXPECT_EQ(*Report(table, {}, {.decision_threshold = 0.2}).kept.error, 0);
}

TEST(ReportCalibration, CutsQuantilesWhereNoEdgesAreGiven) {
  const CalibrationReport report = Report(Simulate(2000, 0));
  ASSERT_EQ(report.equal_mass_bins.size(), 20u);
  for (const CalibrationBin& bin : report.equal_mass_bins) EXPECT_EQ(bin.count, 100);
}

TEST(ReportCalibration, IsInfiniteWhereTheImpossibleHappened) {
  Table table;
  table.Add({1, 0}, 1);
  table.Add({0, 1}, 1);
  table.Add({1, 0}, 0);
  const CalibrationReport report = Report(table);
  EXPECT_TRUE(std::isinf(report.mixture_nll->value));
  EXPECT_FALSE(report.mixture_nll->interval);
  EXPECT_NEAR(report.ece->value, 1.0 / 3, 1e-15);
  EXPECT_FALSE(report.calibration_z);  // risks of 0 and 1 leave nothing to chance
  EXPECT_EQ(report.bins.back().null_low, 1);
  EXPECT_EQ(report.bins.front().null_high, 0);
  EXPECT_TRUE(std::isinf(report.risk_coverage.back().nll));
}

TEST(ReportCalibration, HasNothingToSayOfOneCase) {
  Table table;
  table.Add({0.7, 0.3}, 1);
  const CalibrationReport report = Report(table);
  EXPECT_NEAR(report.ece->value, 0.7, 1e-15);
  EXPECT_EQ(report.ece->interval->low, 0);
  EXPECT_FALSE(report.mce || report.brier->interval || report.auroc || report.slope);
  EXPECT_FALSE(report.observed_over_expected->interval);
  EXPECT_EQ(report.ece_debiased->value, 0);
  EXPECT_EQ(report.risk_coverage.size(), 1u);
}

TEST(ReportCalibration, NamesWhatIsWrong) {
  const auto message = [](const Table& table, const CalibrationOptions& options,
                          const Target& target) {
    return std::string(ReportCalibration(table.view(), target, options).status().message());
  };
  Table table = Simulate(3, 0);
  EXPECT_EQ(message(table, {.bins = 0}, {}), "bins: got 0, wanted at least 1");
  EXPECT_EQ(message(table, {.inner_edges = {0.5, 0.2}}, {}),
            "inner_edges[1]: got 0.2, wanted a number between 0.5 and 1");
  EXPECT_EQ(message(table, {}, {.index = 2}), "target: got class 2, wanted 0 to 1");
  table.label[1] = 2;
  EXPECT_EQ(message(table, {}, {}), "label[1]: got 2, wanted 0 to 1");
  table.label.pop_back();
  EXPECT_EQ(message(table, {}, {}), "probabilities: got 6, wanted 4");
  table.label.push_back(0);
  table.label[1] = 0;
  table.probabilities[4] = 1.5;
  EXPECT_EQ(message(table, {}, {}), "probabilities[4]: got 1.5, wanted a number in [0, 1]");
}

}  // namespace
}  // namespace credence::metrics
