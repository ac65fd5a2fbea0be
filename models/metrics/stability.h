// Has a distribution moved? Counts in the same bins, of a reference and of now. Plain C++, no
// tensor.
#pragma once

#include <cstdint>
#include <span>

namespace credence::metrics {

// Population stability index, nats: the sum over bins of (q - p) ln(q / p), where p and q are the
// shares of reference and current, with half a count added to each bin so that empty ones count. 0
// where both are alike. Arrays of equal length, at least 1.
double PopulationStability(std::span<const int64_t> reference, std::span<const int64_t> current);

// The quantile of that index where both are samples, of `reference` and `current` values, from one
// distribution over `bins`: about (1 / reference + 1 / current) times a chi-square variable with
// bins - 1 degrees of freedom (Yurdakul and Naranjo, Journal of Risk Model Validation, 2020).
// reference, current >= 1. 0 for one bin.
double PopulationStabilityNull(double probability, int bins, int64_t reference, int64_t current);

// x with P(chi-square <= x) = probability, in (0, 1); to 1e-9 of x. degrees >= 1.
double ChiSquareQuantile(double probability, int degrees);

}  // namespace credence::metrics
