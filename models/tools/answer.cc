#include "models/tools/answer.h"

#include "absl/strings/str_cat.h"
#include "models/data/physionet2012.h"
#include "models/predict/decide.h"
#include "models/predict/summarize.h"

namespace credence::tools {
namespace {

constexpr size_t kBatchRows = 64;

// Rows that wait for the next forward.
class Batch {
 public:
  explicit Batch(predict::Predictor& model) : model_(model) {}

  absl::Status Add(const data::Record& record, int label) {
    absl::StatusOr<data::EncodedRow> row = model_.encoder->Encode(record);
    if (!row.ok()) return row.status();
    rows_.insert(rows_.end(), row->values.begin(), row->values.end());
    row->values.clear();
    encoded_.push_back(*std::move(row));
    labels_.push_back(label);
    return absl::OkStatus();
  }

  size_t size() const { return labels_.size(); }

  // Forward, then one answer per row into `answered`; empties the batch.
  absl::Status Flush(Answered& answered) {
    const size_t members = model_.members(), outputs = model_.manifest.network.outputs;
    std::vector<float> logits(size() * members * outputs);
    absl::Status status = model_.executor->Forward(rows_, static_cast<int64_t>(size()), logits);
    if (!status.ok()) return status;
    for (size_t i = 0; i < size(); ++i) {
      const std::span<const float> all(logits);
      status = Append(all.subspan(i * members * outputs, members * outputs), i, answered);
      if (!status.ok()) return status;
    }
    rows_.clear(), encoded_.clear(), labels_.clear();
    return absl::OkStatus();
  }

 private:
  absl::Status Append(std::span<const float> logits, size_t i, Answered& answered) {
    const checkpoint::Manifest& manifest = model_.manifest;
    const int event = manifest.positive_class;
    const absl::StatusOr<predict::Summary> summary = predict::Summarize(
        logits, model_.members(), model_.classes(), event, manifest.decision_threshold);
    if (!summary.ok()) return summary.status();
    const int happened = labels_[i] == 1 ? event : 1 - event;
    answered.table.risk.push_back(summary->mean[event]);
    answered.table.label.push_back(labels_[i]);
    answered.table.mixture_nll.push_back(summary->mixture_nll[happened]);
    answered.table.average_nll.push_back(summary->average_nll[happened]);
    answered.epistemic.push_back(summary->epistemic);
    answered.deferred.push_back(!predict::Decide(manifest, *summary, &encoded_[i]).reasons.empty());
    return absl::OkStatus();
  }

  predict::Predictor& model_;
  std::vector<float> rows_;
  std::vector<data::EncodedRow> encoded_;
  std::vector<int> labels_;
};

}  // namespace

absl::StatusOr<Answered> AnswerRecords(predict::Predictor& model, const std::string& path,
                                       const std::map<std::string, int>& outcomes,
                                       const std::function<void(int64_t done)>& progress) {
  if (model.classes() != 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("model.classes: got ", model.classes(), ", wanted 2, a binary task"));
  }
  Answered answered;
  Batch batch(model);
  int64_t number = 0;
  absl::Status status = data::ReadRecords(path, [&](data::Record record) -> absl::Status {
    ++number;
    const auto outcome = outcomes.find(record.id);
    if (outcome == outcomes.end()) {
      ++answered.without_outcome;
      return absl::OkStatus();
    }
    if (absl::Status added = batch.Add(record, outcome->second); !added.ok()) {
      return absl::Status(added.code(),
                          absl::StrCat("record number ", number, ": ", added.message()));
    }
    if (batch.size() < kBatchRows) return absl::OkStatus();
    absl::Status flushed = batch.Flush(answered);
    progress(static_cast<int64_t>(answered.size()));
    return flushed;
  });
  if (status.ok() && batch.size() > 0) status = batch.Flush(answered);
  if (!status.ok()) return status;
  if (answered.size() == 0) {
    return absl::InvalidArgumentError(absl::StrCat("records with an outcome: got 0 of ", number,
                                                   ", wanted at least 1 (do the files match?)"));
  }
  progress(static_cast<int64_t>(answered.size()));
  return answered;
}

}  // namespace credence::tools
