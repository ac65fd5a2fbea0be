#include "server/predict/validate.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/data/schema.h"

namespace credence::server {
namespace {

constexpr absl::string_view kFinite = "a finite number";

// Names, unless there are too many to be of help.
std::string Known(const data::Schema& schema, bool series) {
  std::vector<absl::string_view> names;
  for (const auto& variable : schema.variables) {
    if ((variable.kind == data::VariableKind::kSeries) == series) names.push_back(variable.name);
  }
  if (names.empty())
    return series ? "no series: this model has none" : "no feature: this model has none";
  return absl::StrCat("one of ", absl::StrJoin(names, ", "));
}

// The variable of that name and kind, or nullptr with a violation. A feature may name a series: it
// is the reading at hour 0, such as the weight at admission.
const data::Variable* Find(const data::Schema& schema, const std::string& name, bool series,
                           const std::string& field, Violations& violations) {
  const data::Variable* variable = schema.Find(name);
  if (variable == nullptr) {
    violations.Add(field, name.empty() ? "no name" : "an unknown name", Known(schema, series));
  } else if (series && variable->kind != data::VariableKind::kSeries) {
    violations.Add(field, "a series", "it among features");
    return nullptr;
  }
  return variable;
}

// The conversion into the variable's own unit; the identity, with a violation, where the unit is
// not accepted.
data::AcceptedUnit Resolve(const data::Variable& variable, const std::string& unit,
                           const std::string& field, Violations& violations) {
  auto resolved = data::ResolveUnit(variable, unit);
  if (resolved.ok()) return *std::move(resolved);
  std::vector<absl::string_view> accepted = {variable.unit};
  for (const auto& other : variable.accepted_units) accepted.push_back(other.unit);
  violations.Add(field + ".unit", unit, absl::StrJoin(accepted, " or "));
  return {};
}

void CheckCategory(const data::Variable& variable, const data::Feature& feature,
                   const std::string& field, Violations& violations) {
  const auto* category = std::get_if<std::string>(&feature.value);
  const bool known = category != nullptr && std::ranges::count(variable.categories, *category) > 0;
  if (known) return;
  violations.Add(field,
                 category != nullptr ? *category : absl::StrCat(std::get<double>(feature.value)),
                 absl::StrCat("a category: ", absl::StrJoin(variable.categories, ", ")));
}

void CheckFeature(const data::Schema& schema, const std::string& path, data::Feature& feature,
                  Violations& violations) {
  const std::string field = absl::StrCat(path, ".features[", feature.name, "]");
  const auto* variable = Find(schema, feature.name, false, field, violations);
  if (variable == nullptr) return;
  const data::AcceptedUnit unit = Resolve(*variable, feature.unit, field, violations);
  feature.unit.clear();
  if (variable->kind == data::VariableKind::kCategorical) {
    return CheckCategory(*variable, feature, field, violations);
  }
  double* number = std::get_if<double>(&feature.value);
  if (number == nullptr) {
    return violations.Add(field, absl::StrCat("category ", std::get<std::string>(feature.value)),
                          "a number");
  }
  const double converted = *number * unit.factor + unit.offset;
  // The network's row holds 32-bit floats.
  if (!std::isfinite(static_cast<float>(converted))) violations.Add(field, *number, kFinite);
  *number = converted;
}

void CheckHours(const data::Schema& schema, const std::string& field,
                const std::vector<float>& hours, Violations& violations) {
  for (size_t i = 0; i < hours.size() && !violations.full(); ++i) {
    const auto add = [&](absl::string_view wanted) {
      violations.Add(absl::StrCat(field, ".hours[", i, "]"), hours[i], wanted);
    };
    if (!std::isfinite(hours[i])) {
      add(kFinite);
    } else if (hours[i] < 0) {
      add("at least 0, hours since the start of the stay");
    } else if (i > 0 && hours[i] < hours[i - 1]) {
      add(absl::StrCat("at least ", hours[i - 1], ", the hour before it"));
    } else if (schema.horizon_hours > 0 && hours[i] > schema.horizon_hours) {
      add(absl::StrCat("at most ", schema.horizon_hours, ", the model's horizon"));
    }
  }
}

void CheckSeries(const data::Schema& schema, const std::string& path, data::Series& series,
                 Violations& violations) {
  const std::string field = absl::StrCat(path, ".series[", series.code, "]");
  const auto* variable = Find(schema, series.code, true, field, violations);
  if (variable == nullptr) return;
  const data::AcceptedUnit unit = Resolve(*variable, series.unit, field, violations);
  series.unit.clear();
  CheckHours(schema, field, series.hours, violations);
  for (size_t i = 0; i < series.values.size() && !violations.full(); ++i) {
    float& value = series.values[i];
    const auto converted = static_cast<float>(value * unit.factor + unit.offset);
    if (!std::isfinite(converted)) {
      violations.Add(absl::StrCat(field, ".values[", i, "]"), value, kFinite);
    }
    value = converted;
  }
}

void CheckTensor(int64_t width, const std::string& path, const Case& c, Violations& violations) {
  const std::string field = path + ".tensor";
  const auto got = static_cast<int64_t>(c.tensor.size());
  if (!c.shape.empty() && (c.shape.size() != 1 || c.shape[0] != got)) {
    violations.Add(field + ".shape", absl::StrCat("[", absl::StrJoin(c.shape, ", "), "]"),
                   absl::StrCat("[", width, "], or none"));
  }
  if (got != width) {
    return violations.Add(field, absl::StrCat(got, " values"), absl::StrCat(width));
  }
  for (int64_t i = 0; i < got && !violations.full(); ++i) {
    if (!std::isfinite(c.tensor[i])) {
      violations.Add(absl::StrCat(field, ".values[", i, "]"), c.tensor[i], kFinite);
    }
  }
}

void CheckCase(const predict::Predictor& predictor, const std::string& path, Case& c,
               Violations& violations) {
  const checkpoint::Manifest& manifest = predictor.manifest;
  if (!c.tensor.empty()) CheckTensor(predictor.encoder->width(), path, c, violations);
  if (c.record) {
    for (auto& feature : c.record->features) {
      CheckFeature(manifest.schema, path, feature, violations);
    }
    for (auto& series : c.record->series) CheckSeries(manifest.schema, path, series, violations);
  }
  if (c.label && (*c.label < 0 || *c.label >= predictor.classes())) {
    violations.Add(path + ".label", *c.label,
                   absl::StrCat("a class index from 0 to ", predictor.classes() - 1));
  }
  if (!c.cohort.empty() && std::ranges::count(manifest.cohorts, c.cohort) == 0) {
    violations.Add(path + ".cohort", c.cohort,
                   manifest.cohorts.empty()
                       ? "none: this model has no cohorts"
                       : absl::StrCat("one of ", absl::StrJoin(manifest.cohorts, ", ")));
  }
}

}  // namespace

void Validate(const predict::Predictor& predictor, std::vector<Case>& cases,
              Violations& violations) {
  for (size_t i = 0; i < cases.size() && !violations.full(); ++i) {
    CheckCase(predictor, InstancePath(i), cases[i], violations);
  }
}

}  // namespace credence::server
