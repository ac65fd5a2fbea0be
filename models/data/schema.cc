#include "models/data/schema.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "models/data/json_fields.h"

namespace credence::data {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<VariableKind, absl::string_view>, 3> kKinds = {{
    {VariableKind::kNumeric, "numeric"},
    {VariableKind::kCategorical, "categorical"},
    {VariableKind::kSeries, "series"},
}};

absl::StatusOr<VariableKind> ParseKind(absl::string_view text, const std::string& path) {
  for (const auto& [kind, name] : kKinds) {
    if (name == text) return kind;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      path, ".kind: got \"", text, "\", want \"numeric\", \"categorical\" or \"series\""));
}

std::string KindName(VariableKind kind) {
  for (const auto& [known, name] : kKinds) {
    if (known == kind) return std::string(name);
  }
  return "";
}

AcceptedUnit ParseUnit(const JsonFields& fields) {
  fields.AllowOnly({"unit", "factor", "offset"});
  return {.unit = fields.String("unit"),
          .factor = fields.Number("factor", 1),
          .offset = fields.Number("offset", 0)};
}

Repair ParseRepair(const JsonFields& fields) {
  fields.AllowOnly({"min", "max", "factor", "offset"});
  return {.min = fields.Number("min"),
          .max = fields.Number("max"),
          .factor = fields.Number("factor", 1),
          .offset = fields.Number("offset", 0)};
}

absl::Status CheckVariable(const Variable& variable, const std::string& path) {
  if (variable.name.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ".name: got \"\", want a name"));
  }
  const bool categorical = variable.kind == VariableKind::kCategorical;
  if (categorical != !variable.categories.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ".categories: got ", variable.categories.size(),
                     categorical ? ", want at least 1" : ", want none for this kind"));
  }
  if (variable.plausible && variable.plausible->min > variable.plausible->max) {
    return absl::InvalidArgumentError(absl::StrCat(path, ".plausible: got [",
                                                   variable.plausible->min, ", ",
                                                   variable.plausible->max, "], want min <= max"));
  }
  for (const AcceptedUnit& accepted : variable.accepted_units) {
    if (accepted.unit.empty() || accepted.unit == variable.unit || accepted.factor == 0) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ".accepted_units: got \"", accepted.unit, "\" with factor ",
                       accepted.factor, ", want another unit and a factor other than 0"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Variable> ParseVariable(const json& value, const std::string& path) {
  absl::Status error;
  const JsonFields fields(value, path, &error);
  Variable variable;
  variable.name = fields.String("name");
  variable.description = fields.String("description", "");
  const std::string kind = fields.String("kind");
  variable.unit = fields.String("unit", "");
  variable.missing = fields.String("missing", "");
  variable.categories = fields.Strings("categories");
  for (const JsonFields& unit : fields.Objects("accepted_units")) {
    variable.accepted_units.push_back(ParseUnit(unit));
  }
  for (const JsonFields& repair : fields.Objects("repairs")) {
    variable.repairs.push_back(ParseRepair(repair));
  }
  if (fields.Has("plausible")) {
    const JsonFields range = fields.Object("plausible");
    range.AllowOnly({"min", "max"});
    variable.plausible = Range{.min = range.Number("min"), .max = range.Number("max")};
  }
  fields.AllowOnly({"name", "description", "kind", "unit", "missing", "categories",
                    "accepted_units", "repairs", "plausible"});
  if (!error.ok()) return error;
  const absl::StatusOr<VariableKind> parsed = ParseKind(kind, path);
  if (!parsed.ok()) return parsed.status();
  variable.kind = *parsed;
  if (absl::Status status = CheckVariable(variable, path); !status.ok()) return status;
  return variable;
}

json VariableToJson(const Variable& variable) {
  json out = {{"name", variable.name},
              {"description", variable.description},
              {"kind", KindName(variable.kind)},
              {"unit", variable.unit},
              {"missing", variable.missing}};
  if (!variable.categories.empty()) out["categories"] = variable.categories;
  for (const AcceptedUnit& unit : variable.accepted_units) {
    out["accepted_units"].push_back(
        {{"unit", unit.unit}, {"factor", unit.factor}, {"offset", unit.offset}});
  }
  for (const Repair& repair : variable.repairs) {
    out["repairs"].push_back({{"min", repair.min},
                              {"max", repair.max},
                              {"factor", repair.factor},
                              {"offset", repair.offset}});
  }
  if (variable.plausible) {
    out["plausible"] = {{"min", variable.plausible->min}, {"max", variable.plausible->max}};
  }
  return out;
}

}  // namespace

const Variable* Schema::Find(std::string_view name) const {
  for (const Variable& variable : variables) {
    if (variable.name == name) return &variable;
  }
  return nullptr;
}

absl::StatusOr<Schema> ParseSchema(const json& value) {
  absl::Status error;
  const JsonFields fields(value, "schema", &error);
  Schema schema;
  schema.name = fields.String("name");
  schema.horizon_hours = fields.Number("horizon_hours", 0);
  fields.AllowOnly({"name", "horizon_hours", "variables"});
  const std::vector<JsonFields> variables = fields.Objects("variables");
  if (!error.ok()) return error;
  if (!(schema.horizon_hours >= 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("schema.horizon_hours: got ", schema.horizon_hours, ", want >= 0"));
  }
  std::set<std::string> names;
  for (const JsonFields& entry : variables) {
    absl::StatusOr<Variable> variable = ParseVariable(entry.value(), entry.path());
    if (!variable.ok()) return variable.status();
    if (!names.insert(variable->name).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(entry.path(), ".name: got \"", variable->name, "\" twice, want it once"));
    }
    schema.variables.push_back(*std::move(variable));
  }
  return schema;
}

json SchemaToJson(const Schema& schema) {
  json variables = json::array();
  for (const Variable& variable : schema.variables) variables.push_back(VariableToJson(variable));
  return {{"name", schema.name},
          {"horizon_hours", schema.horizon_hours},
          {"variables", std::move(variables)}};
}

absl::StatusOr<AcceptedUnit> ResolveUnit(const Variable& variable, std::string_view unit) {
  if (unit.empty() || unit == variable.unit) return AcceptedUnit{.unit = variable.unit};
  for (const AcceptedUnit& accepted : variable.accepted_units) {
    if (accepted.unit == unit) return accepted;
  }
  std::vector<std::string> known = {variable.unit};
  for (const AcceptedUnit& accepted : variable.accepted_units) known.push_back(accepted.unit);
  return absl::InvalidArgumentError(absl::StrCat(variable.name, ": got unit \"", std::string(unit),
                                                 "\", want one of: ", absl::StrJoin(known, ", ")));
}

}  // namespace credence::data
