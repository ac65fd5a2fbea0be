#include "models/compare/shift_report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "models/data/shift.h"

namespace credence::compare {
namespace {

using report::Color;
using report::Table;

std::string Text(const char* format, double value) {
  if (!std::isfinite(value)) return "-";
  return absl::StrFormat(*absl::ParsedFormat<'f'>::New(format), value);
}

const ShiftPoint* PointOf(const Shifted& shifted, const std::string& kind, int severity) {
  for (const ShiftPoint& point : shifted.points) {
    if (point.kind == kind && point.severity == severity) return &point;
  }
  return nullptr;
}

const MethodResult* FirstShifted(const SetResult& set) {
  for (const MethodResult& method : set.methods) {
    if (!method.shifted.empty()) return &method;
  }
  return nullptr;
}

// The kinds in their order, each with the severities that were asked for.
struct Kind {
  std::string name;
  std::vector<int> severities;
};

std::vector<Kind> KindsOf(const SetResult& set) {
  std::vector<Kind> kinds;
  const MethodResult* method = FirstShifted(set);
  if (method == nullptr) return kinds;
  for (const ShiftPoint& point : method->shifted.front().points) {
    if (point.kind.empty()) continue;
    if (kinds.empty() || kinds.back().name != point.kind) kinds.push_back({point.kind, {}});
    kinds.back().severities.push_back(point.severity);
  }
  return kinds;
}

const data::Shift* RowOf(const std::string& kind) {
  for (const data::Shift& shift : data::Shifts()) {
    if (kind == shift.name) return &shift;
  }
  return nullptr;
}

std::string TitleOf(const Kind& kind) {
  const data::Shift* shift = RowOf(kind.name);
  if (shift == nullptr) return kind.name;
  std::vector<double> amounts;
  for (const int severity : kind.severities) amounts.push_back(shift->amounts[severity - 1]);
  return absl::StrCat("Shift, ", kind.name, ": ", shift->summary, " (", shift->amount, " ",
                      absl::StrJoin(amounts, ", "), ")");
}

Table KindTable(const SetResult& set, const Kind& kind) {
  const int last = kind.severities.back();
  Table table{{"Method", "NLL at 0"}, {}};
  for (const int severity : kind.severities) table.header.push_back(absl::StrCat("at ", severity));
  for (const char* heading : {"ECE at 0", "Epistemic at 0"}) {
    table.header.push_back(heading);
    table.header.push_back(absl::StrCat("at ", last));
  }
  for (const char* heading :
       {"NLL kept by epistemic at ", "by entropy at ", "Detection AUROC at "}) {
    table.header.push_back(absl::StrCat(heading, last));
  }
  for (const MethodResult& method : set.methods) {
    if (method.shifted.empty()) continue;
    auto& row = table.rows.emplace_back(std::vector{method.label});
    const auto add = [&](int severity, double ShiftFigures::*figure, const char* format) {
      const std::string name = severity == 0 ? "" : kind.name;
      row.push_back(Text(format, ShiftFigureOf(method, name, severity, figure).mean));
    };
    add(0, &ShiftFigures::mixture_nll, "%.4f");
    for (const int severity : kind.severities) add(severity, &ShiftFigures::mixture_nll, "%.4f");
    for (const int severity : {0, last}) add(severity, &ShiftFigures::ece, "%.4f");
    for (const int severity : {0, last}) add(severity, &ShiftFigures::epistemic, "%.4f");
    add(last, &ShiftFigures::kept_nll, "%.4f");
    add(last, &ShiftFigures::kept_by_entropy, "%.4f");
    add(last, &ShiftFigures::detection, "%.3f");
  }
  return table;
}

MeanError OtherFigureOf(const MethodResult& result, size_t other, double OtherFigures::*figure) {
  std::vector<double> values;
  for (const Shifted& shifted : result.shifted) {
    values.push_back(shifted.others[other].figures.*figure);
  }
  return MeanOf(values);
}

Table OthersTable(const SetResult& set) {
  const auto& others = FirstShifted(set)->shifted.front().others;
  Table table{{"Score"}, {}};
  for (const OtherPoint& other : others) {
    table.header.push_back(absl::StrFormat("%s (%d)", other.label, other.cases));
  }
  const auto add = [&](const MethodResult& method, const std::string& label,
                       double OtherFigures::*figure) {
    auto& row = table.rows.emplace_back(std::vector{label});
    for (size_t o = 0; o < others.size(); ++o) {
      row.push_back(Text("%.3f", OtherFigureOf(method, o, figure).mean));
    }
  };
  add(*FirstShifted(set), "Share of inputs unknown, without a network", &OtherFigures::by_imputed);
  for (const MethodResult& method : set.methods) {
    if (method.shifted.empty()) continue;
    if (std::isfinite(OtherFigureOf(method, 0, &OtherFigures::by_epistemic).mean)) {
      add(method, method.label + ": epistemic", &OtherFigures::by_epistemic);
    }
    add(method, method.label + ": entropy", &OtherFigures::by_entropy);
  }
  return table;
}

// Methods worth a line: with more, none could be followed.
struct Drawn {
  const MethodResult* method;
  Color color;
};

std::vector<Drawn> DrawnOf(const Comparison& comparison, const SetResult& set) {
  std::vector<Drawn> drawn;
  for (const MethodResult& method : set.methods) {
    if (method.name == comparison.baseline && !method.shifted.empty()) {
      drawn.push_back({&method, Color::kBlue});
    }
  }
  for (const auto& [family, color] :
       {std::pair("deterministic", Color::kGrey), std::pair("dropout", Color::kOrange),
        std::pair("mean_field", Color::kGreen), std::pair("ensemble", Color::kPurple)}) {
    const auto found = std::find_if(set.methods.begin(), set.methods.end(), [&](const auto& m) {
      return m.family == family && !m.shifted.empty() && m.name != comparison.baseline;
    });
    if (found != set.methods.end()) drawn.push_back({&*found, color});
  }
  return drawn;
}

report::Chart SeverityChart(const std::vector<Drawn>& drawn, const Kind& kind,
                            double ShiftFigures::*figure, const char* label) {
  report::Chart chart{.title = kind.name, .x = {.label = "severity"}, .y = {.label = label}};
  for (const auto& [method, color] : drawn) {
    report::Line line{.name = method->label, .color = color};
    report::Dots dots{.color = color};
    std::vector<int> severities = {0};
    severities.insert(severities.end(), kind.severities.begin(), kind.severities.end());
    for (const int severity : severities) {
      const auto mean = ShiftFigureOf(*method, severity == 0 ? "" : kind.name, severity, figure);
      const double error = std::isfinite(mean.error) ? mean.error : 0;
      for (auto* x : {&line.x, &dots.x}) x->push_back(severity);
      for (auto* y : {&line.y, &dots.y}) y->push_back(mean.mean);
      dots.low.push_back(mean.mean - error);
      dots.high.push_back(mean.mean + error);
    }
    chart.lines.push_back(std::move(line));
    chart.dots.push_back(std::move(dots));
  }
  return chart;
}

// Of a.*figure - b.*other seed by seed: below 0?
Finding Lower(int claim, std::string statement, const MethodResult& method, const Kind& kind,
              int severity, double ShiftFigures::*first, int than_severity,
              double ShiftFigures::*second) {
  std::vector<double> differences, ones, others;
  for (const Shifted& shifted : method.shifted) {
    const auto* one = PointOf(shifted, severity == 0 ? "" : kind.name, severity);
    const auto* other = PointOf(shifted, than_severity == 0 ? "" : kind.name, than_severity);
    if (one == nullptr || other == nullptr) continue;
    ones.push_back(one->figures.*first);
    others.push_back(other->figures.*second);
    differences.push_back(ones.back() - others.back());
  }
  const MeanError mean = MeanOf(differences);
  const double low = mean.mean - 2 * mean.error, high = mean.mean + 2 * mean.error;
  Finding finding{claim, std::move(statement), Verdict::kUndecided, ""};
  if (high < 0) finding.verdict = Verdict::kHolds;
  if (low > 0) finding.verdict = Verdict::kFails;
  finding.figures =
      absl::StrFormat("%.4f, %.4f: %+.4f", MeanOf(ones).mean, MeanOf(others).mean, mean.mean);
  if (std::isfinite(mean.error)) {
    absl::StrAppend(&finding.figures, absl::StrFormat(" (%+.4f to %+.4f)", low, high));
  }
  return finding;
}

nlohmann::json Number(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

nlohmann::json ToJson(const MeanError& mean) {
  return {{"mean", Number(mean.mean)}, {"error", Number(mean.error)}};
}

}  // namespace

void AttachShifts(const Suite& suite, const std::vector<PlannedRun>& runs,
                  const std::vector<std::optional<Shifted>>& shifted, Comparison& comparison) {
  for (size_t r = 0; r < runs.size(); ++r) {
    if (!shifted[r]) continue;
    for (SetResult& set : comparison.sets) {
      if (set.name != suite.sets[runs[r].set].name) continue;
      for (MethodResult& method : set.methods) {
        if (method.name == runs[r].method) method.shifted.push_back(*shifted[r]);
      }
    }
  }
}

MeanError ShiftFigureOf(const MethodResult& result, const std::string& kind, int severity,
                        double ShiftFigures::*figure) {
  std::vector<double> values;
  for (const Shifted& shifted : result.shifted) {
    const ShiftPoint* point = PointOf(shifted, kind, severity);
    values.push_back(point == nullptr ? kNone : point->figures.*figure);
  }
  return MeanOf(values);
}

std::vector<TitledTable> ShiftTablesOf(const SetResult& set) {
  std::vector<TitledTable> tables;
  if (FirstShifted(set) == nullptr) return tables;
  for (const Kind& kind : KindsOf(set)) tables.push_back({TitleOf(kind), KindTable(set, kind)});
  if (!FirstShifted(set)->shifted.front().others.empty()) {
    tables.push_back(
        {"Other patients: AUROC of telling them from the test cases", OthersTable(set)});
  }
  return tables;
}

std::vector<ChartGroup> ShiftChartsOf(const Comparison& comparison, const SetResult& set) {
  const auto kinds = KindsOf(set);
  const auto drawn = DrawnOf(comparison, set);
  if (kinds.empty() || drawn.empty()) return {};
  std::vector<ChartGroup> groups;
  struct Figure {
    double ShiftFigures::*value;
    const char *title, *label;
  };
  for (const Figure& figure :
       {Figure{&ShiftFigures::mixture_nll, "Mixture NLL under shift", "mixture NLL, nats"},
        Figure{&ShiftFigures::ece, "ECE under shift", "ECE (15 bins)"},
        Figure{&ShiftFigures::epistemic, "Epistemic uncertainty under shift", "epistemic, nats"}}) {
    ChartGroup group{figure.title, "", {}};
    for (const Kind& kind : kinds) {
      group.charts.push_back(SeverityChart(drawn, kind, figure.value, figure.label));
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

std::vector<Finding> ShiftFindingsOf(const Comparison& comparison, const SetResult& set) {
  std::vector<Finding> findings;
  for (const MethodResult& method : set.methods) {
    if (method.name != comparison.baseline || method.shifted.empty()) continue;
    const auto kinds = KindsOf(set);
    for (const Kind& kind : kinds) {
      const int last = kind.severities.back();
      findings.push_back(Lower(6,
                               absl::StrCat(method.label,
                                            " is less epistemic on the cases as they "
                                            "were than at severity ",
                                            last, " of ", kind.name),
                               method, kind, 0, &ShiftFigures::epistemic, last,
                               &ShiftFigures::epistemic));
    }
    for (const Kind& kind : kinds) {
      const int last = kind.severities.back();
      const std::string where = absl::StrCat(" at severity ", last, " of ", kind.name);
      findings.push_back(Lower(7,
                               absl::StrCat("The least epistemic ", 100 * (1 - kDeferred),
                                            " % have a lower NLL than all", where),
                               method, kind, last, &ShiftFigures::kept_nll, last,
                               &ShiftFigures::mixture_nll));
      findings.push_back(Lower(7, "... and a lower one than those of least entropy" + where, method,
                               kind, last, &ShiftFigures::kept_nll, last,
                               &ShiftFigures::kept_by_entropy));
    }
  }
  return findings;
}

nlohmann::json ShiftJsonOf(const MethodResult& result) {
  nlohmann::json points = nlohmann::json::array(), others = nlohmann::json::array();
  if (result.shifted.empty()) return {{"points", points}, {"others", others}};
  for (const ShiftPoint& point : result.shifted.front().points) {
    nlohmann::json json = {{"kind", point.kind}, {"severity", point.severity}};
    for (const auto& column : kShiftColumns) {
      json[column.name] = ToJson(ShiftFigureOf(result, point.kind, point.severity, column.value));
    }
    points.push_back(std::move(json));
  }
  const auto& first = result.shifted.front().others;
  for (size_t o = 0; o < first.size(); ++o) {
    nlohmann::json json = {{"name", first[o].name}, {"cases", first[o].cases}};
    for (const auto& column : kOtherColumns) {
      json[column.name] = ToJson(OtherFigureOf(result, o, column.value));
    }
    others.push_back(std::move(json));
  }
  return {{"points", points}, {"others", others}};
}

}  // namespace credence::compare
