// How far a figure would move with another sample of patients.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"

namespace credence::metrics {

struct Interval {
  double low = 0;
  double high = 0;
};

struct BootstrapOptions {
  int replicates = 1000;
  double level = 0.95;  // share of replicates inside
  uint64_t seed = 1;
};

// Figures of the cases with these indices (an index may repeat), NaN where one is not defined.
using Statistic = std::function<std::vector<double>(std::span<const size_t> index)>;

// Percentile intervals: n indices are drawn with replacement, `replicates` times, and each figure's
// interval holds the middle `level` of its values (Efron B, Tibshirani R: An Introduction to the
// Bootstrap, 1993, ch. 13), moved by the bootstrap's own bias, that is the figure of all cases less
// the mean of the replicates. For most figures that is next to nothing; the ECE of a resample lies
// above the ECE it was drawn from, and its interval would miss the figure itself. A figure that is
// NaN in more than half of the replicates gets NaN; else those replicates are left out. The same
// seed gives the same intervals on every platform.
//
// Errors: InvalidArgument for n < 1, replicates < 2 or a level outside (0, 1).
absl::StatusOr<std::vector<Interval>> Bootstrap(size_t n, const Statistic& statistic,
                                                const BootstrapOptions& options);

}  // namespace credence::metrics
