// What every metric of a binary task reads: predicted risks and what happened. Plain C++, no
// tensor.
#pragma once

#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace credence::metrics {

// n cases: the predicted probability of the event, and 1 where it happened, else 0. Views; the
// caller keeps the arrays.
struct Cases {
  std::span<const double> risk;  // [n] in [0, 1]
  std::span<const int> label;    // [n] 0 or 1
};

// Errors: InvalidArgument for no cases, unequal lengths, a risk outside [0, 1] or NaN, a label that
// is not 0 or 1; names the position, never the patient.
absl::Status CheckCases(const Cases& cases);

// As CheckCases, and FailedPrecondition where all labels are the same.
absl::Status CheckBothLabels(const Cases& cases);

// Quantile q in [0, 1] of values, linear interpolation (Hyndman-Fan type 7). REQUIRES: values is
// not empty.
double Quantile(std::vector<double> values, double q);

}  // namespace credence::metrics
