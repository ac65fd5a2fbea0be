// A suite -> every network that it needs: one run for each set, method, seed and fold.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/compare/suite.h"
#include "models/training/recipe.h"

namespace credence::compare {

// What one network is trained and judged on, and where it is kept.
struct PlannedRun {
  size_t set = 0;            // index into Suite::sets
  std::string method;        // the method's name; of a sweep, with _k<K> after it
  std::string label;         // for people
  std::string sweep_of;      // of a point of the sweep, the method's name; else empty
  int fold = 0;              // 1 .. the set's folds; 0 where it has none
  training::Recipe recipe;   // all overrides applied
  std::string folder;        // <out>/<set>/seed<N>[_fold<F>]/<method>/1: the checkpoint
  std::string fingerprint;   // of recipe, data and test data: tells whether a result is this run's
  std::string name() const;  // "physionet2012 dropout seed 2"
};

// The folds of a seed follow one another. A point of the sweep whose K is the method's own is not a
// run of its own. Errors: those of
// training::ReadRecipe and of reading the data's files, to hash them; InvalidArgument for a set
// without records to judge by, and for a method with other records than its set has.
absl::StatusOr<std::vector<PlannedRun>> PlanRuns(const Suite& suite, const std::string& out);

}  // namespace credence::compare
