// Records -> a model's answers, as the server gives them: encode, forward in batches, summarize,
// decide.
#pragma once

#include <vector>

#include "models/data/record.h"
#include "models/predict/decide.h"
#include "models/predict/predictor.h"
#include "models/predict/summarize.h"

namespace credence::predict {

struct RecordAnswer {
  data::EncodedRow encoded;  // but for its values
  Summary summary;
  Decision decision;
};

// Records that wait for the next forward pass. One thread.
class RecordBatch {
 public:
  // model: outlives the batch.
  explicit RecordBatch(Predictor& model) : model_(model) {}

  // Errors: the encoder's.
  absl::Status Add(const data::Record& record);

  size_t size() const { return encoded_.size(); }
  // A good moment to Flush.
  bool full() const { return size() >= 64; }

  // The answers to what was added, in its order; empties the batch. Errors: those of the executor
  // and of Summarize.
  absl::StatusOr<std::vector<RecordAnswer>> Flush();

 private:
  Predictor& model_;
  std::vector<float> rows_;
  std::vector<data::EncodedRow> encoded_;
};

}  // namespace credence::predict
