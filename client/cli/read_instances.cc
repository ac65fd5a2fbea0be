#include "client/cli/read_instances.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/cli/csv.h"
#include "client/cli/json_entries.h"
#include "models/data/physionet2012.h"
#include "models/data/record.h"

namespace credence::cli {
namespace {

v1::Instance ToInstance(const data::Record& record) {
  v1::Instance instance;
  instance.set_prediction_id(record.id);
  for (const auto& from : record.features) {
    v1::Feature* feature = instance.add_features();
    feature->set_name(from.name);
    feature->set_unit(from.unit);
    if (const double* number = std::get_if<double>(&from.value)) {
      feature->set_number(*number);
    } else {
      feature->set_category(std::get<std::string>(from.value));
    }
  }
  for (const auto& from : record.series) {
    v1::Series* series = instance.add_series();
    series->set_code(from.code);
    series->set_unit(from.unit);
    series->mutable_hours()->Add(from.hours.begin(), from.hours.end());
    series->mutable_values()->Add(from.values.begin(), from.values.end());
  }
  return instance;
}

// "Glucose [mg/dL]" -> name Glucose, unit mg/dL.
v1::Feature FeatureOfColumn(const std::string& column) {
  v1::Feature feature;
  const size_t open = column.find(" [");
  feature.set_name(column.substr(0, open));
  if (open != std::string::npos && column.back() == ']') {
    feature.set_unit(column.substr(open + 2, column.size() - open - 3));
  }
  return feature;
}

absl::Status SetCell(const std::string& column, const std::string& cell, v1::Instance* instance) {
  if (cell.empty()) return absl::OkStatus();
  if (column == "id") {
    instance->set_prediction_id(cell);
  } else if (column == "cohort") {
    instance->set_cohort(cell);
  } else if (column == "label") {
    int32_t label = 0;
    if (!absl::SimpleAtoi(cell, &label)) {
      return absl::InvalidArgumentError(
          absl::StrCat("label: got \"", cell, "\", wanted a class index"));
    }
    instance->set_label(label);
  } else {
    v1::Feature* feature = instance->add_features();
    *feature = FeatureOfColumn(column);
    double number = 0;
    if (absl::SimpleAtod(cell, &number)) {
      feature->set_number(number);
    } else {
      feature->set_category(cell);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<v1::Instance>> ReadPhysionet(const std::string& path, size_t limit,
                                                        const std::vector<std::string>& ids) {
  std::vector<v1::Instance> instances;
  const auto each = [&](data::Record record) {
    const bool wanted = ids.empty() || std::find(ids.begin(), ids.end(), record.id) != ids.end();
    if (wanted) instances.push_back(ToInstance(record));
    return instances.size() < limit ? absl::OkStatus() : absl::CancelledError("enough");
  };
  const absl::Status status = data::ReadRecords(path, each);
  if (!status.ok() && !absl::IsCancelled(status)) return status;
  return instances;
}

absl::StatusOr<std::vector<v1::Instance>> ReadCsv(std::istream& input) {
  const auto table = ReadCsvTable(input);
  if (!table.ok()) return table.status();
  std::vector<v1::Instance> instances(table->rows.size());
  for (size_t i = 0; i < instances.size(); ++i) {
    for (size_t c = 0; c < table->header.size(); ++c) {
      const absl::Status status = SetCell(table->header[c], table->rows[i][c], &instances[i]);
      if (!status.ok()) return AtEntry(i, status);
    }
  }
  return instances;
}

absl::StatusOr<std::vector<v1::Instance>> ReadJson(std::istream& input) {
  return ReadJsonMessages<v1::Instance>(input, "instances");
}

}  // namespace credence::cli
