#include "models/metrics/null_bins.h"

#include <cmath>
#include <numeric>
#include <random>

#include "models/metrics/uniform.h"

namespace credence::metrics {

NullBins::NullBins(std::span<const double> p, const Binning& binning)
    : count_(static_cast<int64_t>(p.size())) {
  std::vector<std::vector<double>> of_bin(binning.size());
  for (double each : p) of_bin[binning.Of(each)].push_back(each);
  for (const std::vector<double>& members : of_bin) {
    bins_.push_back({static_cast<int64_t>(members.size()),
                     std::accumulate(members.begin(), members.end(), 0.0),
                     PoissonBinomial(members)});
  }
}

double NullBins::ShareQuantile(int bin, double u) const {
  const Bin& of = bins_[bin];
  if (of.count == 0) return 0;
  return static_cast<double>(of.events.Quantile(u)) / static_cast<double>(of.count);
}

std::vector<double> NullBins::DrawEces(int draws, uint64_t seed) const {
  std::mt19937_64 generator(seed);
  std::vector<double> eces(draws);
  for (double& ece : eces) {
    for (const Bin& bin : bins_) {
      if (bin.count == 0) continue;
      const auto events = static_cast<double>(bin.events.Quantile(Uniform(generator)));
      ece += std::abs(events - bin.probability);
    }
    ece /= static_cast<double>(count_);
  }
  return eces;
}

}  // namespace credence::metrics
