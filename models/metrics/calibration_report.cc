#include "models/metrics/calibration_report.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "models/metrics/binned_figures.h"
#include "models/metrics/calibration.h"
#include "models/metrics/delong.h"
#include "models/metrics/null_bins.h"
#include "models/metrics/ranking.h"
#include "models/metrics/recalibration.h"
#include "models/metrics/scores.h"

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

std::vector<CalibrationBin> DescribeBins(const Binning& binning, std::span<const BinSums> sums,
                                         const NullBins& null) {
  std::vector<CalibrationBin> bins(sums.size());
  for (int b = 0; b < binning.size(); ++b) {
    CalibrationBin& bin = bins[b];
    bin.lower = binning.lower(b);
    bin.upper = binning.upper(b);
    bin.count = sums[b].count;
    if (bin.count == 0) continue;
    bin.predicted = sums[b].probability / static_cast<double>(bin.count);
    bin.observed = sums[b].hits / static_cast<double>(bin.count);
    const Interval wilson = Wilson(bin.observed, bin.count);
    bin.observed_low = wilson.low;
    bin.observed_high = wilson.high;
    bin.null_low = null.ShareQuantile(b, 0.05);
    bin.null_high = null.ShareQuantile(b, 0.95);
  }
  return bins;
}

void AddEqualWidth(const Judged& judged, const CalibrationOptions& options,
                   CalibrationReport& report) {
  const Binning binning = Binning::EqualWidth(options.bins);
  const std::vector<BinSums> sums = SumBins(judged.cases(), binning);
  const NullBins null(judged.p, binning);
  report.bins = DescribeBins(binning, sums, null);
  if (report.count == 0) return;
  report.ece = FiguresOfBins(sums, options.interval_draws, options.seed).ece;
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
  report.ece_equal_mass = figures.ece;
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
  if (expected > 0) {
    const double error = std::sqrt((1 - events / n) / events);
    report.observed_over_expected = LogEstimate(events / expected, error);
  }
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

void AddClasses(const JoinedCases& cases, int bins, CalibrationReport& report) {
  if (cases.classes == 2 || report.count == 0) return;
  const size_t n = cases.label.size();
  std::vector<double> p(n);
  std::vector<int> y(n);
  double sum = 0;
  for (int c = 0; c < cases.classes; ++c) {
    for (size_t i = 0; i < n; ++i) {
      p[i] = cases.probabilities[i * cases.classes + c];
      y[i] = cases.label[i] == c ? 1 : 0;
    }
    report.class_ece.push_back(EceOf(SumBins({p, y}, Binning::EqualWidth(bins))));
    sum += report.class_ece.back();
  }
  report.classwise_ece = sum / cases.classes;
}

DecisionFigures FiguresOf(const Judged& judged, int bins) {
  DecisionFigures figures{.count = static_cast<int64_t>(judged.p.size())};
  if (figures.count == 0) return figures;
  const auto n = static_cast<double>(figures.count);
  figures.mixture_nll = MeanEstimate(judged.mixture_nll).value;
  figures.brier = *Brier(judged.cases());
  figures.error = std::accumulate(judged.wrong.begin(), judged.wrong.end(), 0.0) / n;
  figures.ece = *Ece(judged.cases(), bins);
  const auto ratio = ObservedOverExpected(judged.cases());
  if (ratio.ok()) figures.observed_over_expected = *ratio;
  return figures;
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
  AddClasses(cases, options.bins, report);
  report.risk_coverage = *RiskCoverageOfLosses(judged->mixture_nll, judged->wrong,
                                               judged->epistemic, options.coverage_points);
  report.kept = FiguresOf(SelectDecision(*judged, /*deferred=*/false), options.bins);
  report.deferred = FiguresOf(SelectDecision(*judged, /*deferred=*/true), options.bins);
  return report;
}

}  // namespace credence::metrics
