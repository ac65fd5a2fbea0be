#include "models/data/mimic3/assemble.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>

#include "models/data/mimic3/items.h"

namespace credence::data::mimic3 {
namespace {

constexpr int kMinutesPerHour = 60;

VariableId IdOf(absl::string_view name) {
  const auto names = VariableNames();
  return static_cast<VariableId>(std::find(names.begin(), names.end(), name) - names.begin());
}

// Totals for minutes that have all three parts, and none charted.
void AddComaTotals(std::vector<Kept>& readings) {
  static const VariableId kTotal = IdOf("GCS");
  static const std::array<VariableId, 3> kParts = {IdOf("GCS.eye"), IdOf("GCS.motor"),
                                                   IdOf("GCS.verbal")};
  struct Minute {
    std::array<std::optional<float>, 3> parts;
    bool has_total = false;
    Kept last;
  };
  std::map<uint16_t, Minute> minutes;
  for (const Kept& reading : readings) {
    if (reading.variable == kTotal) minutes[reading.minute].has_total = true;
    for (size_t part = 0; part < kParts.size(); ++part) {
      if (reading.variable != kParts[part]) continue;
      minutes[reading.minute].parts[part] = reading.value;
      minutes[reading.minute].last = reading;
    }
  }
  std::erase_if(readings, [](const Kept& reading) {
    return std::find(kParts.begin(), kParts.end(), reading.variable) != kParts.end();
  });
  for (const auto& [when, minute] : minutes) {
    const auto& [eye, motor, verbal] = minute.parts;
    if (minute.has_total || !eye || !motor || !verbal) continue;
    Kept total = minute.last;
    total.variable = kTotal;
    total.value = *eye + *motor + *verbal;
    readings.push_back(total);
  }
}

// Readings that several items or tables repeat: the same value of a variable at the same minute.
// Not so urine, of which two equal amounts are two amounts. REQUIRES: sorted by minute.
void DropRepeats(std::vector<Kept>& readings) {
  std::vector<Kept> unique;
  size_t minute_begin = 0;
  for (const Kept& reading : readings) {
    if (!unique.empty() && unique.back().minute != reading.minute) minute_begin = unique.size();
    const bool amount = reading.table == static_cast<uint8_t>(EventTable::kOutput);
    const bool repeats =
        std::any_of(unique.begin() + static_cast<std::ptrdiff_t>(minute_begin), unique.end(),
                    [&](const Kept& kept) {
                      return kept.variable == reading.variable && kept.value == reading.value;
                    });
    if (amount || !repeats) unique.push_back(reading);
  }
  readings = std::move(unique);
}

void AddFeature(const std::string& name, std::variant<double, std::string> value, Record& record) {
  Feature& feature = record.features.emplace_back();
  feature.name = name;
  feature.value = std::move(value);
}

}  // namespace

Record MakeRecord(const Stay& stay, std::vector<Kept> readings) {
  static const VariableId kHeight = IdOf("Height");
  AddComaTotals(readings);
  std::stable_sort(readings.begin(), readings.end(),
                   [](const Kept& a, const Kept& b) { return a.minute < b.minute; });
  DropRepeats(readings);
  Record record;
  record.id = stay.id();
  AddFeature("Age", stay.age, record);
  AddFeature("Gender", std::string(stay.male ? "male" : "female"), record);
  const auto height = std::find_if(readings.begin(), readings.end(),
                                   [](const Kept& kept) { return kept.variable == kHeight; });
  if (height != readings.end()) AddFeature("Height", double{height->value}, record);
  if (!stay.icu_type.empty()) AddFeature("ICUType", stay.icu_type, record);
  std::vector<int> places(VariableNames().size(), -1);
  for (const Kept& reading : readings) {
    if (reading.variable == kHeight) continue;
    int& place = places[reading.variable];
    if (place < 0) {
      place = static_cast<int>(record.series.size());
      record.series.emplace_back().code = std::string(VariableNames()[reading.variable]);
    }
    Series& series = record.series[static_cast<size_t>(place)];
    series.hours.push_back(static_cast<float>(reading.minute) / kMinutesPerHour);
    series.values.push_back(reading.value);
  }
  return record;
}

}  // namespace credence::data::mimic3
