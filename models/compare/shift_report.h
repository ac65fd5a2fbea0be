// What shifts did to each method, for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "models/compare/charts.h"
#include "models/compare/claims.h"
#include "models/compare/comparison.h"
#include "models/compare/report.h"

namespace credence::compare {

// Puts what JudgeShifts found into the methods' results. shifted[i] is of runs[i].
void AttachShifts(const Suite& suite, const std::vector<PlannedRun>& runs,
                  const std::vector<std::optional<Shifted>>& shifted, Comparison& comparison);

// A figure at one point, over the seeds. kind "" and severity 0: the records as they were. NaN
// where there is no such point.
MeanError ShiftFigureOf(const MethodResult& result, const std::string& kind, int severity,
                        double ShiftFigures::*figure);

// One table per kind of shift and one of the other patients; none where nothing was shifted.
std::vector<TitledTable> ShiftTablesOf(const SetResult& set);

// NLL, ECE and epistemic uncertainty by severity, a chart for each kind of shift: the baseline, and
// the first method of each family that is not rank-1.
std::vector<ChartGroup> ShiftChartsOf(const Comparison& comparison, const SetResult& set);

// Claims 6 and 7 of the baseline, at the highest severity of each kind. A difference is decided by
// twice its standard error over the seeds.
std::vector<Finding> ShiftFindingsOf(const Comparison& comparison, const SetResult& set);

// {"points": [...], "others": [...]}, each figure with its mean and error over the seeds.
nlohmann::json ShiftJsonOf(const MethodResult& result);

}  // namespace credence::compare
