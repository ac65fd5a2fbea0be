// The figures that a model is judged by, in one struct: for evaluation, training and a manifest's
// `figures`.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "models/metrics/bootstrap.h"
#include "models/metrics/calibration.h"

namespace credence::metrics {

// n judged answers. Views; the caller keeps the arrays. Of more than two classes, the event is that
// the class ranked first is the right one.
struct Answers {
  std::span<const double> risk;         // [n] predictive mean of the event
  std::span<const int> label;           // [n] 0 or 1
  std::span<const double> mixture_nll;  // [n] of what happened, nats
  std::span<const double> average_nll;  // [n] of what happened, nats
  // [n] sum over classes of (p - y)^2, in [0, 2]; empty for a binary task.
  std::span<const double> squared_error = {};

  bool binary() const { return squared_error.empty(); }
};

// The same, owned.
struct AnswerTable {
  std::vector<double> risk = {};
  std::vector<int> label = {};
  std::vector<double> mixture_nll = {}, average_nll = {};
  std::vector<double> squared_error = {};

  Answers view() const { return {risk, label, mixture_nll, average_nll, squared_error}; }
  bool binary() const { return squared_error.empty(); }
};

// One more answer of `classes` > 2 classes. mean [classes]: predictive mean; the class ranked first
// is the first of the highest. label: the class that happened. NLLs: of that class.
void AddClassAnswer(std::span<const double> mean, int label, double mixture_nll, double average_nll,
                    AnswerTable& table);

// Members' class probabilities [n, M, C] row-major, C > 2, and labels [n] -> their answers.
// Errors: InvalidArgument for M < 1, C < 3, a size that is not n * M * C, a probability outside
// [0, 1], a label outside [0, C).
absl::StatusOr<AnswerTable> AnswersOfMembers(std::span<const double> member_probabilities,
                                             int members, int classes, std::span<const int> label);

// The answers with these indices; an index may repeat. REQUIRES: every index is below n.
AnswerTable Select(const Answers& answers, std::span<const size_t> index);

// A figure that the cases do not define (AUROC of one class only) is NaN, as are of more than two
// classes all those that are not in kClassFigureRows. Definitions: scores.h, calibration.h,
// ranking.h.
struct Figures {
  double mixture_nll = 0;
  double average_nll = 0;
  double brier = 0;  // of more than two classes: mean of the sums over classes, in [0, 2]
  double ece = 0;    // 15 equal-width bins on the event's probability
  double auroc = 0;
  double average_precision = 0;
  double min_sensitivity_precision = 0;
  double calibration_slope = 0;
  double calibration_intercept = 0;
  double calibration_in_the_large = 0;
  double observed_over_expected = 0;
  double accuracy = std::numeric_limits<double>::quiet_NaN();  // NaN for a binary task
};

// The figures' names, in the order they are shown.
struct FigureRow {
  const char* name = "";   // as in JSON and in a manifest
  const char* label = "";  // for people
  const char* ideal = "";  // what is best: "low", "high", or the number aimed at
  double Figures::*value = nullptr;
};
inline constexpr FigureRow kFigureRows[] = {
    {"mixture_nll", "Mixture NLL (nats)", "low", &Figures::mixture_nll},
    {"average_nll", "Average NLL (nats)", "low", &Figures::average_nll},
    {"brier", "Brier score", "low", &Figures::brier},
    {"ece", "ECE (15 bins)", "low", &Figures::ece},
    {"auroc", "AUROC", "high", &Figures::auroc},
    {"average_precision", "AUPRC (average precision)", "high", &Figures::average_precision},
    {"min_sensitivity_precision", "min(sensitivity, precision)", "high",
     &Figures::min_sensitivity_precision},
    {"calibration_slope", "Calibration slope", "1", &Figures::calibration_slope},
    {"calibration_intercept", "Calibration intercept", "0", &Figures::calibration_intercept},
    {"calibration_in_the_large", "Calibration in the large", "0",
     &Figures::calibration_in_the_large},
    {"observed_over_expected", "Observed / expected", "1", &Figures::observed_over_expected},
};

// Of more than two classes.
inline constexpr FigureRow kClassFigureRows[] = {
    {"mixture_nll", "Mixture NLL (nats)", "low", &Figures::mixture_nll},
    {"average_nll", "Average NLL (nats)", "low", &Figures::average_nll},
    {"brier", "Brier score (sum over classes)", "low", &Figures::brier},
    {"ece", "ECE of the first class (15 bins)", "low", &Figures::ece},
    {"accuracy", "Accuracy", "high", &Figures::accuracy},
};

inline std::span<const FigureRow> FigureRows(bool binary) {
  return binary ? std::span<const FigureRow>(kFigureRows) : kClassFigureRows;
}

// Errors: InvalidArgument, see CheckCases, and for NLLs of another length.
absl::StatusOr<Figures> ComputeFigures(const Answers& answers);

// Percentile bootstrap intervals, in the order of FigureRows; all figures see the same resamples.
// Errors: as ComputeFigures and Bootstrap.
absl::StatusOr<std::vector<Interval>> FigureIntervals(const Answers& answers,
                                                      const BootstrapOptions& options);

}  // namespace credence::metrics
