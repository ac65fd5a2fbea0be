#include "models/metrics/figures.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "models/metrics/ranking.h"
#include "models/metrics/scores.h"

namespace credence::metrics {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double Mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

absl::Status CheckAnswers(const Answers& answers) {
  const Cases cases{answers.risk, answers.label};
  if (absl::Status status = CheckCases(cases); !status.ok()) return status;
  for (const auto& nll : {answers.mixture_nll, answers.average_nll}) {
    if (nll.size() == answers.risk.size()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("NLLs: got ", nll.size(), ", wanted ", answers.risk.size()));
  }
  return absl::OkStatus();
}

}  // namespace

AnswerTable Select(const Answers& answers, std::span<const size_t> index) {
  AnswerTable selected;
  for (size_t i : index) {
    selected.risk.push_back(answers.risk[i]);
    selected.label.push_back(answers.label[i]);
    selected.mixture_nll.push_back(answers.mixture_nll[i]);
    selected.average_nll.push_back(answers.average_nll[i]);
  }
  return selected;
}

absl::StatusOr<Figures> ComputeFigures(const Answers& answers) {
  if (absl::Status status = CheckAnswers(answers); !status.ok()) return status;
  const Cases cases{answers.risk, answers.label};
  const Recalibration unknown{kNaN, kNaN, kNaN};
  const Ranking ranking = Rank(cases).value_or(Ranking{kNaN, kNaN, kNaN});
  const Recalibration recalibration = Recalibrate(cases).value_or(unknown);
  return Figures{.mixture_nll = Mean(answers.mixture_nll),
                 .average_nll = Mean(answers.average_nll),
                 .brier = *Brier(cases),
                 .ece = *Ece(cases),
                 .auroc = ranking.auroc,
                 .average_precision = ranking.average_precision,
                 .min_sensitivity_precision = ranking.min_sensitivity_precision,
                 .calibration_slope = recalibration.slope,
                 .calibration_intercept = recalibration.intercept,
                 .calibration_in_the_large = recalibration.in_the_large,
                 .observed_over_expected = ObservedOverExpected(cases).value_or(kNaN)};
}

absl::StatusOr<std::vector<Interval>> FigureIntervals(const Answers& answers,
                                                      const BootstrapOptions& options) {
  if (absl::Status status = CheckAnswers(answers); !status.ok()) return status;
  const auto statistic = [&](std::span<const size_t> index) {
    const AnswerTable resample = Select(answers, index);
    const Figures figures = *ComputeFigures(resample.view());
    std::vector<double> values;
    for (const FigureRow& row : kFigureRows) values.push_back(figures.*row.value);
    return values;
  };
  auto intervals = Bootstrap(answers.risk.size(), statistic, options);
  if (!intervals.ok()) return intervals.status();
  // An ECE that is moved down by its bias stays an ECE.
  for (size_t f = 0; f < intervals->size(); ++f) {
    if (kFigureRows[f].value == &Figures::ece) {
      (*intervals)[f].low = std::max((*intervals)[f].low, 0.0);
    }
  }
  return intervals;
}

}  // namespace credence::metrics
