#include "models/predict/record_batch.h"

#include <utility>

namespace credence::predict {

absl::Status RecordBatch::Add(const data::Record& record) {
  absl::StatusOr<data::EncodedRow> row = model_.encoder->Encode(record);
  if (!row.ok()) return row.status();
  rows_.insert(rows_.end(), row->values.begin(), row->values.end());
  row->values = {};
  encoded_.push_back(*std::move(row));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<RecordAnswer>> RecordBatch::Flush() {
  const checkpoint::Manifest& manifest = model_.manifest;
  const size_t stride = static_cast<size_t>(model_.members()) * manifest.network.outputs;
  std::vector<float> logits(size() * stride);
  if (size() > 0) {
    absl::Status status = model_.executor->Forward(rows_, static_cast<int64_t>(size()), logits);
    if (!status.ok()) return status;
  }
  std::vector<RecordAnswer> answers;
  for (size_t i = 0; i < size(); ++i) {
    absl::StatusOr<Summary> summary =
        Summarize(std::span<const float>(logits).subspan(i * stride, stride), model_.members(),
                  model_.classes(), manifest.positive_class, manifest.decision_threshold);
    if (!summary.ok()) return summary.status();
    Decision decision = Decide(manifest, *summary, &encoded_[i]);
    answers.push_back({std::move(encoded_[i]), *std::move(summary), std::move(decision)});
  }
  rows_.clear();
  encoded_.clear();
  return answers;
}

}  // namespace credence::predict
