// The bars of a reliability diagram, with how sure each one is and where it would lie by chance.
#pragma once

#include <cstdint>
#include <vector>

#include "models/metrics/bins.h"
#include "models/metrics/null_bins.h"

namespace credence::metrics {

struct CalibrationBin {
  double lower = 0, upper = 0;
  int64_t count = 0;
  double predicted = 0, observed = 0;          // means of p and y; 0 in an empty bin
  double observed_low = 0, observed_high = 0;  // Wilson, 95 %; 0 in an empty bin
  double null_low = 0, null_high = 0;          // 5 % and 95 % of `observed` where p is right
};

// One entry per bin, empty ones included. sums and null: of the same cases and binning.
std::vector<CalibrationBin> DescribeBins(const Binning& binning, std::span<const BinSums> sums,
                                         const NullBins& null);

}  // namespace credence::metrics
