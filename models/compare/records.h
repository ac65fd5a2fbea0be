// What a suite's networks are trained on, and what they are judged on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/compare/suite.h"
#include "models/data/dataset.h"
#include "models/training/charts.h"
#include "models/training/recipe.h"

namespace credence::compare {

// What a set lays over its recipe: its overrides and its test records.
std::vector<std::string> OverridesOf(const SetEntry& set);

// What the checkpoints of a set are judged on, and a hash over the records' ids and labels in their
// order: two runs with the same one answered the same rows.
struct TestCases {
  data::LabelledRecords labelled;
  std::string sha256;
};

struct SetRecords {
  std::shared_ptr<const training::Charts> training;
  TestCases test;
};

// What a set's networks are trained and judged on: what its recipe sets apart for each
// (training::ReadCharts), of each the first suite.records where that is not 0. Of a set with folds,
// one entry for each: fold f is judged on, the others are trained on; the folds are those of
// training::CrossValidate. Errors: those of training::ReadRecipe, ReadCharts and data::GroupFolds.
absl::StatusOr<std::vector<SetRecords>> ReadSetRecords(const Suite& suite, const SetEntry& set);

// The records of a set that no network learns from: its test records or, where it names none, all
// that its recipe does; likewise cut to the first.
absl::StatusOr<training::Charts> ReadOtherRecords(const Suite& suite, const SetEntry& set);

}  // namespace credence::compare
