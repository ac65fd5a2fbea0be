#include "models/metrics/poisson_binomial.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace credence::metrics {
namespace {

constexpr double kMostExactVariance = 400;
constexpr double kNegligible = 1e-18;
constexpr double kTail = 9;  // standard deviations; beyond is 1e-19

}  // namespace

PoissonBinomial::PoissonBinomial(std::span<const double> p) {
  double mean = 0, variance = 0;
  for (double each : p) {
    mean += each;
    variance += each * (1 - each);
  }
  if (variance <= kMostExactVariance) {
    Convolve(p);
  } else {
    Approximate(p, mean, variance);
  }
}

void PoissonBinomial::Convolve(std::span<const double> p) {
  std::vector<double> mass{1};  // of first_, first_ + 1, ..
  size_t skip = 0;              // entries at the front that have become negligible
  for (double each : p) {
    if (each == 0) continue;
    mass.push_back(0);
    for (size_t k = mass.size() - 1; k > skip; --k) {
      mass[k] = mass[k] * (1 - each) + mass[k - 1] * each;
    }
    mass[skip] *= 1 - each;
    while (mass[skip] < kNegligible) ++skip;
    while (mass.back() < kNegligible) mass.pop_back();
  }
  first_ = static_cast<int64_t>(skip);
  cdf_.resize(mass.size() - skip);
  std::partial_sum(mass.begin() + static_cast<std::ptrdiff_t>(skip), mass.end(), cdf_.begin());
  for (double& below : cdf_) below = std::min(below, 1.0);
  cdf_.back() = 1;
}

void PoissonBinomial::Approximate(std::span<const double> p, double mean, double variance) {
  const double deviation = std::sqrt(variance);
  double third = 0;
  for (double each : p) third += each * (1 - each) * (1 - 2 * each);
  const double skewness = third / (variance * deviation);
  const auto n = static_cast<double>(p.size());
  first_ = static_cast<int64_t>(std::max(0.0, mean - kTail * deviation));
  const auto last = static_cast<int64_t>(std::min(n, mean + kTail * deviation));
  double highest = 0;
  for (int64_t k = first_; k <= last; ++k) {
    const double x = (static_cast<double>(k) + 0.5 - mean) / deviation;
    const double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    const double below =
        std::erfc(-x / std::numbers::sqrt2) / 2 + skewness * (1 - x * x) * density / 6;
    highest = std::clamp(below, highest, 1.0);
    cdf_.push_back(highest);
  }
  cdf_.back() = 1;
}

double PoissonBinomial::Cdf(int64_t k) const {
  if (k < first_) return 0;
  return cdf_[std::min(static_cast<size_t>(k - first_), cdf_.size() - 1)];
}

int64_t PoissonBinomial::Quantile(double u) const {
  const auto found = std::ranges::lower_bound(cdf_, u);
  return first_ + std::min<int64_t>(found - cdf_.begin(), std::ssize(cdf_) - 1);
}

}  // namespace credence::metrics
