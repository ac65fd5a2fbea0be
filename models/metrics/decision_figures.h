// How the cases fare that got one decision: kept, or deferred.
#pragma once

#include <cstdint>
#include <optional>

#include "models/metrics/judged.h"

namespace credence::metrics {

// A figure that the cases do not define is nullopt.
struct DecisionFigures {
  int64_t count = 0;
  std::optional<double> mixture_nll = std::nullopt;
  std::optional<double> brier = std::nullopt;
  std::optional<double> error = std::nullopt;  // share of wrong decisions
  std::optional<double> ece = std::nullopt;    // equal width, as many bins as asked for
  std::optional<double> observed_over_expected = std::nullopt;
};

// bins: equal-width ones of the ECE, at least 1.
DecisionFigures FiguresOfDecision(const Judged& judged, int bins);

}  // namespace credence::metrics
