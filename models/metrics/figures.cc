#include "models/metrics/figures.h"

#include <algorithm>
#include <cmath>
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
  if (!answers.binary() && answers.squared_error.size() != answers.risk.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "squared errors: got ", answers.squared_error.size(), ", wanted ", answers.risk.size()));
  }
  return absl::OkStatus();
}

Figures ClassFigures(const Answers& answers) {
  Figures figures;
  for (const FigureRow& row : kFigureRows) figures.*row.value = kNaN;
  figures.mixture_nll = Mean(answers.mixture_nll);
  figures.average_nll = Mean(answers.average_nll);
  figures.brier = Mean(answers.squared_error);
  figures.ece = *Ece({answers.risk, answers.label});
  figures.accuracy = std::accumulate(answers.label.begin(), answers.label.end(), 0.0) /
                     static_cast<double>(answers.label.size());
  return figures;
}

absl::Status CheckMembers(std::span<const double> probabilities, int members, int classes,
                          std::span<const int> label) {
  if (members < 1 || classes < 3 ||
      probabilities.size() != label.size() * static_cast<size_t>(members) * classes) {
    return absl::InvalidArgumentError(
        absl::StrCat("members' probabilities: got ", probabilities.size(), " for ", label.size(),
                     " cases, ", members, " members and ", classes,
                     " classes, wanted their product, of at least 1 member "
                     "and 3 classes"));
  }
  const auto bad =
      std::ranges::find_if_not(probabilities, [](double p) { return p >= 0 && p <= 1; });
  if (bad != probabilities.end()) {
    return absl::InvalidArgumentError(absl::StrCat("probability[", bad - probabilities.begin(),
                                                   "]: got ", *bad, ", wanted 0 to 1"));
  }
  const auto other = std::ranges::find_if(label, [&](int y) { return y < 0 || y >= classes; });
  if (other == label.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("label[", other - label.begin(), "]: got ", *other,
                                                 ", wanted 0 to ", classes - 1));
}

}  // namespace

void AddClassAnswer(std::span<const double> mean, int label, double mixture_nll, double average_nll,
                    AnswerTable& table) {
  const auto first = std::ranges::max_element(mean) - mean.begin();
  double squared_error = 0;
  for (size_t c = 0; c < mean.size(); ++c) {
    const double miss = mean[c] - (static_cast<int>(c) == label ? 1 : 0);
    squared_error += miss * miss;
  }
  table.risk.push_back(std::min(mean[first], 1.0));
  table.label.push_back(first == label ? 1 : 0);
  table.mixture_nll.push_back(mixture_nll);
  table.average_nll.push_back(average_nll);
  table.squared_error.push_back(squared_error);
}

absl::StatusOr<AnswerTable> AnswersOfMembers(std::span<const double> member_probabilities,
                                             int members, int classes, std::span<const int> label) {
  absl::Status status = CheckMembers(member_probabilities, members, classes, label);
  if (!status.ok()) return status;
  AnswerTable table;
  std::vector<double> mean(classes);
  for (size_t i = 0; i < label.size(); ++i) {
    std::ranges::fill(mean, 0.0);
    double average_nll = 0;
    for (int m = 0; m < members; ++m) {
      const auto p = member_probabilities.subspan((i * members + m) * classes, classes);
      for (int c = 0; c < classes; ++c) mean[c] += p[c] / members;
      average_nll -= std::log(p[label[i]]) / members;
    }
    AddClassAnswer(mean, label[i], -std::log(mean[label[i]]), average_nll, table);
  }
  return table;
}

AnswerTable Select(const Answers& answers, std::span<const size_t> index) {
  AnswerTable selected;
  for (size_t i : index) {
    selected.risk.push_back(answers.risk[i]);
    selected.label.push_back(answers.label[i]);
    selected.mixture_nll.push_back(answers.mixture_nll[i]);
    selected.average_nll.push_back(answers.average_nll[i]);
    if (!answers.binary()) selected.squared_error.push_back(answers.squared_error[i]);
  }
  return selected;
}

absl::StatusOr<Figures> ComputeFigures(const Answers& answers) {
  if (absl::Status status = CheckAnswers(answers); !status.ok()) return status;
  if (!answers.binary()) return ClassFigures(answers);
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
  const std::span<const FigureRow> rows = FigureRows(answers.binary());
  const auto statistic = [&](std::span<const size_t> index) {
    const AnswerTable resample = Select(answers, index);
    const Figures figures = *ComputeFigures(resample.view());
    std::vector<double> values;
    for (const FigureRow& row : rows) values.push_back(figures.*row.value);
    return values;
  };
  auto intervals = Bootstrap(answers.risk.size(), statistic, options);
  if (!intervals.ok()) return intervals.status();
  // An ECE that is moved down by its bias stays an ECE.
  for (size_t f = 0; f < intervals->size(); ++f) {
    if (rows[f].value == &Figures::ece) {
      (*intervals)[f].low = std::max((*intervals)[f].low, 0.0);
    }
  }
  return intervals;
}

}  // namespace credence::metrics
