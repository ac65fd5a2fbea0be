#include "models/metrics/brier_parts.h"

namespace credence::metrics {

BrierParts SplitBrier(const Cases& cases, const Binning& binning, std::span<const BinSums> sums) {
  const auto n = static_cast<double>(cases.risk.size());
  double events = 0;
  for (const BinSums& bin : sums) events += bin.hits;
  const double rate = events / n;
  BrierParts parts{.uncertainty = rate * (1 - rate)};
  for (const BinSums& bin : sums) {
    if (bin.count == 0) continue;
    const auto count = static_cast<double>(bin.count);
    const double gap = bin.gap() / count, lift = bin.hits / count - rate;
    parts.reliability += count * gap * gap / n;
    parts.resolution += count * lift * lift / n;
  }
  for (size_t i = 0; i < cases.risk.size(); ++i) {
    const BinSums& bin = sums[binning.Of(cases.risk[i])];
    const auto count = static_cast<double>(bin.count);
    const double p = cases.risk[i] - bin.probability / count;
    const double y = cases.label[i] - bin.hits / count;
    parts.within_bin += (p * p - 2 * p * y) / n;
  }
  return parts;
}

}  // namespace credence::metrics
