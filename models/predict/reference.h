// Known cases -> the reference of a manifest: what their inputs and a model's answers to them are
// like, in the bins that a server will count in.
#pragma once

#include <cstdint>
#include <vector>

#include "models/predict/record_batch.h"

namespace credence::predict {

// One thread.
class ReferenceBuilder {
 public:
  // model: with the calibration bins and deferral rules of its manifest; outlives the builder.
  explicit ReferenceBuilder(Predictor& model);

  // Errors: those of RecordBatch.
  absl::Status Add(const data::Record& record);

  // Of all records added, in edges from these (data::EqualMassEdges). held_out: the model was not
  // trained on them. Once. Errors: InvalidArgument without a record; those of RecordBatch.
  absl::StatusOr<checkpoint::Reference> Finish(bool held_out);

 private:
  absl::Status Flush();

  const checkpoint::Manifest& manifest_;
  RecordBatch batch_;
  checkpoint::Reference reference_;          // sums in place of means, until Finish
  std::vector<std::vector<double>> values_;  // [variables], without the missing ones
};

}  // namespace credence::predict
