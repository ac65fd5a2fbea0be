// The event whose probability calibration judges: the positive class, or, of more than two classes,
// the one ranked first.
#pragma once

#include <algorithm>
#include <span>

#include "models/checkpoint/manifest.h"

namespace credence::predict {

// mean [C]: the predictive mean.
inline double JudgedProbability(const checkpoint::Manifest& manifest,
                                std::span<const double> mean) {
  return mean.size() == 2 ? mean[manifest.positive_class] : *std::ranges::max_element(mean);
}

}  // namespace credence::predict
