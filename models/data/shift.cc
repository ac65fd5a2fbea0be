#include "models/data/shift.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/data/chart.h"

namespace credence::data {
namespace {

// Keeps the readings for which `keep` says so.
template <typename Keep>
void Filter(Series& series, const Keep& keep) {
  size_t kept = 0;
  for (size_t i = 0; i < series.hours.size(); ++i) {
    if (!keep(i)) continue;
    series.hours[kept] = series.hours[i];
    series.values[kept] = series.values[i];
    ++kept;
  }
  series.hours.resize(kept);
  series.values.resize(kept);
}

void LeaveOutEmpty(Record& record) {
  std::erase_if(record.series, [](const Series& series) { return series.hours.empty(); });
}

bool IsNumber(const Feature& feature) { return std::holds_alternative<double>(feature.value); }

void LoseReadings(const ShiftScale&, double amount, Draws& draws, Record& record) {
  std::erase_if(record.features, [&](const Feature& feature) {
    return IsNumber(feature) && draws.Uniform() < amount;
  });
  for (Series& series : record.series) {
    Filter(series, [&](size_t) { return draws.Uniform() >= amount; });
  }
  LeaveOutEmpty(record);
}

void LoseChannels(const ShiftScale&, double amount, Draws& draws, Record& record) {
  std::erase_if(record.series, [&](const Series&) { return draws.Uniform() < amount; });
}

// The accepted units in which a number reads otherwise than in the variable's own.
std::vector<AcceptedUnit> OtherScales(const ShiftScale& scale, const std::string& name) {
  const Variable* variable = scale.schema.Find(name);
  std::vector<AcceptedUnit> units;
  if (variable == nullptr) return units;
  for (const AcceptedUnit& unit : variable->accepted_units) {
    if (unit.factor != 1 || unit.offset != 0) units.push_back(unit);
  }
  return units;
}

// Draws whether the value of that name is mistaken, and for which unit; nullptr: it is not.
const AcceptedUnit* Mistaken(const std::vector<AcceptedUnit>& units, double amount, Draws& draws) {
  const bool mistaken = draws.Uniform() < amount;
  const double which = draws.Uniform();
  if (!mistaken || units.empty()) return nullptr;
  return &units[static_cast<size_t>(which * static_cast<double>(units.size()))];
}

void MistakeUnits(const ShiftScale& scale, double amount, Draws& draws, Record& record) {
  for (Feature& feature : record.features) {
    if (!IsNumber(feature)) continue;
    const auto units = OtherScales(scale, feature.name);
    const AcceptedUnit* unit = Mistaken(units, amount, draws);
    if (unit == nullptr) continue;
    double& value = std::get<double>(feature.value);
    value = (value - unit->offset) / unit->factor;
  }
  for (Series& series : record.series) {
    const auto units = OtherScales(scale, series.code);
    const AcceptedUnit* unit = Mistaken(units, amount, draws);
    if (unit == nullptr) continue;
    for (float& value : series.values) {
      value = static_cast<float>((value - unit->offset) / unit->factor);
    }
  }
}

bool IsMeasured(const Variable& variable) {
  return variable.kind == VariableKind::kSeries && variable.unit != "points" &&
         variable.unit != "flag";
}

void AddNoise(const ShiftScale& scale, double amount, Draws& draws, Record& record) {
  for (Series& series : record.series) {
    const Variable* variable = scale.schema.Find(series.code);
    const auto stddev = scale.stddev.find(series.code);
    if (variable == nullptr || !IsMeasured(*variable) || stddev == scale.stddev.end()) continue;
    for (float& value : series.values) {
      const double noisy = value + amount * stddev->second * draws.Normal();
      const auto& range = variable->plausible;
      value = static_cast<float>(range ? std::clamp(noisy, range->min, range->max) : noisy);
    }
  }
}

void Delay(const ShiftScale& scale, double amount, Draws&, Record& record) {
  const double horizon = scale.schema.horizon_hours;
  for (Series& series : record.series) {
    for (float& hour : series.hours) hour += static_cast<float>(amount);
    if (horizon > 0) Filter(series, [&](size_t i) { return series.hours[i] <= horizon; });
  }
  LeaveOutEmpty(record);
}

constexpr Shift kShifts[] = {
    {"missing",
     "Readings are lost at random",
     "probability",
     {.1, .25, .5, .75, .9},
     &LoseReadings},
    {"channels", "Whole series are lost", "probability", {.1, .2, .35, .5, .7}, &LoseChannels},
    {"units",
     "Values in another unit than they say",
     "probability",
     {.02, .05, .1, .2, .4},
     &MistakeUnits},
    {"noise", "Sensors are noisy", "training standard deviations", {.1, .25, .5, 1, 2}, &AddNoise},
    {"delay", "Readings are charted late", "hours", {1, 2, 4, 8, 16}, &Delay},
};

}  // namespace

absl::StatusOr<ShiftScale> FitShiftScale(const Schema& schema, std::span<const Record> training) {
  struct Sums {
    double count = 0, mean = 0, squares = 0;  // Welford's
  };
  std::vector<Sums> sums(schema.variables.size());
  for (const Record& record : training) {
    const auto chart = MakeChart(schema, record);
    if (!chart.ok()) {
      return absl::Status(chart.status().code(),
                          absl::StrCat("record ", record.id, ": ", chart.status().message()));
    }
    for (size_t v = 0; v < sums.size(); ++v) {
      for (const Reading& reading : chart->series[v]) {
        Sums& sum = sums[v];
        sum.count += 1;
        const double off = reading.value - sum.mean;
        sum.mean += off / sum.count;
        sum.squares += off * (reading.value - sum.mean);
      }
    }
  }
  ShiftScale scale{.schema = schema};
  for (size_t v = 0; v < sums.size(); ++v) {
    if (sums[v].count == 0) continue;
    scale.stddev[schema.variables[v].name] = std::sqrt(sums[v].squares / sums[v].count);
  }
  return scale;
}

std::span<const Shift> Shifts() { return kShifts; }

std::string ShiftNames() {
  return absl::StrJoin(
      kShifts, ", ", [](std::string* to, const Shift& shift) { absl::StrAppend(to, shift.name); });
}

absl::StatusOr<Record> ShiftRecord(const ShiftScale& scale, std::string_view shift, int severity,
                                   uint64_t seed, Record record) {
  const auto* found = std::find_if(std::begin(kShifts), std::end(kShifts),
                                   [&](const Shift& row) { return row.name == shift; });
  if (found == std::end(kShifts)) {
    return absl::InvalidArgumentError(
        absl::StrCat("shift: got \"", std::string(shift), "\", wanted one of ", ShiftNames()));
  }
  if (severity < 1 || severity > kSeverities) {
    return absl::InvalidArgumentError(
        absl::StrCat("severity: got ", severity, ", wanted 1 to ", kSeverities));
  }
  Draws draws(seed, record.id, shift);
  found->apply(scale, found->amounts[severity - 1], draws, record);
  return record;
}

bool HasCategory(const Record& record, const std::string& name, const std::string& category) {
  return std::any_of(record.features.begin(), record.features.end(), [&](const Feature& feature) {
    const auto* word = std::get_if<std::string>(&feature.value);
    return feature.name == name && word != nullptr && *word == category;
  });
}

std::vector<Record> WithCategory(std::span<const Record> records, const std::string& name,
                                 const std::string& category) {
  std::vector<Record> kept;
  for (const Record& record : records) {
    if (HasCategory(record, name, category)) kept.push_back(record);
  }
  return kept;
}

}  // namespace credence::data
