// Members' logits -> one answer with its uncertainty. Plain C++, in double.
#pragma once

#include <span>
#include <vector>

#include "absl/status/statusor.h"

namespace credence::predict {

// How M members differ about one class. Quantiles: linear interpolation, Hyndman-Fan type 7. stddev
// divides by M.
struct Spread {
  double stddev = 0, min = 0, max = 0, q05 = 0, q25 = 0, q50 = 0, q75 = 0, q95 = 0;
};

// Formulas in docs/uncertainty.md.
struct Summary {
  std::vector<double> mean;                        // [C] predictive mean, sums to 1
  std::vector<Spread> spread;                      // [C]
  std::vector<double> mixture_nll;                 // [C] -log(mean_m p_m(c)), nats
  std::vector<double> average_nll;                 // [C] mean_m(-log p_m(c)), nats; >= mixture_nll
  double total = 0, aleatoric = 0, epistemic = 0;  // nats; total = aleatoric + epistemic
  double agreement = 0;                            // share of members that decide as the mean does
  std::vector<double> members;                     // [M, C] probabilities
};

// logits: one row's [M, L]; L = 1 for a binary task (log-odds of class 1), else C.
// threshold: binary, on the probability of positive_class.
// Errors: Internal if a logit is not finite, or if their number does not fit. Pure; thread-safe.
absl::StatusOr<Summary> Summarize(std::span<const float> logits, int members, int classes,
                                  int positive_class, double threshold);

}  // namespace credence::predict
