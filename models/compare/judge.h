// A checkpoint on disk -> what it answers to the test records and what that costs, through the code
// that a server runs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/compare/judgement.h"
#include "models/compare/records.h"
#include "models/data/encode.h"
#include "models/predict/predictor.h"

namespace credence::compare {

// Records as a model encodes them: rows [records, width] row-major, and of each the share of inputs
// that is not known. Errors: the encoder's, naming the record.
struct EncodedRecords {
  std::vector<float> rows;
  std::vector<double> imputed;
};
absl::StatusOr<EncodedRecords> EncodeAll(const data::Encoder& encoder,
                                         std::span<const data::Record> records);

// Answers rows [labels, width], row-major, in batches. labels: class numbers. Errors: those of the
// executor; InvalidArgument for no rows, or for a label that is none of the model's classes.
absl::StatusOr<Answers> AnswerRows(predict::Predictor& model, std::span<const float> rows,
                                   std::span<const int> labels);

// Answers `cases` and times the answers on this thread's CPU clock. repeats: forward passes timed
// of each batch size; their median counts. fingerprint and the cost of training are left open.
// Errors: those of predict::LoadPredictor, of encoding and of the executor; InvalidArgument for a
// label that is none of the model's classes.
absl::StatusOr<Judgement> JudgeCheckpoint(const std::string& folder, const TestCases& cases,
                                          int repeats);

// CPU seconds that the calling thread has spent.
double ThreadSeconds();

}  // namespace credence::compare
