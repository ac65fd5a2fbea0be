// Every figure of calibration over joined predictions and outcomes: one call for GetCalibration,
// for gauges and for pages. docs/calibration.md explains each.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "models/metrics/bootstrap.h"

namespace credence::metrics {

// n joined cases of a model of C classes. Views; the caller keeps the arrays.
struct JoinedCases {
  std::span<const double> probabilities;  // [n, C] row-major
  int classes = 2;
  std::span<const int> label;           // [n] in [0, C)
  std::span<const double> average_nll;  // [n] of the label, nats
  std::span<const double> epistemic;    // [n] nats
  std::span<const uint8_t> deferred;    // [n] 0 or 1
};

// What is judged: p is the probability of an event, y whether it happened.
struct Target {
  enum class Kind { kClass, kTopLabel };
  Kind kind = Kind::kClass;
  int index = 1;                    // kClass
  double decision_threshold = 0.5;  // kClass: p at or above it decides for the event
};

struct CalibrationOptions {
  int bins = 15;  // equal width
  std::vector<double>
      inner_edges;  // of the equal-mass bins, rising; empty: quantiles of p, 20 bins
  int null_draws = 1000;
  uint64_t seed = 1;
  int coverage_points = 50;
};

struct CalibrationBin {
  double lower = 0, upper = 0;
  int64_t count = 0;
  double predicted = 0, observed = 0;          // means of p and y; 0 in an empty bin
  double observed_low = 0, observed_high = 0;  // Wilson, 95 %
  double null_low = 0, null_high = 0;          // 5 % and 95 % where p is right
};

struct Estimate {
  double value = 0;
  std::optional<Interval> interval = std::nullopt;  // 95 %
};

struct NullQuantiles {
  double q05 = 0, q50 = 0, q95 = 0, q99 = 0;
};

struct BrierParts {
  double reliability = 0, resolution = 0, uncertainty = 0, within_bin = 0;
};

// Over the cases that got one decision.
struct DecisionFigures {
  int64_t count = 0;
  std::optional<double> mixture_nll, brier, error, ece, observed_over_expected;
};

struct RiskCoverageRow {
  double coverage = 0, threshold = 0, mixture_nll = 0, error = 0;
};

// A figure that the cases do not define is nullopt.
struct CalibrationReport {
  int64_t count = 0, events = 0;
  std::vector<CalibrationBin> bins, equal_mass_bins;
  std::optional<Estimate> ece, ece_equal_mass, ece_debiased, mce;
  std::optional<NullQuantiles> ece_null;
  std::optional<Estimate> brier;
  std::optional<BrierParts> brier_parts;
  std::optional<Estimate> mixture_nll, average_nll;
  std::optional<Estimate> auroc, auprc;
  std::optional<Estimate> observed_over_expected;
  std::optional<double> calibration_z;
  std::optional<Estimate> slope, intercept, in_the_large;
  std::optional<double> sharpness, mean_predicted;
  std::optional<double> classwise_ece;  // C > 2
  std::vector<double> class_ece;        // C > 2: [C]
  std::vector<RiskCoverageRow> risk_coverage;
  DecisionFigures kept, deferred;
};

// No cases: a report of zeros and nullopts. O(n log n + draws * bins), so that 100,000 cases take
// well under a second. Errors: InvalidArgument for sizes that do not fit, a probability outside [0,
// 1], a label outside [0, C), a target outside [0, C), edges that do not rise.
absl::StatusOr<CalibrationReport> ReportCalibration(const JoinedCases& cases, const Target& target,
                                                    const CalibrationOptions& options);

}  // namespace credence::metrics
