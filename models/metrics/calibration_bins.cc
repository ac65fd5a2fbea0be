#include "models/metrics/calibration_bins.h"

namespace credence::metrics {

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

}  // namespace credence::metrics
