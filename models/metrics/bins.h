// Cases grouped by their probability, and the sums that every binned figure is made of.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/metrics/bootstrap.h"
#include "models/metrics/cases.h"

namespace credence::metrics {

// Bins of [0, 1], each [lower, upper); 1 belongs to the last. Immutable.
class Binning {
 public:
  // Bin b of B holds the p with min(floor(p * B), B - 1) = b. REQUIRES: bins >= 1.
  static Binning EqualWidth(int bins);
  // REQUIRES: inner rises strictly and lies in (0, 1).
  static Binning Edges(std::vector<double> inner);
  // Quantiles of p, so that each bin holds as many; an edge that ties make useless is left out.
  // REQUIRES: bins >= 1.
  static Binning EqualMass(std::span<const double> p, int bins);

  int size() const { return static_cast<int>(inner_.size()) + 1; }
  int Of(double p) const;
  double lower(int bin) const { return bin == 0 ? 0 : inner_[bin - 1]; }
  double upper(int bin) const { return bin + 1 == size() ? 1 : inner_[bin]; }

 private:
  Binning(std::vector<double> inner, bool equal_width)
      : inner_(std::move(inner)), equal_width_(equal_width) {}

  std::vector<double> inner_;
  bool equal_width_ = false;
};

// Sums over the cases of one bin.
struct BinSums {
  int64_t count = 0;
  double hits = 0;         // y
  double probability = 0;  // p
  double squares = 0;      // (y - p)^2
  double variance = 0;     // p (1 - p): of `hits` where p is right

  double gap() const { return hits - probability; }
};

// One entry per bin, empty ones included.
std::vector<BinSums> SumBins(const Cases& cases, const Binning& binning);

// sum over bins of |sum y - sum p| / n, in [0, 1]. REQUIRES: at least one case.
double EceOf(std::span<const BinSums> sums);

// Wilson's 95 % score interval of a share (Wilson EB, J Am Stat Assoc 1927, 22:209-212).
// REQUIRES: count >= 1.
Interval Wilson(double share, int64_t count);

}  // namespace credence::metrics
