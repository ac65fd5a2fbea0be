// Where a suite's records are read from: as its recipes say or, in the quick form, from files cut
// to their first records.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/compare/plan.h"
#include "models/compare/suite.h"
#include "models/data/dataset.h"

namespace credence::compare {

// One per set. Cut files go into <out>/records. Errors: those of training::ReadRecipe and of
// reading and writing records.
absl::StatusOr<std::vector<SetFiles>> PrepareFiles(const Suite& suite, const std::string& out);

// What a set's checkpoints are judged on, and a hash over the records' ids and labels in their
// order: two runs with the same one answered the same rows.
struct TestCases {
  data::LabelledRecords labelled;
  std::string sha256;
};

// Errors: those of the readers; InvalidArgument where the set names no test records.
absl::StatusOr<TestCases> ReadTestCases(const SetEntry& set, const SetFiles& files);

}  // namespace credence::compare
