#include "models/tools/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/tools/figure_text.h"

namespace credence::tools {
namespace {

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
  for (size_t i = 0; i < answered.size(); ++i) {
    if (is_in(i)) index.push_back(i);
  }
  return GroupOf(metrics::Select(answered.table.view(), index));
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
  return {{"cases", group.cases}, {"events", group.events}, {"figures", figures}};
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
  if (replicates > 0) {
    const auto intervals = metrics::FigureIntervals(answers, {.replicates = replicates});
    if (!intervals.ok()) return intervals.status();
    evaluation.intervals = *intervals;
  }
  return evaluation;
}

std::string ToText(const Evaluation& evaluation) {
  const Subject& subject = evaluation.subject;
  std::string text = absl::StrFormat("%s, version %d: %d members on %s\n", subject.model,
                                     subject.version, subject.members, subject.executor);
  const Group &all = evaluation.all, &kept = evaluation.kept, &deferred = evaluation.deferred;
  if (evaluation.without_outcome > 0) {
    absl::StrAppendFormat(&text, "%d records have no outcome and are left out\n",
                          evaluation.without_outcome);
  }
  const auto row = [&](const std::string& name, const std::string& a, const std::string& interval,
                       const std::string& k, const std::string& d, const std::string& other) {
    absl::StrAppendFormat(&text, "%-28s %9s  %-20s %9s %9s", name, a, interval, k, d);
    if (evaluation.baseline) absl::StrAppendFormat(&text, " %11s", other);
    absl::StrAppend(&text, "\n");
  };
  absl::StrAppend(&text, "\n");
  row("", "all", evaluation.intervals.empty() ? "" : " 95 % interval", "kept", "deferred",
      evaluation.baseline_name);
  row("Cases", absl::StrCat(all.cases), "", absl::StrCat(kept.cases), absl::StrCat(deferred.cases),
      absl::StrCat(all.cases));
  row(evaluation.binary ? absl::StrCat("Events (", subject.event, ")") : "Right answers",
      absl::StrCat(all.events), "", absl::StrCat(kept.events), absl::StrCat(deferred.events),
      absl::StrCat(all.events));
  for (size_t f = 0; f < evaluation.rows().size(); ++f) {
    const metrics::FigureRow& figure = evaluation.rows()[f];
    const Group& other = evaluation.baseline ? *evaluation.baseline : all;
    row(figure.label, FigureText(all.figures.*figure.value),
        evaluation.intervals.empty() ? "" : IntervalText(evaluation.intervals[f]),
        FigureText(kept.figures.*figure.value), FigureText(deferred.figures.*figure.value),
        FigureText(other.figures.*figure.value));
  }
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
  for (const metrics::CoveragePoint& point : evaluation.risk_coverage) {
    json["risk_coverage"].push_back({{"coverage", point.coverage},
                                     {"max_epistemic", point.threshold},
                                     {"nll", NumberOrNull(point.nll)},
                                     {"error", point.error}});
  }
  return json;
}

}  // namespace credence::tools
