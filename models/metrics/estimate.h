// A figure with its 95 % interval, and the intervals that have a formula.
#pragma once

#include <optional>
#include <span>

#include "models/metrics/bootstrap.h"

namespace credence::metrics {

inline constexpr double kZ95 = 1.959963984540054;  // 97.5 % quantile of the standard normal

struct Estimate {
  double value = 0;
  std::optional<Interval> interval = std::nullopt;  // 95 %
};

// value +- 1.96 standard errors; here as below, no interval where the error is 0 or not finite:
// cases that are all alike do not say how far others would differ.
Estimate NormalEstimate(double value, double error);

// The same on the scale of log-odds, so that the interval stays inside (0, 1); no interval where
// the value is 0 or 1.
Estimate LogitEstimate(double value, double error);

// The same on the scale of logarithms: value * exp(+-1.96 log_error); no interval where value is 0.
Estimate LogEstimate(double value, double log_error);

// The mean, by the normal approximation; no interval for fewer than 2 values or an infinite one.
// REQUIRES: at least one value.
Estimate MeanEstimate(std::span<const double> values);

}  // namespace credence::metrics
