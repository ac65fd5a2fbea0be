#include "models/tools/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/metrics/binned_figures.h"
#include "models/tools/figure_text.h"

namespace credence::tools {
namespace {

constexpr uint64_t kIntervalSeed = 1;

Group GroupOf(const metrics::AnswerTable& table) {
  Group group;
  group.cases = static_cast<int64_t>(table.label.size());
  group.events = std::accumulate(table.label.begin(), table.label.end(), int64_t{0});
  if (const auto figures = metrics::ComputeFigures(table.view()); figures.ok()) {
    group.figures = *figures;
  } else {
    for (const metrics::FigureRow& row : metrics::kFigureRows) {
      group.figures.*row.value = std::numeric_limits<double>::quiet_NaN();
    }
  }
  return group;
}

Group GroupOf(const Answered& answered, const std::function<bool(size_t)>& is_in) {
  std::vector<size_t> index;
  double total = 0, epistemic = 0;
  for (size_t i = 0; i < answered.size(); ++i) {
    if (!is_in(i)) continue;
    index.push_back(i);
    total += answered.total[i];
    epistemic += answered.epistemic[i];
  }
  Group group = GroupOf(metrics::Select(answered.table.view(), index));
  if (index.empty()) return group;
  const auto n = static_cast<double>(index.size());
  group.uncertainty = {total / n, (total - epistemic) / n, epistemic / n};
  return group;
}

// The three measures, in the order they are shown.
struct UncertaintyRow {
  const char* name = "";
  const char* label = "";
  double Uncertainty::*value = nullptr;
};
constexpr UncertaintyRow kUncertaintyRows[] = {
    {"total", "Total uncertainty (nats)", &Uncertainty::total},
    {"aleatoric", "Aleatoric uncertainty (nats)", &Uncertainty::aleatoric},
    {"epistemic", "Epistemic uncertainty (nats)", &Uncertainty::epistemic},
};

constexpr metrics::Interval kNoInterval = {std::numeric_limits<double>::quiet_NaN(),
                                           std::numeric_limits<double>::quiet_NaN()};

// Intervals of the means of all cases.
void AddUncertaintyIntervals(const Answered& answered, Evaluation& evaluation) {
  std::vector<double> aleatoric;
  for (size_t i = 0; i < answered.size(); ++i) {
    aleatoric.push_back(answered.total[i] - answered.epistemic[i]);
  }
  const auto add = [&](const std::vector<double>& values, double Uncertainty::*value) {
    const metrics::Interval interval = metrics::MeanEstimate(values).interval.value_or(kNoInterval);
    evaluation.uncertainty_low.*value = interval.low;
    evaluation.uncertainty_high.*value = interval.high;
  };
  add(answered.total, &Uncertainty::total);
  add(aleatoric, &Uncertainty::aleatoric);
  add(answered.epistemic, &Uncertainty::epistemic);
}

absl::Status AddIntervals(const Answered& answered, std::span<const metrics::BinSums> bins,
                          int replicates, Evaluation& evaluation) {
  auto intervals = metrics::FigureIntervals(answered.table.view(), {.replicates = replicates});
  if (!intervals.ok()) return intervals.status();
  for (size_t f = 0; f < evaluation.rows().size(); ++f) {
    if (evaluation.rows()[f].value != &metrics::Figures::ece) continue;
    (*intervals)[f] =
        metrics::EstimateEce(bins, replicates, kIntervalSeed).interval.value_or(kNoInterval);
  }
  evaluation.intervals = *std::move(intervals);
  AddUncertaintyIntervals(answered, evaluation);
  return absl::OkStatus();
}

// One risk has no members: its mixture and its average are the same. Risks of 0 or 1 that came out
// wrong are held 1e-9 away from it, so that their NLL is a number.
Group BaselineOf(const Answered& answered) {
  metrics::AnswerTable table{.risk = answered.baseline, .label = answered.table.label};
  for (size_t i = 0; i < table.risk.size(); ++i) {
    const double p = table.label[i] == 1 ? table.risk[i] : 1 - table.risk[i];
    table.mixture_nll.push_back(-std::log(std::max(p, 1e-9)));
  }
  table.average_nll = table.mixture_nll;
  return GroupOf(table);
}

absl::StatusOr<std::vector<metrics::CoveragePoint>> CurveOf(const Answered& answered,
                                                            double threshold) {
  const metrics::AnswerTable& table = answered.table;
  if (table.binary()) {
    return metrics::RiskCoverage({table.risk, table.label}, answered.epistemic, threshold);
  }
  std::vector<uint8_t> wrong;
  for (const int right : table.label) wrong.push_back(right == 1 ? 0 : 1);
  return metrics::RiskCoverageOfLosses(table.mixture_nll, wrong, answered.epistemic);
}

nlohmann::json NumberOrNull(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

nlohmann::json ToJson(const Group& group, std::span<const metrics::FigureRow> rows) {
  nlohmann::json figures = nlohmann::json::object();
  for (const metrics::FigureRow& row : rows) {
    figures[row.name] = NumberOrNull(group.figures.*row.value);
  }
  nlohmann::json uncertainty = nlohmann::json::object();
  for (const UncertaintyRow& row : kUncertaintyRows) {
    uncertainty[row.name] = NumberOrNull(group.uncertainty.*row.value);
  }
  return {{"cases", group.cases},
          {"events", group.events},
          {"figures", figures},
          {"mean_uncertainty_nats", uncertainty}};
}

nlohmann::json ToJson(const metrics::NullBand& band) {
  return {{"q10", band.q10}, {"q50", band.q50}, {"q90", band.q90}};
}

nlohmann::json ReliabilityJson(const Evaluation& evaluation) {
  nlohmann::json bins = nlohmann::json::array();
  for (size_t b = 0; b < evaluation.reliability.size(); ++b) {
    const metrics::ReliabilityBin& bin = evaluation.reliability[b];
    bins.push_back({{"lower", bin.lower},
                    {"upper", bin.upper},
                    {"cases", bin.count},
                    {"predicted", bin.predicted},
                    {"observed", bin.observed},
                    {"observed_low", bin.observed_low},
                    {"observed_high", bin.observed_high},
                    {"null", ToJson(evaluation.null_reliability[b])}});
  }
  return bins;
}

}  // namespace

absl::StatusOr<Evaluation> Evaluate(const Answered& answered, const Subject& subject,
                                    int replicates) {
  const metrics::Answers answers = answered.table.view();
  const metrics::Cases cases{answers.risk, answers.label};
  if (absl::Status status = metrics::CheckCases(cases); !status.ok()) return status;
  Evaluation evaluation{.subject = subject, .without_outcome = answered.without_outcome};
  evaluation.binary = answered.table.binary();
  evaluation.all = GroupOf(answered, [](size_t) { return true; });
  if (!answered.baseline.empty() && evaluation.binary) {
    evaluation.baseline = BaselineOf(answered);
    evaluation.baseline_name = answered.baseline_name;
  }
  evaluation.kept = GroupOf(answered, [&](size_t i) { return !answered.deferred[i]; });
  evaluation.deferred = GroupOf(answered, [&](size_t i) { return answered.deferred[i]; });
  evaluation.null_ece = *metrics::NullEce(answers.risk);
  evaluation.reliability = *metrics::Reliability(cases);
  evaluation.null_reliability = *metrics::NullReliability(answers.risk);
  const auto curve = CurveOf(answered, subject.threshold);
  if (!curve.ok()) return curve.status();
  evaluation.risk_coverage = *curve;
  const auto bins = metrics::SumBins(cases, metrics::Binning::EqualWidth(metrics::kEceBins));
  evaluation.ece_debiased = metrics::FiguresOfBins(bins, replicates, kIntervalSeed).debiased;
  if (replicates > 0) {
    absl::Status status = AddIntervals(answered, bins, replicates, evaluation);
    if (!status.ok()) return status;
  }
  return evaluation;
}

std::vector<FigureLine> FigureLines(const Evaluation& evaluation) {
  const Group &all = evaluation.all, &kept = evaluation.kept, &deferred = evaluation.deferred;
  const Group other = evaluation.baseline.value_or(Group{});
  const bool intervals = !evaluation.intervals.empty();
  std::vector<FigureLine> lines;
  const auto count = [&](const std::string& label, int64_t Group::*value) {
    lines.push_back({.label = label,
                     .all = absl::StrCat(all.*value),
                     .kept = absl::StrCat(kept.*value),
                     .deferred = absl::StrCat(deferred.*value),
                     .baseline = absl::StrCat(other.*value)});
  };
  count("Cases", &Group::cases);
  count(
      evaluation.binary ? absl::StrCat("Events (", evaluation.subject.event, ")") : "Right answers",
      &Group::events);
  for (size_t f = 0; f < evaluation.rows().size(); ++f) {
    const metrics::FigureRow& row = evaluation.rows()[f];
    lines.push_back({row.label, row.ideal, FigureText(all.figures.*row.value),
                     intervals ? IntervalText(evaluation.intervals[f]) : "",
                     FigureText(kept.figures.*row.value), FigureText(deferred.figures.*row.value),
                     FigureText(other.figures.*row.value)});
    if (row.value != &metrics::Figures::ece) continue;
    const metrics::Estimate& debiased = evaluation.ece_debiased;
    lines.push_back({.label = "RMS ECE, debiased (15 bins)",
                     .ideal = "low",
                     .all = FigureText(debiased.value),
                     .interval = debiased.interval ? IntervalText(*debiased.interval) : ""});
  }
  for (const UncertaintyRow& row : kUncertaintyRows) {
    lines.push_back({.label = row.label,
                     .all = FigureText(all.uncertainty.*row.value),
                     .interval = intervals ? IntervalText({evaluation.uncertainty_low.*row.value,
                                                           evaluation.uncertainty_high.*row.value})
                                           : "",
                     .kept = FigureText(kept.uncertainty.*row.value),
                     .deferred = FigureText(deferred.uncertainty.*row.value)});
  }
  return lines;
}

std::string ToText(const Evaluation& evaluation) {
  const Subject& subject = evaluation.subject;
  std::string text = absl::StrFormat("%s, version %d: %d members on %s\n", subject.model,
                                     subject.version, subject.members, subject.executor);
  if (evaluation.without_outcome > 0) {
    absl::StrAppendFormat(&text, "%d records have no outcome and are left out\n",
                          evaluation.without_outcome);
  }
  const auto row = [&](const FigureLine& line) {
    absl::StrAppendFormat(&text, "%-28s %9s  %-20s %9s %9s", line.label, line.all, line.interval,
                          line.kept, line.deferred);
    if (evaluation.baseline) absl::StrAppendFormat(&text, " %11s", line.baseline);
    absl::StrAppend(&text, "\n");
  };
  absl::StrAppend(&text, "\n");
  row({.all = "all",
       .interval = evaluation.intervals.empty() ? "" : " 95 % interval",
       .kept = "kept",
       .deferred = "deferred",
       .baseline = evaluation.baseline_name});
  for (const FigureLine& line : FigureLines(evaluation)) row(line);
  absl::StrAppendFormat(&text, "\nDeferral rate %.1f %%\n", 100 * evaluation.deferral_rate());
  absl::StrAppend(&text, NullEceText(evaluation.null_ece), "\n");
  return text;
}

nlohmann::json ToJson(const Evaluation& evaluation) {
  const Subject& subject = evaluation.subject;
  nlohmann::json json{{"model", subject.model},
                      {"version", subject.version},
                      {"members", subject.members},
                      {"executor", subject.executor},
                      {"weights_sha256", subject.weights_sha256},
                      {"records", subject.records},
                      {"outcomes", subject.outcomes},
                      {"event", subject.event},
                      {"decision_threshold", subject.threshold},
                      {"without_outcome", evaluation.without_outcome},
                      {"all", ToJson(evaluation.all, evaluation.rows())},
                      {"kept", ToJson(evaluation.kept, evaluation.rows())},
                      {"deferred", ToJson(evaluation.deferred, evaluation.rows())},
                      {"deferral_rate", evaluation.deferral_rate()},
                      {"null_ece", ToJson(evaluation.null_ece)},
                      {"ece_debiased", evaluation.ece_debiased.value},
                      {"reliability", ReliabilityJson(evaluation)}};
  if (evaluation.baseline) {
    json["baseline"] = ToJson(*evaluation.baseline, evaluation.rows());
    json["baseline"]["name"] = evaluation.baseline_name;
  }
  for (size_t f = 0; f < evaluation.intervals.size(); ++f) {
    const metrics::Interval& interval = evaluation.intervals[f];
    json["intervals_95"][evaluation.rows()[f].name] = {NumberOrNull(interval.low),
                                                       NumberOrNull(interval.high)};
  }
  if (!evaluation.intervals.empty()) {
    const metrics::Interval debiased = evaluation.ece_debiased.interval.value_or(kNoInterval);
    json["intervals_95"]["ece_debiased"] = {NumberOrNull(debiased.low),
                                            NumberOrNull(debiased.high)};
    for (const UncertaintyRow& row : kUncertaintyRows) {
      json["intervals_95"][absl::StrCat("mean_", row.name)] = {
          NumberOrNull(evaluation.uncertainty_low.*row.value),
          NumberOrNull(evaluation.uncertainty_high.*row.value)};
    }
  }
  for (const metrics::CoveragePoint& point : evaluation.risk_coverage) {
    json["risk_coverage"].push_back({{"coverage", point.coverage},
                                     {"max_epistemic", point.threshold},
                                     {"nll", NumberOrNull(point.nll)},
                                     {"error", point.error}});
  }
  return json;
}

}  // namespace credence::tools
