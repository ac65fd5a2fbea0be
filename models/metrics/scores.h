// Proper scores: how good a probability was, given what happened.
#pragma once

#include "models/metrics/cases.h"

namespace credence::metrics {

// -(1/n) sum log p(y), nats, in [0, inf]; p(y) is risk where y = 1, else 1 - risk. Infinite where
// something happened that was given probability 0. On the predictive mean this is the mixture NLL.
// Errors: InvalidArgument, see CheckCases.
absl::StatusOr<double> Nll(const Cases& cases);

// (1/n) sum (risk - y)^2, in [0, 1]. Errors: InvalidArgument, see CheckCases.
absl::StatusOr<double> Brier(const Cases& cases);

// Each case's NLL of its label, nats, over M members.
struct MemberNll {
  std::vector<double> mixture;  // [n] -log(mean_m p_m(y))
  std::vector<double> average;  // [n] mean_m(-log p_m(y)); never below mixture (Jensen)
};

// member_risk [n, M] row-major: each member's probability of the event; label [n].
// Errors: InvalidArgument for M < 1, a size that is not n * M, or values as in CheckCases.
absl::StatusOr<MemberNll> NllOfMembers(std::span<const double> member_risk, int members,
                                       std::span<const int> label);

}  // namespace credence::metrics
