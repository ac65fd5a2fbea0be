#include "models/tools/answer.h"

#include "absl/strings/str_cat.h"
#include "models/data/physionet2012.h"
#include "models/predict/record_batch.h"

namespace credence::tools {
namespace {

// Records that wait for the next forward, with what happened.
class Batch {
 public:
  explicit Batch(predict::Predictor& model) : manifest_(model.manifest), records_(model) {}

  absl::Status Add(const data::Record& record, int label) {
    absl::Status status = records_.Add(record);
    if (status.ok()) labels_.push_back(label);
    return status;
  }

  bool full() const { return records_.full(); }

  // One answer per record into `answered`; empties the batch.
  absl::Status Flush(Answered& answered) {
    const auto answers = records_.Flush();
    if (!answers.ok()) return answers.status();
    for (size_t i = 0; i < answers->size(); ++i) Append((*answers)[i], labels_[i], answered);
    labels_.clear();
    return absl::OkStatus();
  }

 private:
  void Append(const predict::RecordAnswer& answer, int label, Answered& answered) const {
    if (manifest_.classes.size() == 2) {
      const int event = manifest_.positive_class;
      const int happened = label == 1 ? event : 1 - event;
      answered.table.risk.push_back(answer.summary.mean[event]);
      answered.table.label.push_back(label);
      answered.table.mixture_nll.push_back(answer.summary.mixture_nll[happened]);
      answered.table.average_nll.push_back(answer.summary.average_nll[happened]);
    } else {
      metrics::AddClassAnswer(answer.summary.mean, label, answer.summary.mixture_nll[label],
                              answer.summary.average_nll[label], answered.table);
    }
    answered.total.push_back(answer.summary.total);
    answered.epistemic.push_back(answer.summary.epistemic);
    answered.deferred.push_back(!answer.decision.reasons.empty());
  }

  const checkpoint::Manifest& manifest_;
  predict::RecordBatch records_;
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
    if (!batch.full()) return absl::OkStatus();
    absl::Status flushed = batch.Flush(answered);
    progress(static_cast<int64_t>(answered.size()));
    return flushed;
  });
  if (status.ok()) status = batch.Flush(answered);
  if (!status.ok()) return status;
  if (answered.size() == 0) {
    return absl::InvalidArgumentError(absl::StrCat("records with an outcome: got 0 of ", number,
                                                   ", wanted at least 1 (do the files match?)"));
  }
  progress(static_cast<int64_t>(answered.size()));
  return answered;
}

absl::StatusOr<Answered> AnswerLabelled(predict::Predictor& model,
                                        const data::LabelledRecords& labelled,
                                        const std::function<void(int64_t done)>& progress) {
  if (labelled.records.empty()) {
    return absl::InvalidArgumentError("records: got 0, wanted at least 1");
  }
  Answered answered{.baseline = labelled.baseline, .baseline_name = labelled.baseline_name};
  Batch batch(model);
  for (size_t i = 0; i < labelled.records.size(); ++i) {
    const int label = labelled.labels[i];
    absl::Status status = batch.Add(labelled.records[i], label);
    if (label < 0 || label >= model.classes()) {
      status = absl::InvalidArgumentError(
          absl::StrCat("label: got ", label, ", wanted 0 to ", model.classes() - 1));
    }
    if (!status.ok()) {
      return absl::Status(status.code(),
                          absl::StrCat("record ", labelled.records[i].id, ": ", status.message()));
    }
    if (!batch.full() && i + 1 < labelled.records.size()) continue;
    if (status = batch.Flush(answered); !status.ok()) return status;
    progress(static_cast<int64_t>(answered.size()));
  }
  return answered;
}

}  // namespace credence::tools
