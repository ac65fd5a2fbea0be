#include "models/data/moments.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace credence::data {

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double Deviation(std::span<const double> values) {
  if (values.empty()) return 1;
  double mean = 0;
  for (const double value : values) mean += value;
  mean /= static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double sd = std::sqrt(squares / static_cast<double>(values.size()));
  constexpr double kSmallest = 1e-6;
  return sd < kSmallest ? 1 : sd;
}

double Correlation(std::span<const double> x, std::span<const int> y) {
  const auto n = static_cast<double>(x.size());
  double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    sx += x[i];
    sy += y[i];
    sxx += x[i] * x[i];
    syy += y[i] * y[i];
    sxy += x[i] * y[i];
  }
  const double spread = (sxx - sx * sx / n) * (syy - sy * sy / n);
  return spread > 0 ? (sxy - sx * sy / n) / std::sqrt(spread) : 0;
}

}  // namespace credence::data
