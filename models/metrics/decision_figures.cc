#include "models/metrics/decision_figures.h"

#include <numeric>

#include "models/metrics/calibration.h"
#include "models/metrics/scores.h"

namespace credence::metrics {

DecisionFigures FiguresOfDecision(const Judged& judged, int bins) {
  DecisionFigures figures{.count = static_cast<int64_t>(judged.p.size())};
  if (figures.count == 0) return figures;
  const auto n = static_cast<double>(figures.count);
  figures.mixture_nll =
      std::accumulate(judged.mixture_nll.begin(), judged.mixture_nll.end(), 0.0) / n;
  figures.brier = *Brier(judged.cases());
  figures.error = std::accumulate(judged.wrong.begin(), judged.wrong.end(), 0.0) / n;
  figures.ece = *Ece(judged.cases(), bins);
  const auto ratio = ObservedOverExpected(judged.cases());
  if (ratio.ok()) figures.observed_over_expected = *ratio;
  return figures;
}

}  // namespace credence::metrics
