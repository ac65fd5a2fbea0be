// Files -> charts with labels. No LibTorch in this header.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "models/data/dataset.h"
#include "models/data/schema.h"
#include "models/training/recipe.h"

namespace credence::training {

// What a recipe's [data] names, as it was read.
struct Charts {
  data::Schema schema;
  data::LabelledRecords labelled;
  // SHA-256 by file name or, where another file has that name already, by path.
  std::map<std::string, std::string> hashes;
};

// Which records of [data]. kTest: those of test_records or, where there are none, those that
// test_share takes of records. kTraining: all other records; nothing is trained on kTest. kAll:
// both.
enum class Part { kTraining, kTest, kAll };

// Errors: those of the readers; InvalidArgument for kTest where [data] sets nothing apart.
absl::StatusOr<Charts> ReadCharts(const Recipe& recipe, Part part = Part::kTraining);

}  // namespace credence::training
