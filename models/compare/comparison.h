// The judgements of all runs -> what is said of each method on each set.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/compare/paired.h"
#include "models/compare/plan.h"
#include "models/compare/shifted.h"

namespace credence::compare {

// Over the seeds that are done.
struct MeanError {
  double mean = kNone;
  double error = kNone;  // standard error of the mean, sd / sqrt(n); NaN for one seed
};

// The mean of what is finite.
MeanError MeanOf(const std::vector<double>& values);

// One method on one set.
struct MethodResult {
  std::string name, label;
  std::string sweep_of = {};  // of a point of the K sweep, the method's name; else empty
  std::string family;
  int components = 1;
  std::vector<Judgement> of_seed = {};  // in the suite's order; seeds that are not done are missing
  std::vector<MeanError> figures = {};  // as kFigureColumns
  std::vector<MeanError> cost = {};     // as kCostColumns
  Differences differences = {};         // from the baseline; NaN for the baseline itself

  std::vector<Shifted> shifted = {};  // of each seed, where the suite asks for it

  bool is_done() const { return !of_seed.empty(); }
};

// figures[i] of a column by its name, e.g. "mixture_nll". REQUIRES: there is such a column.
const MeanError& FigureOf(const MethodResult& result, const std::string& name);
const MeanError& CostOf(const MethodResult& result, const std::string& name);

struct SetResult {
  std::string name, label;
  int64_t cases = 0, events = 0;
  int folds = 0;  // of cross-validation; 0: judged on records apart
  bool binary = true;
  std::vector<MethodResult> methods = {};  // of the suite, in its order
  std::vector<MethodResult> sweep = {};    // points of the K sweep, the methods' own K among them
};

// The suite's method of that name, done or not; null where it has none. Its label; the name where
// there is none.
const MethodResult* FindMethod(const SetResult& set, const std::string& name);
std::string LabelOf(const SetResult& set, const std::string& name);

struct Comparison {
  std::string suite, description, baseline;
  int seeds = 0, replicates = 0;
  std::vector<SetResult> sets;
};

// Reads every judgement of the plan that is on disk; `runs` is all of PlanRuns. A seed's folds make
// one judgement once all are done: figures of the pooled answers, the mean cost. Errors: those of
// ReadJudgement and PairedDifferences.
absl::StatusOr<Comparison> Compare(const Suite& suite, const std::vector<PlannedRun>& runs);

}  // namespace credence::compare
