// The charts of a comparison.
#pragma once

#include <string>
#include <vector>

#include "models/compare/comparison.h"
#include "models/report/chart.h"

namespace credence::compare {

struct ChartGroup {
  std::string title, intro;
  std::vector<report::Chart> charts;
};

// What is gained for what cost; the K sweep, where there is one; reliability and risk-coverage of
// each method. Groups without a chart are left out.
std::vector<ChartGroup> ChartsOf(const Comparison& comparison, const SetResult& set);

}  // namespace credence::compare
