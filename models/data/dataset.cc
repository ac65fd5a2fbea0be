#include "models/data/dataset.h"

#include <algorithm>
#include <iterator>
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
  out.baseline_name = all.baseline_name;
  for (const int64_t index : indices) {
    const auto i = static_cast<size_t>(index);
    out.records.push_back(all.records[i]);
    out.labels.push_back(all.labels[i]);
    if (!all.groups.empty()) out.groups.push_back(all.groups[i]);
    if (!all.baseline.empty()) out.baseline.push_back(all.baseline[i]);
  }
  return out;
}

void Append(LabelledRecords more, LabelledRecords& all) {
  if (all.records.empty()) {
    all = std::move(more);
    return;
  }
  if (more.baseline.empty()) all.baseline.clear();
  if (!all.baseline.empty()) {
    all.baseline.insert(all.baseline.end(), more.baseline.begin(), more.baseline.end());
  }
  if (!all.groups.empty() || !more.groups.empty()) {
    for (size_t i = all.groups.size(); i < all.records.size(); ++i) {
      all.groups.push_back(all.records[i].id);
    }
    for (size_t i = 0; i < more.records.size(); ++i) all.groups.push_back(more.group(i));
  }
  std::move(more.records.begin(), more.records.end(), std::back_inserter(all.records));
  all.labels.insert(all.labels.end(), more.labels.begin(), more.labels.end());
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
