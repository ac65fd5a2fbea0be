// Is the one better than the other, on the same rows?
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/compare/judgement.h"
#include "models/metrics/bootstrap.h"

namespace credence::compare {

// One figure's difference, method less baseline.
struct Difference {
  double value = kNone;
  metrics::Interval interval{kNone, kNone};  // 95 %

  // Whether the interval leaves out 0.
  bool is_clear() const { return interval.low > 0 || interval.high < 0; }
};

struct Differences {
  Difference mixture_nll, brier, ece, auroc, accuracy;
};

// Seed i of the one is paired with seed i of the other, and the differences are averaged over the
// seeds that both have. Then rows are drawn with replacement, the same rows for all networks, and
// the differences computed again (metrics::Bootstrap). So the interval says how the difference
// would move with other patients, not with other seeds. AUROC is NaN for more than two
// classes and where one event is missing, accuracy for two.
// Errors: InvalidArgument for no seeds, or for answers to other rows.
absl::StatusOr<Differences> PairedDifferences(const std::vector<const Answers*>& method,
                                              const std::vector<const Answers*>& baseline,
                                              const metrics::BootstrapOptions& options);

// AUROC of the rows, row i counted counts[i] times. `order`: the rows by rising risk. NaN where one
// event is missing.
double WeightedAuroc(const Answers& answers, const std::vector<size_t>& order,
                     const std::vector<int>& counts);

// metrics::Ece of the rows' risks, row i counted counts[i] times; NaN where all counts are 0.
double WeightedEce(const Answers& answers, const std::vector<int>& counts);

}  // namespace credence::compare
