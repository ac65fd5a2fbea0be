// How many of some independent events happen, each with its own probability.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace credence::metrics {

// The distribution of the number of events. Exact (by convolution) up to a variance of 400; above
// that by the refined normal approximation (Volkova 1996; Hong, Comput Stat Data Anal 2013,
// 59:41-51), whose error there is below 1e-4. Costs O(n * 20 standard deviations) at most.
class PoissonBinomial {
 public:
  // p in [0, 1]; none: 0 events for certain.
  explicit PoissonBinomial(std::span<const double> p);

  // P(K <= k).
  double Cdf(int64_t k) const;
  // The smallest k with P(K <= k) >= u, for u in [0, 1].
  int64_t Quantile(double u) const;

 private:
  void Convolve(std::span<const double> p);
  void Approximate(std::span<const double> p, double mean, double variance);

  int64_t first_ = 0;        // k of cdf_[0]; less has next to no probability
  std::vector<double> cdf_;  // never empty, rising to 1
};

}  // namespace credence::metrics
