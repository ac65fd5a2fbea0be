#include "models/metrics/stability.h"

#include <cmath>
#include <numeric>

namespace credence::metrics {
namespace {

// Half a count in each bin.
double Share(int64_t count, int64_t sum, size_t bins) {
  return (static_cast<double>(count) + 0.5) /
         (static_cast<double>(sum) + 0.5 * static_cast<double>(bins));
}

// P(chi-square <= x): the lower incomplete gamma function, by its series, whose terms are positive.
double ChiSquareCdf(double x, double degrees) {
  const double a = degrees / 2, half = x / 2;
  double term = 1, sum = 1;
  for (double n = 1; term > sum * 1e-17; ++n) {
    term *= half / (a + n);
    sum += term;
  }
  return sum * std::exp(a * std::log(half) - half - std::lgamma(a + 1));
}

}  // namespace

double PopulationStability(std::span<const int64_t> reference, std::span<const int64_t> current) {
  const int64_t before = std::accumulate(reference.begin(), reference.end(), int64_t{0});
  const int64_t now = std::accumulate(current.begin(), current.end(), int64_t{0});
  double index = 0;
  for (size_t b = 0; b < reference.size(); ++b) {
    const double p = Share(reference[b], before, reference.size());
    const double q = Share(current[b], now, current.size());
    index += (q - p) * std::log(q / p);
  }
  return index;
}

double PopulationStabilityNull(double probability, int bins, int64_t reference, int64_t current) {
  if (bins < 2) return 0;
  return ChiSquareQuantile(probability, bins - 1) *
         (1 / static_cast<double>(reference) + 1 / static_cast<double>(current));
}

double ChiSquareQuantile(double probability, int degrees) {
  // The distribution function rises, so halving the interval is safe in both tails.
  double low = 0, high = degrees + 1.0;
  while (ChiSquareCdf(high, degrees) < probability) high *= 2;
  while (high - low > 1e-10 * high) {
    const double middle = std::midpoint(low, high);
    (ChiSquareCdf(middle, degrees) < probability ? low : high) = middle;
  }
  return std::midpoint(low, high);
}

}  // namespace credence::metrics
