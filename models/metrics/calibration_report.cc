#include "models/metrics/calibration_report.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "models/metrics/binned_figures.h"
#include "models/metrics/delong.h"
#include "models/metrics/null_bins.h"
#include "models/metrics/ranking.h"
#include "models/metrics/recalibration.h"

namespace credence::metrics {
namespace {

constexpr int kEqualMassBins = 20;

absl::Status CheckAtLeast(const char* name, int got, int least) {
  if (got >= least) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(name, ": got ", got, ", wanted at least ", least));
}

absl::Status CheckOptions(const CalibrationOptions& options) {
  absl::Status status = CheckAtLeast("bins", options.bins, 1);
  status.Update(CheckAtLeast("coverage_points", options.coverage_points, 1));
  status.Update(CheckAtLeast("null_draws", options.null_draws, 0));
  status.Update(CheckAtLeast("interval_draws", options.interval_draws, 0));
  if (!status.ok()) return status;
  double before = 0;
  for (size_t i = 0; i < options.inner_edges.size(); ++i) {
    const double edge = options.inner_edges[i];
    if (edge > before && edge < 1) {
      before = edge;
      continue;
    }
    return absl::InvalidArgumentError(absl::StrCat("inner_edges[", i, "]: got ", edge,
                                                   ", wanted a number between ", before, " and 1"));
  }
  return absl::OkStatus();
}

void AddEqualWidth(const Judged& judged, const CalibrationOptions& options,
                   CalibrationReport& report) {
  const Binning binning = Binning::EqualWidth(options.bins);
  const std::vector<BinSums> sums = SumBins(judged.cases(), binning);
  const NullBins null(judged.p, binning);
  report.bins = DescribeBins(binning, sums, null);
  if (report.count == 0) return;
  report.ece = EstimateEce(sums, options.interval_draws, options.seed);
  if (options.null_draws == 0) return;
  const std::vector<double> eces = null.DrawEces(options.null_draws, options.seed);
  report.ece_null = {Quantile(eces, 0.05), Quantile(eces, 0.5), Quantile(eces, 0.95),
                     Quantile(eces, 0.99)};
}

void AddEqualMass(const Judged& judged, const CalibrationOptions& options,
                  CalibrationReport& report) {
  const Binning binning = options.inner_edges.empty() ? Binning::EqualMass(judged.p, kEqualMassBins)
                                                      : Binning::Edges(options.inner_edges);
  const std::vector<BinSums> sums = SumBins(judged.cases(), binning);
  report.equal_mass_bins = DescribeBins(binning, sums, NullBins(judged.p, binning));
  if (report.count == 0) return;
  const BinnedFigures figures = FiguresOfBins(sums, options.interval_draws, options.seed);
  report.ece_equal_mass = EstimateEce(sums, options.interval_draws, options.seed);
  report.ece_debiased = figures.debiased;
  report.mce = figures.mce;
  report.brier_parts = SplitBrier(judged.cases(), binning, sums);
}

void AddScores(const Judged& judged, CalibrationReport& report) {
  std::vector<double> squares;
  for (size_t i = 0; i < judged.p.size(); ++i) {
    const double miss = judged.p[i] - judged.y[i];
    squares.push_back(miss * miss);
  }
  report.brier = MeanEstimate(squares);
  report.mixture_nll = MeanEstimate(judged.mixture_nll);
  report.average_nll = MeanEstimate(judged.average_nll);
}

void AddRanking(const Judged& judged, CalibrationReport& report) {
  const absl::StatusOr<Ranking> ranking = Rank(judged.cases());
  if (!ranking.ok()) return;
  report.auroc = *DeLongAuroc(judged.cases());
  const double precision = ranking->average_precision;
  const double error = std::sqrt(precision * (1 - precision) / static_cast<double>(report.events));
  report.auprc = LogitEstimate(precision, error);
}

// Events over the sum of p, with the ratio estimator's standard error.
Estimate Ratio(const Judged& judged, double events, double expected) {
  const double ratio = events / expected;
  double squares = 0;
  for (size_t i = 0; i < judged.p.size(); ++i) {
    const double miss = judged.y[i] - ratio * judged.p[i];
    squares += miss * miss;
  }
  return LogEstimate(ratio, std::sqrt(squares) / events);
}

// How the sum of p, and its spread, compare with the number of events.
void AddInTheLarge(const Judged& judged, CalibrationReport& report) {
  const auto n = static_cast<double>(report.count), events = static_cast<double>(report.events);
  const double expected = std::accumulate(judged.p.begin(), judged.p.end(), 0.0);
  double variance = 0, squares = 0;
  for (double p : judged.p) {
    variance += p * (1 - p);
    squares += (p - expected / n) * (p - expected / n);
  }
  report.mean_predicted = expected / n;
  report.sharpness = std::sqrt(squares / n);
  if (variance > 0) report.calibration_z = (events - expected) / std::sqrt(variance);
  if (expected > 0) report.observed_over_expected = Ratio(judged, events, expected);
}

void AddRecalibration(const Judged& judged, CalibrationReport& report) {
  const auto large = RecalibrateInTheLarge(judged.cases());
  if (!large.ok()) return;
  report.in_the_large = NormalEstimate(large->in_the_large, large->in_the_large_error);
  const auto line = Recalibrate(judged.cases());
  if (!line.ok()) return;
  report.slope = NormalEstimate(line->slope, line->slope_error);
  report.intercept = NormalEstimate(line->intercept, line->intercept_error);
}

}  // namespace

absl::StatusOr<CalibrationReport> ReportCalibration(const JoinedCases& cases, const Target& target,
                                                    const CalibrationOptions& options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  const absl::StatusOr<Judged> judged = Judge(cases, target);
  if (!judged.ok()) return judged.status();
  CalibrationReport report;
  report.count = static_cast<int64_t>(judged->p.size());
  report.events = std::accumulate(judged->y.begin(), judged->y.end(), int64_t{0});
  AddEqualWidth(*judged, options, report);
  AddEqualMass(*judged, options, report);
  if (report.count == 0) return report;
  AddScores(*judged, report);
  AddRanking(*judged, report);
  AddInTheLarge(*judged, report);
  AddRecalibration(*judged, report);
  if (cases.classes > 2) {
    report.class_ece = ClassEces(cases, options.bins);
    report.classwise_ece =
        std::accumulate(report.class_ece.begin(), report.class_ece.end(), 0.0) / cases.classes;
  }
  report.risk_coverage = *RiskCoverageOfLosses(judged->mixture_nll, judged->wrong,
                                               judged->epistemic, options.coverage_points);
  report.kept = FiguresOfDecision(SelectDecision(*judged, /*deferred=*/false), options.bins);
  report.deferred = FiguresOfDecision(SelectDecision(*judged, /*deferred=*/true), options.bins);
  return report;
}

}  // namespace credence::metrics
