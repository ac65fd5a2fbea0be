// Records and their outcomes -> a model's answers, beside what happened.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/data/dataset.h"
#include "models/metrics/figures.h"
#include "models/predict/predictor.h"

namespace credence::tools {

// In the order of the records; arrays of equal length.
struct Answered {
  // The event is the model's positive class or, of more than two classes, that the class ranked
  // first is the right one.
  metrics::AnswerTable table = {};
  std::vector<double> total = {}, epistemic = {};  // uncertainty, nats
  std::vector<bool> deferred = {};                 // by the manifest's rules
  int64_t without_outcome = 0;        // records left out, because nothing is known of them
  std::vector<double> baseline = {};  // risks of another model, of the same cases, or empty
  std::string baseline_name = {};

  size_t size() const { return table.risk.size(); }
};

// Answers every record of `path` (see data::ReadRecords) that has an outcome: encode, forward in
// batches, summarize, decide, as the server does it. `progress` hears how many are done.
// Errors: InvalidArgument where the task is not binary or no record has an outcome; those of
// reading, encoding and the executor, with the number of the record.
absl::StatusOr<Answered> AnswerRecords(predict::Predictor& model, const std::string& path,
                                       const std::map<std::string, int>& outcomes,
                                       const std::function<void(int64_t done)>& progress);

// The same of records in memory, of any number of classes.
// Errors: InvalidArgument where there are none or a label is no class of the model; those of
// encoding and the executor, with the record's id.
absl::StatusOr<Answered> AnswerLabelled(predict::Predictor& model,
                                        const data::LabelledRecords& labelled,
                                        const std::function<void(int64_t done)>& progress);

}  // namespace credence::tools
