#include "models/data/table_inputs.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/data/json_fields.h"

namespace credence::data {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

absl::StatusOr<TableInputs> TableInputs::Parse(const Schema& schema,
                                               const nlohmann::json& definition) {
  TableInputs out;
  if (absl::Status status = out.ParseLogs(schema, definition); !status.ok()) return status;
  for (size_t v = 0; v < schema.variables.size(); ++v) {
    const Variable& variable = schema.variables[v];
    if (variable.kind == VariableKind::kSeries) {
      return absl::InvalidArgumentError(absl::StrCat(
          "encoding.kind: got table, but ", variable.name, " is a series, which a table has not"));
    }
    const bool one_hot = variable.categories.size() > 2;
    for (size_t c = 0; c < (one_hot ? variable.categories.size() : 1); ++c) {
      out.names_.push_back(one_hot ? absl::StrCat(variable.name, ".", variable.categories[c])
                                   : variable.name);
      out.sources_.push_back(static_cast<int>(v));
      out.categories_.push_back(one_hot ? static_cast<int>(c) : -1);
    }
  }
  return out;
}

absl::Status TableInputs::ParseLogs(const Schema& schema, const nlohmann::json& definition) {
  log_offsets_.assign(schema.variables.size(), kMissing);
  absl::Status error;
  const nlohmann::json offsets = definition.value("log_offsets", nlohmann::json::object());
  const JsonFields logs(offsets, "encoding.log_offsets", &error);
  if (!error.ok()) return error;
  for (const auto& [name, offset] : offsets.items()) {
    const Variable* variable = schema.Find(name);
    if (variable == nullptr || variable->kind != VariableKind::kNumeric) {
      return absl::InvalidArgumentError(absl::StrCat("encoding.log_offsets: got \"", name,
                                                     "\", want numeric variables of the schema"));
    }
    log_offsets_[variable - schema.variables.data()] = logs.Number(name);
  }
  return error;
}

std::vector<double> TableInputs::Values(const Chart& chart) const {
  std::vector<double> out;
  for (size_t i = 0; i < names_.size(); ++i) {
    const double number = chart.numbers[sources_[i]];
    const double offset = log_offsets_[sources_[i]];
    if (std::isnan(number)) {
      out.push_back(kMissing);
    } else if (categories_[i] >= 0) {
      out.push_back(number == categories_[i] ? 1 : 0);
    } else if (std::isnan(offset)) {
      out.push_back(number);
    } else {
      const double logged = std::log(number + offset);
      out.push_back(std::isfinite(logged) ? logged : kMissing);
    }
  }
  return out;
}

}  // namespace credence::data
