#include "models/data/table.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace credence::data {
namespace {

// A name's place among `names`, or the number itself where it is one of theirs; -1 for neither.
int IndexOf(const std::vector<std::string>& names, const std::string& text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found != names.end()) return static_cast<int>(found - names.begin());
  int index = 0;
  const bool known = absl::SimpleAtoi(text, &index) && index >= 0 &&
                     index < static_cast<int>(names.size()) && std::to_string(index) == text;
  return known ? index : -1;
}

std::string OneOf(const std::vector<std::string>& names) {
  return absl::StrCat("one of ", absl::StrJoin(names, ", "), ", or a number from 0 to ",
                      names.size() - 1);
}

// The columns in the order of reading: id, label, group (the id again where there is none), then
// the schema's variables.
constexpr size_t kId = 0, kLabel = 1, kGroup = 2, kFirstVariable = 3;

absl::StatusOr<std::vector<std::string>> Wanted(const Schema& schema, const TableColumns& columns) {
  std::vector<std::string> wanted = {columns.id, columns.label,
                                     columns.group.empty() ? columns.id : columns.group};
  for (const Variable& variable : schema.variables) {
    if (variable.kind == VariableKind::kSeries) {
      return absl::InvalidArgumentError(absl::StrCat("schema ", schema.name, ": ", variable.name,
                                                     ": got a series, want numeric or categorical "
                                                     "variables for a table"));
    }
    wanted.push_back(variable.name);
  }
  return wanted;
}

}  // namespace

absl::Status AddField(const CsvReader& row, size_t column, const Variable& variable,
                      Record& record) {
  const std::string& text = row[column];
  if (text.empty()) return absl::OkStatus();
  Feature feature{.name = variable.name};
  if (variable.kind == VariableKind::kCategorical) {
    const int index = IndexOf(variable.categories, text);
    if (index < 0) return row.Error(column, OneOf(variable.categories));
    feature.value = variable.categories[index];
  } else {
    double value = 0;
    if (!absl::SimpleAtod(text, &value) || !std::isfinite(value)) {
      return row.Error(column, "a finite number, or nothing");
    }
    feature.value = value;
  }
  record.features.push_back(std::move(feature));
  return absl::OkStatus();
}

absl::StatusOr<LabelledRecords> ReadTable(const std::string& path, const Schema& schema,
                                          const TableColumns& columns,
                                          const std::vector<std::string>& classes) {
  absl::StatusOr<std::vector<std::string>> wanted = Wanted(schema, columns);
  if (!wanted.ok()) return wanted.status();
  absl::StatusOr<CsvReader> row = CsvReader::Open(path, *std::move(wanted));
  if (!row.ok()) return row.status();
  LabelledRecords out;
  std::set<std::string> ids;
  while (true) {
    const absl::StatusOr<bool> more = row->Next();
    if (!more.ok()) return more.status();
    if (!*more) return out;
    Record record;
    record.id = (*row)[kId];
    if (record.id.empty() || !ids.insert(record.id).second) {
      return row->Error(kId, "an id, each once");
    }
    if ((*row)[kGroup].empty()) return row->Error(kGroup, "whom the row is about");
    const int label = IndexOf(classes, (*row)[kLabel]);
    if (label < 0) return row->Error(kLabel, OneOf(classes));
    for (size_t v = 0; v < schema.variables.size(); ++v) {
      absl::Status status = AddField(*row, kFirstVariable + v, schema.variables[v], record);
      if (!status.ok()) return status;
    }
    out.records.push_back(std::move(record));
    out.labels.push_back(label);
    out.groups.push_back((*row)[kGroup]);
  }
}

}  // namespace credence::data
