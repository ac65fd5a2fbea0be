// A checkpoint on disk -> what it answers to the test records and what that costs, through the code
// that a server runs.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "models/compare/judgement.h"
#include "models/compare/records.h"

namespace credence::compare {

// Answers `cases` and times the answers on this thread's CPU clock. repeats: forward passes timed
// of each batch size; their median counts. fingerprint and the cost of training are left open.
// Errors: those of predict::LoadPredictor, of encoding and of the executor; InvalidArgument for a
// label that is none of the model's classes.
absl::StatusOr<Judgement> JudgeCheckpoint(const std::string& folder, const TestCases& cases,
                                          int repeats);

// CPU seconds that the calling thread has spent.
double ThreadSeconds();

}  // namespace credence::compare
