// What fitting an encoding measures of a column without gaps (no NaN). Pure; thread-safe.
#pragma once

#include <span>
#include <vector>

namespace credence::data {

// Mean of the two middle values where their number is even; 0 of none.
double Median(std::vector<double> values);

// Population standard deviation; 1 where there are no values or they do not vary (below 1e-6).
double Deviation(std::span<const double> values);

// Pearson's correlation of columns of equal length; 0 where either does not vary.
double Correlation(std::span<const double> x, std::span<const int> y);

}  // namespace credence::data
