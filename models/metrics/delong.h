// How sure an AUROC is.
#pragma once

#include "models/metrics/cases.h"
#include "models/metrics/estimate.h"

namespace credence::metrics {

// The AUROC with its interval on the scale of log-odds, from DeLong's standard error (DeLong ER et
// al., Biometrics 1988, 44:837-845) by the mid-ranks of Sun and Xu (IEEE Signal Process Lett 2014,
// 21:1389-1393), O(n log n). No interval with fewer than two cases of either label, or where the
// AUROC is 0 or 1. Errors: as Rank.
absl::StatusOr<Estimate> DeLongAuroc(const Cases& cases);

}  // namespace credence::metrics
