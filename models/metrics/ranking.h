// How well a risk ranks those with the event above those without.
#pragma once

#include "models/metrics/cases.h"

namespace credence::metrics {

struct Ranking {
  // P(risk of a case with the event > risk of one without) + P(equal) / 2, in [0, 1]; 0.5 is
  // chance.
  double auroc = 0;
  // sum over thresholds of (recall_t - recall_{t-1}) * precision_t, in (0, 1]; chance is the
  // prevalence. Average precision as in scikit-learn: no interpolation; cases of equal risk enter
  // together.
  double average_precision = 0;
  // max over thresholds of min(sensitivity, precision), in [0, 1]: the PhysioNet Challenge 2012's
  // first score, with the threshold chosen on these very cases.
  double min_sensitivity_precision = 0;
};

// O(n log n). Errors: InvalidArgument, see CheckCases; FailedPrecondition where all labels are the
// same.
absl::StatusOr<Ranking> Rank(const Cases& cases);

}  // namespace credence::metrics
