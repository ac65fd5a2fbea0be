#include "models/data/dataset.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/data/physionet2012.h"

namespace credence::data {

absl::StatusOr<LabelledRecords> ReadLabelledRecords(const std::string& records_path,
                                                    const std::string& outcomes_path) {
  const absl::StatusOr<std::map<std::string, int>> outcomes = ReadOutcomes(outcomes_path);
  if (!outcomes.ok()) return outcomes.status();
  LabelledRecords out;
  absl::Status status = ReadRecords(records_path, [&](Record record) {
    const auto outcome = outcomes->find(record.id);
    if (outcome == outcomes->end()) {
      return absl::InvalidArgumentError(
          absl::StrCat(outcomes_path, ": got no outcome for record ", record.id, ", want one"));
    }
    out.labels.push_back(outcome->second);
    out.records.push_back(std::move(record));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return out;
}

LabelledRecords Select(const LabelledRecords& all, std::span<const int64_t> indices) {
  LabelledRecords out;
  for (const int64_t index : indices) {
    out.records.push_back(all.records[static_cast<size_t>(index)]);
    out.labels.push_back(all.labels[static_cast<size_t>(index)]);
  }
  return out;
}

absl::StatusOr<Dataset> EncodeRecords(const Encoder& encoder, const LabelledRecords& labelled,
                                      const std::function<void(int64_t, int64_t)>& progress) {
  Dataset out;
  out.width = encoder.width();
  out.labels = labelled.labels;
  const auto total = static_cast<int64_t>(labelled.records.size());
  out.rows.reserve(labelled.records.size() * static_cast<size_t>(out.width));
  for (const Record& record : labelled.records) {
    const absl::StatusOr<EncodedRow> row = encoder.Encode(record);
    if (!row.ok()) {
      return absl::Status(row.status().code(), absl::StrCat("record ", record.id, ": ",
                                                            std::string(row.status().message())));
    }
    out.ids.push_back(record.id);
    out.rows.insert(out.rows.end(), row->values.begin(), row->values.end());
    if (progress) progress(static_cast<int64_t>(out.ids.size()), total);
  }
  return out;
}

}  // namespace credence::data
