// The straight line, in log-odds, that would put the risks right.
#pragma once

#include "models/metrics/cases.h"

namespace credence::metrics {

// y regressed on logit(risk) by maximum likelihood (Newton's method, until the step is below
// 1e-10). Risks are held inside [1e-12, 1 - 1e-12]. An `_error` is a standard error, from the
// inverse of Fisher's information at the fit.
struct Recalibration {
  // logit P(y) = intercept + slope * logit(risk). Slope 1 is ideal; below 1, risks are too extreme.
  double slope = 0;
  double intercept = 0;
  // logit P(y) = in_the_large + logit(risk): with the slope held at 1. 0 is ideal; below 0, risks
  // are too high.
  double in_the_large = 0;
  double slope_error = 0, intercept_error = 0, in_the_large_error = 0;
};

// Errors: InvalidArgument, see CheckCases; FailedPrecondition where all labels are the same, all
// risks are the same, or the risks separate the labels, so that no finite slope fits best.
absl::StatusOr<Recalibration> Recalibrate(const Cases& cases);

// in_the_large and its error alone, which need labels of both kinds and nothing more; the other
// members are NaN. Errors: as Recalibrate.
absl::StatusOr<Recalibration> RecalibrateInTheLarge(const Cases& cases);

}  // namespace credence::metrics
