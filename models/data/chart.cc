#include "models/data/chart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace credence::data {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

template <typename... Parts>
absl::Status Invalid(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

// What happened to one variable's readings.
struct Tally {
  bool as_feature = false;
  bool as_series = false;
  int usable = 0;
  int repaired = 0;
  int out_of_range = 0;
};

// Puts one record's inputs into the chart, variable by variable.
class ChartBuilder {
 public:
  explicit ChartBuilder(const Schema& schema) : schema_(schema), tallies_(schema.variables.size()) {
    chart_.series.resize(schema.variables.size());
    chart_.numbers.assign(schema.variables.size(), kUnknown);
    chart_.last_hour = kUnknown;
  }

  absl::Status AddFeature(const Feature& feature) {
    const absl::StatusOr<size_t> index = Find(feature.name, feature.unit);
    if (!index.ok()) return index.status();
    if (std::exchange(tallies_[*index].as_feature, true)) return Twice(feature.name);
    const Variable& variable = schema_.variables[*index];
    if (variable.kind == VariableKind::kCategorical) return AddCategory(*index, feature);
    const double* number = std::get_if<double>(&feature.value);
    if (number == nullptr || !std::isfinite(*number)) {
      return Invalid(feature.name, ": got ", number == nullptr ? "a category" : "no finite number",
                     ", want a finite number in ", variable.unit);
    }
    if (variable.kind == VariableKind::kSeries) {
      // As a series holds it, in training too.
      AddReading(*index, 0, static_cast<float>(*number));
    } else if (const auto usable = Usable(*index, *number)) {
      chart_.numbers[*index] = *usable;
    }
    return absl::OkStatus();
  }

  absl::Status AddSeries(const Series& series) {
    const absl::StatusOr<size_t> index = Find(series.code, series.unit);
    if (!index.ok()) return index.status();
    if (schema_.variables[*index].kind != VariableKind::kSeries) {
      return Invalid(series.code, ": got a series, want a single value");
    }
    if (std::exchange(tallies_[*index].as_series, true)) return Twice(series.code);
    if (series.hours.size() != series.values.size()) {
      return Invalid(series.code, ": got ", series.hours.size(), " hours and ",
                     series.values.size(), " values, want as many of both");
    }
    chart_.series[*index].reserve(series.hours.size() + 1);
    for (size_t i = 0; i < series.hours.size(); ++i) {
      if (absl::Status status = CheckReading(series, i); !status.ok()) return status;
      AddReading(*index, series.hours[i], series.values[i]);
    }
    return absl::OkStatus();
  }

  Chart Finish() {
    int missing = 0;
    chart_.observed.resize(tallies_.size());
    for (size_t v = 0; v < tallies_.size(); ++v) {
      const Tally& tally = tallies_[v];
      if (tally.usable == 0) ++missing;
      Warn(tally.usable == 0, WarningKind::kImputed, v, 0);
      Warn(tally.repaired > 0, WarningKind::kRepaired, v, tally.repaired);
      Warn(tally.out_of_range > 0, WarningKind::kOutOfRange, v, tally.out_of_range);
      chart_.out_of_range += tally.out_of_range;
      const Readings& readings = chart_.series[v];
      chart_.observed[v] = {.value = readings.empty() ? chart_.numbers[v] : readings.back().value,
                            .out_of_range = tally.out_of_range > 0};
    }
    if (!tallies_.empty()) chart_.imputed_fraction = 1.0 * missing / tallies_.size();
    return std::move(chart_);
  }

 private:
  // The variable of that name, read in its own unit.
  absl::StatusOr<size_t> Find(const std::string& name, const std::string& unit) const {
    const Variable* variable = schema_.Find(name);
    if (variable == nullptr) {
      return Invalid("\"", name, "\": got an unknown name, want one of schema ", schema_.name);
    }
    if (!unit.empty() && unit != variable->unit) {
      return Invalid(name, ": got unit \"", unit, "\", want \"", variable->unit, "\"");
    }
    return variable - schema_.variables.data();
  }

  static absl::Status Twice(const std::string& name) {
    return Invalid(name, ": got it twice, want it once");
  }

  absl::Status AddCategory(size_t index, const Feature& feature) {
    const std::vector<std::string>& known = schema_.variables[index].categories;
    const std::string* category = std::get_if<std::string>(&feature.value);
    const auto found =
        category == nullptr ? known.end() : std::find(known.begin(), known.end(), *category);
    if (found == known.end()) {
      return Invalid(feature.name, ": got ",
                     category == nullptr ? "a number" : absl::StrCat("\"", *category, "\""),
                     ", want one of: ", absl::StrJoin(known, ", "));
    }
    chart_.numbers[index] = static_cast<double>(found - known.begin());
    ++tallies_[index].usable;
    return absl::OkStatus();
  }

  absl::Status CheckReading(const Series& series, size_t i) const {
    const float hour = series.hours[i];
    if (!std::isfinite(series.values[i])) {
      return Invalid(series.code, ".values[", i, "]: got no finite number, want one");
    }
    const float previous = i == 0 ? 0 : series.hours[i - 1];
    if (!std::isfinite(hour) || hour < previous) {
      return Invalid(series.code, ".hours[", i, "]: got ", hour,
                     ", want hours >= 0 that do not decrease");
    }
    if (schema_.horizon_hours > 0 && hour > schema_.horizon_hours) {
      return Invalid(series.code, ".hours[", i, "]: got ", hour, ", want at most ",
                     schema_.horizon_hours);
    }
    return absl::OkStatus();
  }

  void AddReading(size_t index, float hour, double value) {
    const std::optional<double> usable = Usable(index, value);
    if (!usable) return;
    chart_.series[index].push_back({.hour = hour, .value = *usable});
    if (!(chart_.last_hour >= hour)) chart_.last_hour = hour;
  }

  // The value after repair, or nothing where it is impossible.
  std::optional<double> Usable(size_t index, double value) {
    const Variable& variable = schema_.variables[index];
    Tally& tally = tallies_[index];
    for (const Repair& repair : variable.repairs) {
      if (value < repair.min || value > repair.max) continue;
      value = value * repair.factor + repair.offset;
      ++tally.repaired;
      break;
    }
    if (variable.plausible &&
        (value < variable.plausible->min || value > variable.plausible->max)) {
      ++tally.out_of_range;
      return std::nullopt;
    }
    ++tally.usable;
    return value;
  }

  void Warn(bool happened, WarningKind kind, size_t variable, int count) {
    if (!happened) return;
    chart_.warnings.push_back(
        {.kind = kind, .field = schema_.variables[variable].name, .count = count});
  }

  const Schema& schema_;
  std::vector<Tally> tallies_;
  Chart chart_;
};

}  // namespace

absl::StatusOr<Chart> MakeChart(const Schema& schema, const Record& record) {
  ChartBuilder builder(schema);
  for (const Feature& feature : record.features) {
    if (absl::Status status = builder.AddFeature(feature); !status.ok()) return status;
  }
  for (const Series& series : record.series) {
    if (absl::Status status = builder.AddSeries(series); !status.ok()) return status;
  }
  return builder.Finish();
}

}  // namespace credence::data
