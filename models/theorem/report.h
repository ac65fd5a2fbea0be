// What was measured, as text, JSON and a page.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "models/report/chart.h"
#include "models/report/page.h"
#include "models/theorem/convergence.h"
#include "models/theorem/covariance.h"

namespace credence::theorem {

struct Findings {
  GridOptions options = {};
  std::vector<CovarianceCheck> covariance = {};
  std::vector<Cell> cells = {};
};

// Two tables for a terminal.
std::string ToText(const Findings& findings);

nlohmann::json ToJson(const Findings& findings);

// A file's name without ending, and its chart.
std::vector<std::pair<std::string, report::Chart>> Charts(const Findings& findings);

report::Page ToPage(const Findings& findings);

}  // namespace credence::theorem
