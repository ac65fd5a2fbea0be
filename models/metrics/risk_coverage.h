// What is gained by answering only where the model is sure.
#pragma once

#include <cstdint>

#include "models/metrics/cases.h"

namespace credence::metrics {

// The cases with the least uncertainty, up to a share of all.
struct CoveragePoint {
  double coverage = 0;   // share kept, in (0, 1]
  double threshold = 0;  // the highest uncertainty kept
  double nll = 0;        // nats, mean over those kept
  double error = 0;      // share of those kept where (risk >= decision threshold) is not the label
};

// Cases are kept in order of rising uncertainty (any unit; ties in the order given), and a point is
// made at each of `points` equally spaced shares, the last one 1. fewer cases than points: one
// point per case. Errors: InvalidArgument, see CheckCases, for unequal lengths, NaN, or points < 1.
absl::StatusOr<std::vector<CoveragePoint>> RiskCoverage(const Cases& cases,
                                                        std::span<const double> uncertainty,
                                                        double decision_threshold,
                                                        int points = 100);

// The same of cases whose NLL (nats) and error (0 or 1) are known, e.g. of many classes. Errors:
// InvalidArgument for no cases, unequal lengths, NaN, or points < 1.
absl::StatusOr<std::vector<CoveragePoint>> RiskCoverageOfLosses(std::span<const double> nll,
                                                                std::span<const uint8_t> wrong,
                                                                std::span<const double> uncertainty,
                                                                int points = 100);

}  // namespace credence::metrics
