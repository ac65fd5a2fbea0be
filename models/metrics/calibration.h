// Does a risk of 20 % mean that 20 of 100 such patients have the event?
#pragma once

#include <cstdint>

#include "models/metrics/cases.h"
#include "models/metrics/recalibration.h"

namespace credence::metrics {

inline constexpr int kEceBins = 15;

// One bar of the reliability diagram. Bin b of B holds the risks p with min(floor(p * B), B - 1) =
// b.
struct ReliabilityBin {
  double lower = 0, upper = 0;                 // edges
  int64_t count = 0;                           // cases; all that follows is 0 where there are none
  double predicted = 0;                        // mean risk
  double observed = 0;                         // share with the event
  double observed_low = 0, observed_high = 0;  // Wilson's 95 % score interval of `observed`
};

// All B bins, empty ones included. Errors: InvalidArgument, see CheckCases, and for bins < 1.
absl::StatusOr<std::vector<ReliabilityBin>> Reliability(const Cases& cases, int bins = kEceBins);

// Expected calibration error of the event's probability: sum over bins of count/n * |observed -
// predicted|, in [0, 1]. Biased upwards at small n: a perfectly calibrated model does not show 0,
// see NullEce. Errors: InvalidArgument, see Reliability.
absl::StatusOr<double> Ece(const Cases& cases, int bins = kEceBins);

// The multi-class form, over the probability of the class that is ranked first: sum over bins of
// count/n * |share right - mean top probability|, in [0, 1]; ties go to the first class.
// probabilities [n, C] row-major, label [n] in [0, C). Not comparable with Ece for a rare event:
// certain survivors hide what happens at the risks that matter. Errors: InvalidArgument for sizes
// that do not fit, bins < 1, a probability outside [0, 1], a label outside [0, C).
absl::StatusOr<double> TopLabelEce(std::span<const double> probabilities, int classes,
                                   std::span<const int> label, int bins = kEceBins);

// Events that happened / sum of risks, in [0, inf). 1 is ideal; below 1, risks are too high.
// Errors: InvalidArgument, see CheckCases; FailedPrecondition where all risks are 0.
absl::StatusOr<double> ObservedOverExpected(const Cases& cases);

// Quantiles of what is seen where the risks are exactly right, see null_bins.h. The ECE is drawn
// `draws` times; the same seed gives the same band on every platform.
struct NullBand {
  double q10 = 0, q50 = 0, q90 = 0;
};
struct NullOptions {
  int bins = kEceBins;
  int draws = 1000;
  uint64_t seed = 1;
};

// Of the ECE. Errors: InvalidArgument for no risks, a risk outside [0, 1], bins < 1, draws < 1.
absl::StatusOr<NullBand> NullEce(std::span<const double> risk, const NullOptions& options = {});

// Of each reliability bin's observed share; zeros for an empty bin. Errors: as NullEce.
absl::StatusOr<std::vector<NullBand>> NullReliability(std::span<const double> risk,
                                                      const NullOptions& options = {});

}  // namespace credence::metrics
