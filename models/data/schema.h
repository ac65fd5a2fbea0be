// The feature schema: what inputs a model knows, their units, plausible ranges and missing policy.
// It is data (one JSON file, models/data/schemas/*.json), copied into every checkpoint's manifest,
// used by training and serving alike.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace credence::data {

enum class VariableKind { kNumeric, kCategorical, kSeries };

// A value v in this unit means v * factor + offset in the variable's own.
struct AcceptedUnit {
  std::string unit;
  double factor = 1;
  double offset = 0;
};

// A charting mistake with a known cure: a reading in [min, max] becomes reading * factor + offset.
struct Repair {
  double min = 0;
  double max = 0;
  double factor = 1;
  double offset = 0;
};

// Closed interval.
struct Range {
  double min = 0;
  double max = 0;
};

struct Variable {
  std::string name;
  std::string description;
  VariableKind kind = VariableKind::kNumeric;
  std::string unit;
  std::vector<AcceptedUnit> accepted_units;
  std::vector<Repair> repairs;          // tried in order, the first that fits
  std::optional<Range> plausible;       // after repair; readings outside are left out
  std::vector<std::string> categories;  // categorical: the code is the index
  std::string missing;                  // the missing policy, in words
};

struct Schema {
  std::string name;
  double horizon_hours = 0;  // readings later than this are an error in a request; 0: no limit
  std::vector<Variable> variables;

  // The variable of that name, or nullptr.
  const Variable* Find(std::string_view name) const;
};

// Errors: InvalidArgument naming the JSON path, the value got and the value wanted.
absl::StatusOr<Schema> ParseSchema(const nlohmann::json& json);
nlohmann::json SchemaToJson(const Schema& schema);

// Factor and offset from `unit` to the variable's own unit; an empty unit is the variable's own.
// Errors: InvalidArgument naming the units accepted.
absl::StatusOr<AcceptedUnit> ResolveUnit(const Variable& variable, std::string_view unit);

}  // namespace credence::data
