#include "models/compare/report.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "models/checkpoint/atomic_file.h"
#include "models/compare/charts.h"
#include "models/compare/claims.h"
#include "models/compare/shift_report.h"

namespace credence::compare {
namespace {

using report::Table;

std::string Text(const char* format, double value) {
  if (!std::isfinite(value)) return "-";
  return absl::StrFormat(*absl::ParsedFormat<'f'>::New(format), value);
}

std::string MeanText(const char* format, const MeanError& mean) {
  const std::string text = Text(format, mean.mean);
  return std::isfinite(mean.error) ? absl::StrCat(text, " +- ", Text(format, mean.error)) : text;
}

std::string DifferenceText(const Difference& difference) {
  if (!std::isfinite(difference.value)) return "-";
  return absl::StrFormat("%+.4f (%+.4f to %+.4f)%s", difference.value, difference.interval.low,
                         difference.interval.high, difference.is_clear() ? " *" : "");
}

// Columns in which at least one method has a number.
template <typename Struct, size_t N>
std::vector<size_t> Shown(const Column<Struct> (&)[N], const std::vector<MethodResult>& results,
                          std::vector<MeanError> MethodResult::*means) {
  std::vector<size_t> shown;
  for (size_t c = 0; c < N; ++c) {
    const bool has = std::any_of(results.begin(), results.end(), [&](const MethodResult& result) {
      return result.is_done() && std::isfinite((result.*means)[c].mean);
    });
    if (has) shown.push_back(c);
  }
  return shown;
}

template <typename Struct, size_t N>
Table MeansTable(const Column<Struct> (&columns)[N], const std::vector<MethodResult>& results,
                 std::vector<MeanError> MethodResult::*means, bool with_errors) {
  const std::vector<size_t> shown = Shown(columns, results, means);
  Table table{{"Method"}, {}};
  for (const size_t c : shown) table.header.push_back(columns[c].label);
  for (const MethodResult& result : results) {
    if (!result.is_done()) continue;
    auto& row = table.rows.emplace_back(std::vector{result.label});
    for (const size_t c : shown) {
      const MeanError& mean = (result.*means)[c];
      row.push_back(with_errors ? MeanText(columns[c].format, mean)
                                : Text(columns[c].format, mean.mean));
    }
  }
  return table;
}

Table DifferenceTable(const Comparison& comparison, const SetResult& set) {
  Table table{{"Method", "Mixture NLL", "Brier", "ECE (15)", set.binary ? "AUROC" : "Accuracy"},
              {}};
  for (const MethodResult& result : set.methods) {
    if (!result.is_done() || result.name == comparison.baseline) continue;
    const Differences& d = result.differences;
    table.rows.push_back({result.label, DifferenceText(d.mixture_nll), DifferenceText(d.brier),
                          DifferenceText(d.ece),
                          DifferenceText(set.binary ? d.auroc : d.accuracy)});
  }
  return table;
}

std::vector<Finding> AllFindings(const Comparison& comparison, const SetResult& set) {
  std::vector<Finding> findings = FindingsOf(comparison, set);
  for (Finding& finding : ShiftFindingsOf(comparison, set)) findings.push_back(std::move(finding));
  return findings;
}

Table ClaimsTable(const Comparison& comparison, const SetResult& set) {
  Table table{{"Claim", "Verdict", "Figures"}, {}};
  int claim = 0;
  for (const Finding& finding : AllFindings(comparison, set)) {
    if (finding.claim != claim) {
      claim = finding.claim;
      table.rows.push_back({absl::StrCat(claim, ". ", kClaims[claim - 1])});
    }
    table.rows.push_back({finding.statement, NameOf(finding.verdict), finding.figures});
  }
  return table;
}

std::string Subtitle(const SetResult& set) {
  if (set.cases == 0) return "No run is done.";
  std::string text = absl::StrFormat("Judged on %d cases", set.cases);
  if (set.binary) {
    absl::StrAppendFormat(&text, ", %d of them with the event (%.1f %%)", set.events,
                          100.0 * static_cast<double>(set.events) / set.cases);
  }
  if (set.folds > 0) {
    absl::StrAppendFormat(&text, ", by cross-validation in %d folds", set.folds);
  }
  return text + ".";
}

std::string HowToRead(const Comparison& comparison) {
  return absl::StrCat(
      "Mean over the seeds, +- its standard error. NLL and epistemic uncertainty in nats. "
      "Differences are method less baseline on the same cases, averaged over seeds, with a 95 % "
      "interval by ",
      comparison.replicates,
      " bootstrap resamples of the cases; * where it leaves out 0. That interval is about other "
      "cases, the standard error about other seeds. Seconds and microseconds are CPU time of one "
      "thread of the machine that ran this.");
}

nlohmann::json Number(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

template <typename Struct, size_t N>
nlohmann::json MeansJson(const Column<Struct> (&columns)[N], const std::vector<MeanError>& means) {
  nlohmann::json json = nlohmann::json::object();
  for (size_t c = 0; c < N; ++c) {
    json[columns[c].name] = {{"mean", Number(means[c].mean)}, {"error", Number(means[c].error)}};
  }
  return json;
}

nlohmann::json ToJson(const Difference& difference) {
  return {{"value", Number(difference.value)},
          {"low", Number(difference.interval.low)},
          {"high", Number(difference.interval.high)}};
}

nlohmann::json ToJson(const MethodResult& result) {
  nlohmann::json json = {{"name", result.name},
                         {"label", result.label},
                         {"family", result.family},
                         {"components", result.components},
                         {"seeds", result.of_seed.size()},
                         {"figures", MeansJson(kFigureColumns, result.figures)},
                         {"cost", MeansJson(kCostColumns, result.cost)},
                         {"less_baseline",
                          {{"mixture_nll", ToJson(result.differences.mixture_nll)},
                           {"brier", ToJson(result.differences.brier)},
                           {"ece", ToJson(result.differences.ece)},
                           {"auroc", ToJson(result.differences.auroc)},
                           {"accuracy", ToJson(result.differences.accuracy)}}}};
  if (!result.shifted.empty()) json["shift"] = ShiftJsonOf(result);
  return json;
}

nlohmann::json ToJson(const std::vector<Finding>& findings) {
  nlohmann::json json = nlohmann::json::array();
  for (const Finding& finding : findings) {
    json.push_back({{"claim", finding.claim},
                    {"statement", finding.statement},
                    {"verdict", NameOf(finding.verdict)},
                    {"figures", finding.figures}});
  }
  return json;
}

nlohmann::json ToJson(const std::vector<MethodResult>& results) {
  nlohmann::json json = nlohmann::json::array();
  for (const MethodResult& result : results) {
    if (result.is_done()) json.push_back(ToJson(result));
  }
  return json;
}

// The page has the sign that plain text lacks, and little room.
Table ForPage(Table table) {
  for (auto& row : table.rows) {
    for (std::string& cell : row)
      cell = absl::StrReplaceAll(cell, {{" +- 0.", " \u00b1 ."}, {"+0.", "+."}, {"-0.", "-."}});
  }
  return table;
}

std::string MarkdownRow(const std::vector<std::string>& cells) {
  const std::string row = absl::StrJoin(cells, " | ", [](std::string* out, const auto& cell) {
    out->append(absl::StrReplaceAll(cell, {{"|", "\\|"}}));
  });
  return absl::StrCat("| ", row, " |\n");
}

std::string Markdown(const Table& table) {
  std::string text = MarkdownRow(table.header) + "|---|";
  for (size_t c = 1; c < table.header.size(); ++c) text += "---:|";
  text += "\n";
  for (const auto& row : table.rows) text += MarkdownRow(row);
  return text;
}

std::vector<ChartGroup> AllCharts(const Comparison& comparison, const SetResult& set) {
  std::vector<ChartGroup> groups = ChartsOf(comparison, set);
  for (ChartGroup& group : ShiftChartsOf(comparison, set)) groups.push_back(std::move(group));
  return groups;
}

// "Mixture NLL by K" -> "mixture_nll_by_k"
std::string FileName(const std::string& title) {
  std::string name;
  for (const char c : title) {
    const bool plain = absl::ascii_isalnum(static_cast<unsigned char>(c));
    if (plain) name += absl::ascii_tolower(static_cast<unsigned char>(c));
    if (!plain && !name.empty() && name.back() != '_') name += '_';
  }
  if (!name.empty() && name.back() == '_') name.pop_back();
  return name;
}

absl::Status WriteCharts(const std::string& folder, const Comparison& comparison) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::InternalError(absl::StrCat(folder, ": ", error.message()));
  absl::Status status;
  for (const SetResult& set : comparison.sets) {
    for (const ChartGroup& group : AllCharts(comparison, set)) {
      for (report::Chart chart : group.charts) {
        // Alone it does not stand below its group's heading.
        chart.title = absl::StrCat(group.title, ": ", chart.title);
        const std::string name = FileName(absl::StrCat(set.name, " ", chart.title));
        status.Update(checkpoint::WriteFileAtomically(absl::StrCat(folder, "/", name, ".svg"),
                                                      {report::RenderFile(chart)}));
      }
    }
  }
  return status;
}

}  // namespace

std::vector<TitledTable> TablesOf(const Comparison& comparison, const SetResult& set) {
  std::vector<TitledTable> tables = {
      {"Claims", ClaimsTable(comparison, set)},
      {"Figures", MeansTable(kFigureColumns, set.methods, &MethodResult::figures, true)},
      {absl::StrCat("Difference from ", LabelOf(set, comparison.baseline)),
       DifferenceTable(comparison, set)},
      {"Cost", MeansTable(kCostColumns, set.methods, &MethodResult::cost, false)}};
  if (!set.sweep.empty()) {
    tables.push_back({"Number of components",
                      MeansTable(kFigureColumns, set.sweep, &MethodResult::figures, true)});
  }
  for (TitledTable& table : ShiftTablesOf(set)) tables.push_back(std::move(table));
  return tables;
}

nlohmann::json ToJson(const Comparison& comparison) {
  nlohmann::json sets = nlohmann::json::array();
  for (const SetResult& set : comparison.sets) {
    sets.push_back({{"name", set.name},
                    {"label", set.label},
                    {"cases", set.cases},
                    {"folds", set.folds},
                    {"events", set.binary ? nlohmann::json(set.events) : nlohmann::json(nullptr)},
                    {"claims", ToJson(AllFindings(comparison, set))},
                    {"methods", ToJson(set.methods)},
                    {"sweep", ToJson(set.sweep)}});
  }
  return {{"suite", comparison.suite},           {"description", comparison.description},
          {"baseline", comparison.baseline},     {"seeds", comparison.seeds},
          {"replicates", comparison.replicates}, {"sets", sets}};
}

std::string ToMarkdown(const Comparison& comparison) {
  std::string text = absl::StrCat("# Comparison: ", comparison.suite, "\n\n");
  if (!comparison.description.empty()) absl::StrAppend(&text, comparison.description, "\n\n");
  absl::StrAppend(&text, HowToRead(comparison), "\n");
  for (const SetResult& set : comparison.sets) {
    absl::StrAppend(&text, "\n## ", set.label, "\n\n", Subtitle(set), "\n");
    for (const TitledTable& titled : TablesOf(comparison, set)) {
      if (titled.table.rows.empty()) continue;
      absl::StrAppend(&text, "\n### ", titled.title, "\n\n", Markdown(titled.table));
    }
  }
  return text;
}

report::Page ToPage(const Comparison& comparison) {
  report::Page page{
      .title = absl::StrCat("Comparison: ", comparison.suite),
      .subtitle = comparison.description,
      .sections = {},
      .footer = absl::StrCat(HowToRead(comparison), " Written by credence-models compare.")};
  for (const SetResult& set : comparison.sets) {
    std::string intro = Subtitle(set);
    for (const TitledTable& titled : TablesOf(comparison, set)) {
      if (titled.table.rows.empty()) continue;
      page.sections.push_back({.heading = absl::StrCat(set.label, ": ", titled.title),
                               .intro = intro,
                               .blocks = {Render(ForPage(titled.table))}});
      intro.clear();
    }
    for (const ChartGroup& group : AllCharts(comparison, set)) {
      report::Section section{.heading = absl::StrCat(set.label, ": ", group.title),
                              .intro = group.intro};
      for (const report::Chart& chart : group.charts) section.blocks.push_back(Render(chart));
      page.sections.push_back(std::move(section));
    }
  }
  return page;
}

absl::Status WriteReports(const std::string& folder, const Comparison& comparison) {
  const std::string json = ToJson(comparison).dump(2) + "\n";
  const std::string markdown = ToMarkdown(comparison);
  auto status = checkpoint::WriteFileAtomically(folder + "/comparison.json", {json});
  status.Update(checkpoint::WriteFileAtomically(folder + "/comparison.md", {markdown}));
  status.Update(report::WritePage(folder + "/comparison.html", ToPage(comparison)));
  status.Update(WriteCharts(folder + "/charts", comparison));
  return status;
}

}  // namespace credence::compare
