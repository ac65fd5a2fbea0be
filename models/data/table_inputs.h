// Chart -> named inputs of a model of single values, before standardising: every numeric variable,
// every categorical one (two categories: its index; more: one 0/1 input each), in the schema's
// order.
//
// Definition (JSON; the same field stands in settings and in a fitted encoding):
//   log_offsets   {variable: offset}: a number x becomes log(x + offset); missing where that is not
//   finite
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/chart.h"
#include "models/data/schema.h"

namespace credence::data {

// One parsed definition. Immutable; thread-safe.
class TableInputs {
 public:
  // Errors: InvalidArgument naming the JSON path, or a variable that is a series.
  static absl::StatusOr<TableInputs> Parse(const Schema& schema, const nlohmann::json& definition);

  // -> [names().size()]; NaN where missing.
  std::vector<double> Values(const Chart& chart) const;

  const std::vector<std::string>& names() const { return names_; }
  // The schema's variable that input i comes from.
  const std::vector<int>& sources() const { return sources_; }

 private:
  absl::Status ParseLogs(const Schema& schema, const nlohmann::json& definition);

  std::vector<double> log_offsets_;  // [variables]; NaN: no log
  std::vector<int> categories_;      // [names]; -1: the number itself
  std::vector<std::string> names_;
  std::vector<int> sources_;
};

}  // namespace credence::data
