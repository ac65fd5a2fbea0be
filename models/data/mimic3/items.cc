#include "models/data/mimic3/items.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace credence::data::mimic3 {
namespace {

// All items of one table, variable and conversion.
struct Group {
  EventTable table;
  const char* variable;
  Conversion conversion;
  std::vector<int32_t> ids;
};

const std::vector<Group>& Groups() {
  using enum EventTable;
  using enum Conversion;
  static const std::vector<Group> kGroups = {
      // Of the benchmark's table.
      {kChart, "DiasABP", kNone, {8368, 220051, 225310, 8555}},
      {kChart, "NIDiasABP", kNone, {8441, 220180, 8502, 8440, 8503, 8504, 8507, 8506, 224643}},
      {kChart, "SysABP", kNone, {51, 220050, 225309, 6701}},
      {kChart, "NISysABP", kNone, {455, 220179, 3313, 3315, 442, 3317, 3323, 3321, 224167, 227243}},
      {kChart, "MAP", kNone, {52, 220052, 225312, 224, 6702, 224322}},
      {kChart, "NIMAP", kNone, {456, 220181, 3312, 3314, 3316, 3322, 3320}},
      {kChart, "FiO2", kFraction, {3420, 223835, 3422, 189, 727}},
      {kChart, "GCS", kNone, {198}},
      {kChart, "GCS.eye", kNone, {184, 220739}},
      {kChart, "GCS.motor", kNone, {454, 223901}},
      {kChart, "GCS.verbal", kNone, {723, 223900}},
      {kChart, "Glucose", kNone, {807, 811, 1529, 3745, 225664, 220621, 226537}},
      {kLab, "Glucose", kNone, {50931, 50809}},
      {kChart, "HR", kNone, {211, 220045}},
      {kChart, "Height", kInches, {226707, 1394}},
      {kChart, "Height", kNone, {226730}},
      {kChart, "SaO2", kNone, {834, 220227}},
      {kLab, "SaO2", kNone, {50817}},
      {kChart, "RespRate", kNone, {618, 220210, 3603, 615, 224690}},
      {kChart, "Temp", kCelsius, {676, 223762}},
      {kChart, "Temp", kFahrenheit, {3654, 678, 223761}},
      {kChart, "Weight", kNone, {763, 224639, 226512, 3580, 3693}},
      {kChart, "Weight", kPounds, {3581, 226531}},
      {kChart, "Weight", kOunces, {3582}},
      {kChart, "pH", kNone, {780, 1126, 223830, 4753}},
      {kLab, "pH", kNone, {50820}},
      // The schema's other laboratory values, in blood.
      {kLab, "ALP", kNone, {50863}},
      {kLab, "ALT", kNone, {50861}},
      {kLab, "AST", kNone, {50878}},
      {kLab, "Albumin", kNone, {50862}},
      {kLab, "BUN", kNone, {51006}},
      {kLab, "Bilirubin", kNone, {50885}},
      {kLab, "Cholesterol", kNone, {50907}},
      {kLab, "Creatinine", kNone, {50912}},
      {kLab, "HCO3", kNone, {50882}},
      {kLab, "HCT", kNone, {51221, 50810}},
      {kLab, "K", kNone, {50971, 50822}},
      {kLab, "Lactate", kNone, {50813}},
      {kLab, "Mg", kNone, {50960}},
      {kLab, "Na", kNone, {50983, 50824}},
      {kLab, "PaCO2", kNone, {50818}},
      {kLab, "PaO2", kNone, {50821}},
      {kLab, "Platelets", kNone, {51265}},
      {kLab, "TroponinI", kNone, {51002}},
      {kLab, "TroponinT", kNone, {51003}},
      {kLab, "WBC", kNone, {51301, 51300}},
      // Urine, but for rinsing (227488, 227489).
      {kOutput, "Urine", kNone, {40055,  43175,  40069,  40094,  40715,  40473,  40085,  40057,
                                 40056,  40405,  40428,  40086,  40096,  40651,  226559, 226560,
                                 226561, 226584, 226563, 226564, 226565, 226567, 226557, 226558}},
  };
  return kGroups;
}

// The groups spread out, and an index by ITEMID.
struct Tables {
  std::vector<absl::string_view> names;
  std::vector<Item> items;
  std::array<std::vector<uint16_t>, 3> places;  // [table][id]: 1 + index into items, 0 for none
};

Tables MakeTables() {
  Tables out;
  for (const Group& group : Groups()) {
    auto name = std::find(out.names.begin(), out.names.end(), group.variable);
    const auto variable = static_cast<VariableId>(name - out.names.begin());
    if (name == out.names.end()) out.names.emplace_back(group.variable);
    for (const int32_t id : group.ids) {
      out.items.push_back({id, group.table, variable, group.conversion});
      std::vector<uint16_t>& places = out.places[static_cast<size_t>(group.table)];
      if (places.size() <= static_cast<size_t>(id)) places.resize(static_cast<size_t>(id) + 1);
      places[static_cast<size_t>(id)] = static_cast<uint16_t>(out.items.size());
    }
  }
  return out;
}

const Tables& AllTables() {
  static const Tables kTables = MakeTables();
  return kTables;
}

}  // namespace

std::span<const absl::string_view> VariableNames() { return AllTables().names; }

std::span<const Item> Items() { return AllTables().items; }

const Item* FindItem(EventTable table, int32_t id) {
  const std::vector<uint16_t>& places = AllTables().places[static_cast<size_t>(table)];
  if (id < 0 || static_cast<size_t>(id) >= places.size()) return nullptr;
  const uint16_t place = places[static_cast<size_t>(id)];
  return place == 0 ? nullptr : &AllTables().items[place - 1U];
}

std::optional<double> Convert(Conversion conversion, double value, absl::string_view unit) {
  constexpr double kCmPerInch = 2.54, kKgPerPound = 0.45359237, kOuncesPerPound = 16;
  constexpr double kHottestCelsius = 79;
  const auto celsius = [](double fahrenheit) { return (fahrenheit - 32) * 5 / 9; };
  switch (conversion) {
    case Conversion::kNone:
      return value;
    case Conversion::kFahrenheit:
      return celsius(value);
    case Conversion::kCelsius:
      return value >= kHottestCelsius ? celsius(value) : value;
    case Conversion::kFraction:
      if (absl::StrContains(absl::AsciiStrToLower(unit), "torr")) return std::nullopt;
      return value > 1 ? value / 100 : value;
    case Conversion::kInches:
      return value * kCmPerInch;
    case Conversion::kPounds:
      return value * kKgPerPound;
    case Conversion::kOunces:
      return value / kOuncesPerPound * kKgPerPound;
  }
  return std::nullopt;
}

std::string NameOf(EventTable table) {
  switch (table) {
    case EventTable::kChart:
      return "CHARTEVENTS";
    case EventTable::kLab:
      return "LABEVENTS";
    case EventTable::kOutput:
      return "OUTPUTEVENTS";
  }
  return "";
}

}  // namespace credence::data::mimic3
