#include "models/metrics/bins.h"

#include <algorithm>
#include <cmath>

#include "models/metrics/estimate.h"

namespace credence::metrics {

Binning Binning::EqualWidth(int bins) {
  std::vector<double> inner;
  for (int b = 1; b < bins; ++b) inner.push_back(static_cast<double>(b) / bins);
  return Binning(std::move(inner), /*equal_width=*/true);
}

Binning Binning::Edges(std::vector<double> inner) {
  return Binning(std::move(inner), /*equal_width=*/false);
}

Binning Binning::EqualMass(std::span<const double> p, int bins) {
  std::vector<double> sorted(p.begin(), p.end());
  std::ranges::sort(sorted);
  std::vector<double> inner;
  for (int b = 1; b < bins && !sorted.empty(); ++b) {
    const double edge = sorted[sorted.size() * b / bins];
    const double before = inner.empty() ? sorted.front() : inner.back();
    if (edge > before && edge < 1) inner.push_back(edge);
  }
  return Edges(std::move(inner));
}

int Binning::Of(double p) const {
  // floor(p * B) and the edge b / B may differ in the last bit; libraries take the product.
  if (equal_width_) return std::min(static_cast<int>(p * size()), size() - 1);
  return static_cast<int>(std::ranges::upper_bound(inner_, p) - inner_.begin());
}

std::vector<BinSums> SumBins(const Cases& cases, const Binning& binning) {
  std::vector<BinSums> sums(binning.size());
  for (size_t i = 0; i < cases.risk.size(); ++i) {
    BinSums& bin = sums[binning.Of(cases.risk[i])];
    const double miss = cases.label[i] - cases.risk[i];
    ++bin.count;
    bin.hits += cases.label[i];
    bin.probability += cases.risk[i];
    bin.squares += miss * miss;
    bin.variance += cases.risk[i] * (1 - cases.risk[i]);
  }
  return sums;
}

double EceOf(std::span<const BinSums> sums) {
  double gap = 0;
  int64_t count = 0;
  for (const BinSums& bin : sums) {
    gap += std::abs(bin.gap());
    count += bin.count;
  }
  return gap / static_cast<double>(count);
}

Interval Wilson(double share, int64_t count) {
  constexpr double z = kZ95;
  const auto n = static_cast<double>(count);
  const double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
  const double half =
      z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  // The ends are exactly 0 and 1 where the share is, but for rounding.
  return {share == 0 ? 0 : std::max(0.0, centre - half),
          share == 1 ? 1 : std::min(1.0, centre + half)};
}

}  // namespace credence::metrics
