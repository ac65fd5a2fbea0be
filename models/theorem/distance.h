// How far apart two samples of a number are, beside what chance alone does.
#pragma once

#include <cstdint>
#include <vector>

namespace credence::theorem {

// wasserstein: W1, the area between the two empirical distribution functions, over the pooled
// standard deviation (the root of the mean of both variances): how far the quantiles lie apart on
// average, in standard deviations. floor, floor_stddev: mean and standard deviation of the same
// figure where the pooled values are dealt at random into two samples of the same sizes, that is,
// where both come from one law.
struct Distance {
  double wasserstein = 0;
  double floor = 0, floor_stddev = 0;
  double mean_difference = 0;  // second less first, in pooled standard deviations
  double stddev_ratio = 0;     // second over first
  double first_skewness = 0, second_skewness = 0;
};

// REQUIRES: samples of equal size, at least 2, not all values alike; permutations >= 2.
Distance Compare(const std::vector<double>& first, const std::vector<double>& second,
                 int permutations, uint64_t seed);

}  // namespace credence::theorem
