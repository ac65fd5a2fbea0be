// The errors of calibration that bins show, with intervals.
#pragma once

#include "models/metrics/bins.h"
#include "models/metrics/estimate.h"

namespace credence::metrics {

// Every one is biased upwards at small n: noise alone makes gaps. The interval is not of the biased
// value but of the true error. It holds the errors that would make a value such as the one seen
// neither too high nor too low to be believed (a test at 5 %, inverted), in the family of models
// whose bins are off in the same pattern as those seen, times a factor from 0 up; a bin's sum of
// y - p is taken as normal, with the variance its cases show, and drawn `draws` times. It starts at
// 0 where no error at all is believable, and is stretched to hold the value where the bias is
// large. No interval where the value is 0 or draws is 0. The same seed gives the same interval.
struct BinnedFigures {
  // Root of sum over bins of at least 2 cases of n_b / n * ((o_b - p_b)^2 - o_b (1 - o_b) /
  // (n_b - 1)), 0 where that sum is negative (Kumar A, Liang P, Ma T, NeurIPS 2019). p_b, o_b: a
  // bin's means of p and y. Hardly biased.
  Estimate debiased;
  // The largest |o_b - p_b| over bins of at least 2 cases; nullopt where there is none.
  std::optional<Estimate> mce = std::nullopt;
};

// REQUIRES: at least one case, draws >= 0.
BinnedFigures FiguresOfBins(std::span<const BinSums> sums, int draws, uint64_t seed);

// EceOf(sums) with its interval, by the same way. REQUIRES: as FiguresOfBins.
Estimate EstimateEce(std::span<const BinSums> sums, int draws, uint64_t seed);

}  // namespace credence::metrics
