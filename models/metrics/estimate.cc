#include "models/metrics/estimate.h"

#include <cmath>
#include <numeric>

namespace credence::metrics {

namespace {

// An error of 0 is that of cases that happen to be alike, not of a figure that is certain.
bool Usable(double error) { return std::isfinite(error) && error > 0; }

}  // namespace

Estimate NormalEstimate(double value, double error) {
  if (!std::isfinite(value) || !Usable(error)) return {value};
  return {value, Interval{value - kZ95 * error, value + kZ95 * error}};
}

Estimate LogitEstimate(double value, double error) {
  if (!(value > 0 && value < 1) || !Usable(error)) return {value};
  const double centre = std::log(value / (1 - value));
  const double half = kZ95 * error / (value * (1 - value));
  const auto back = [](double x) { return 1 / (1 + std::exp(-x)); };
  return {value, Interval{back(centre - half), back(centre + half)}};
}

Estimate LogEstimate(double value, double log_error) {
  if (!(value > 0) || !Usable(log_error)) return {value};
  const double factor = std::exp(kZ95 * log_error);
  return {value, Interval{value / factor, value * factor}};
}

Estimate MeanEstimate(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  if (values.size() < 2 || !std::isfinite(mean)) return {mean};
  double squares = 0;
  for (double value : values) squares += (value - mean) * (value - mean);
  return NormalEstimate(mean, std::sqrt(squares / (n - 1) / n));
}

}  // namespace credence::metrics
