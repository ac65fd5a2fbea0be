// A comparison for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "models/compare/comparison.h"
#include "models/report/page.h"

namespace credence::compare {

// The tables of one set: the claims, figures, differences from the baseline, cost, and the K sweep
// where there is one. A method that is not done has no row.
struct TitledTable {
  std::string title;
  report::Table table;
};
std::vector<TitledTable> TablesOf(const Comparison& comparison, const SetResult& set);

// Everything but the answers themselves.
nlohmann::json ToJson(const Comparison& comparison);

std::string ToMarkdown(const Comparison& comparison);

// With the charts, see charts.h.
report::Page ToPage(const Comparison& comparison);

// Writes <folder>/comparison.{json,md,html}, and each chart as <folder>/charts/<set>_<title>.svg.
// Errors: those of checkpoint::WriteFileAtomically.
absl::Status WriteReports(const std::string& folder, const Comparison& comparison);

}  // namespace credence::compare
