// The errors of calibration that bins show, with intervals.
#pragma once

#include "models/metrics/bins.h"
#include "models/metrics/estimate.h"

namespace credence::metrics {

struct BinnedFigures {
  // sum over bins of n_b / n * |o_b - p_b|, in [0, 1].
  Estimate ece;
  // Root of sum over bins of at least 2 cases of n_b / n * ((o_b - p_b)^2 - o_b (1 - o_b) /
  // (n_b - 1)), 0 where that sum is negative (Kumar A, Liang P, Ma T, NeurIPS 2019).
  Estimate debiased;
  // The largest |o_b - p_b| over bins of at least 2 cases; nullopt where there is none.
  std::optional<Estimate> mce = std::nullopt;
};

// p_b, o_b: a bin's means of p and y. Intervals are bootstrapped over the bins, not the cases: a
// bin's sum of y - p is drawn again as normal, with the mean and variance that resampling the cases
// gives it, `draws` times; each figure's interval holds the middle 95 % of its values, moved so
// that their mean is the figure (as in Bootstrap), and kept inside [0, 1]. It says how far the
// figure would move with other patients; the bias of a small n stays in it. draws 0: no intervals.
// REQUIRES: at least one case, draws >= 0.
BinnedFigures FiguresOfBins(std::span<const BinSums> sums, int draws, uint64_t seed);

}  // namespace credence::metrics
