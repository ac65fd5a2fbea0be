// Every figure of calibration over joined predictions and outcomes: one call for GetCalibration,
// for gauges and for pages. docs/calibration.md explains each.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "models/metrics/brier_parts.h"
#include "models/metrics/calibration_bins.h"
#include "models/metrics/decision_figures.h"
#include "models/metrics/estimate.h"
#include "models/metrics/judged.h"
#include "models/metrics/risk_coverage.h"

namespace credence::metrics {

struct CalibrationOptions {
  int bins = 15;  // equal width
  // Of the equal-mass bins: rising, in (0, 1). Empty: quantiles of p, 20 bins or fewer where p
  // ties.
  std::vector<double> inner_edges = {};
  int null_draws = 1000;      // of the ECE's null band; 0: no band
  int interval_draws = 1000;  // of the intervals of ece, ece_equal_mass, ece_debiased, mce; 0: none
  uint64_t seed = 1;
  int coverage_points = 50;
};

struct NullQuantiles {
  double q05 = 0, q50 = 0, q95 = 0, q99 = 0;
};

// A figure that the cases do not define is nullopt. Intervals are 95 %, by the method named.
struct CalibrationReport {
  int64_t count = 0, events = 0;
  std::vector<CalibrationBin> bins, equal_mass_bins;
  // Binned: see binned_figures.h. `ece` over `bins`, the others over `equal_mass_bins`.
  std::optional<Estimate> ece, ece_equal_mass, ece_debiased, mce;
  std::optional<NullQuantiles> ece_null;
  std::optional<Estimate> brier;  // of p and y; interval of a mean
  std::optional<BrierParts> brier_parts;
  std::optional<Estimate> mixture_nll, average_nll;  // intervals of a mean
  std::optional<Estimate> auroc;                     // DeLong's, see delong.h
  // Average precision; interval on the scale of log-odds with the standard error of a share of
  // `events` (Boyd K, Eng KH, Page CD, ECML PKDD 2013).
  std::optional<Estimate> auprc;
  // Interval on the scale of logarithms, with the ratio estimator's standard error, sqrt(sum (y -
  // (O/E) p)^2) / O (Cochran WG, Sampling Techniques, 1977, ch. 6).
  std::optional<Estimate> observed_over_expected;
  std::optional<double> calibration_z;
  std::optional<Estimate> slope, intercept, in_the_large;  // Wald's, see recalibration.h
  std::optional<double> sharpness, mean_predicted;  // standard deviation (over n) and mean of p
  std::optional<double> classwise_ece;              // C > 2: mean of class_ece
  std::vector<double> class_ece;                    // C > 2: [C], each against the rest
  std::vector<CoveragePoint> risk_coverage;         // by rising epistemic uncertainty
  DecisionFigures kept, deferred;
};

// No cases: bins with their edges, else zeros and nullopts. O(n log n + draws * bins), so that
// 100,000 cases take well under a second. The same seed gives the same report. Errors:
// InvalidArgument, see Judge; and for bins or coverage_points < 1, draws < 0, edges that do not
// rise or leave (0, 1).
absl::StatusOr<CalibrationReport> ReportCalibration(const JoinedCases& cases, const Target& target,
                                                    const CalibrationOptions& options);

}  // namespace credence::metrics
