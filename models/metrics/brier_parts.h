// What a Brier score is made of.
#pragma once

#include "models/metrics/bins.h"

namespace credence::metrics {

// Murphy's parts over bins, with what a bin's own spread adds (Stephenson DB et al., Weather
// Forecast 2008, 23:752-757):
//   reliability   sum n_b (p_b - o_b)^2 / n     how far the bins are off; 0 is ideal
//   resolution    sum n_b (o_b - o)^2 / n       how far the bins differ; high is good
//   uncertainty   o (1 - o)                     of the outcome itself
//   within_bin    sum over cases of (p - p_b)^2 - 2 (p - p_b) (y - o_b), / n; may be negative
// p_b, o_b: a bin's means of p and y; o: the mean of y.
// reliability - resolution + uncertainty + within_bin is the Brier score, but for rounding.
struct BrierParts {
  double reliability = 0, resolution = 0, uncertainty = 0, within_bin = 0;
};

// sums: SumBins(cases, binning). REQUIRES: at least one case.
BrierParts SplitBrier(const Cases& cases, const Binning& binning, std::span<const BinSums> sums);

}  // namespace credence::metrics
