// What bins show where every probability is exactly right.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/metrics/bins.h"
#include "models/metrics/bootstrap.h"
#include "models/metrics/poisson_binomial.h"

namespace credence::metrics {

// The number of events in each bin is Poisson-binomial with the probabilities of the bin's own
// cases, and bins are independent: nothing is simulated case by case.
class NullBins {
 public:
  // Each p in [0, 1].
  NullBins(std::span<const double> p, const Binning& binning);

  // The quantile u of a bin's share of events; 0 for an empty bin.
  double ShareQuantile(int bin, double u) const;

  // The ECE of `draws` sets of labels drawn from p. The same seed gives the same draws on every
  // platform. REQUIRES: at least one p.
  std::vector<double> DrawEces(int draws, uint64_t seed) const;

 private:
  struct Bin {
    int64_t count = 0;
    double probability = 0;  // sum of p
    PoissonBinomial events;
  };
  std::vector<Bin> bins_;
  int64_t count_ = 0;
};

}  // namespace credence::metrics
