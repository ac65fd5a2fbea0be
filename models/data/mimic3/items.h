// Which ITEMID is which variable of the PhysioNet 2012 schema, and how its value is converted.
//
// The chart items are those of the benchmark's table (data/mimic3-demo/itemid_to_variable.csv)
// whose variable agrees with one of the schema; docs/mimic3.md says which do not and why. To these
// come the laboratory items and the urine items of the schema's other variables.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "absl/strings/string_view.h"

namespace credence::data::mimic3 {

enum class EventTable : uint8_t { kChart, kLab, kOutput };

// Value in the item's unit -> value in the schema's.
enum class Conversion : uint8_t {
  kNone,
  kFahrenheit,  // to degrees Celsius; an item in Celsius, too, where the value is 79 or more
  kCelsius,
  kFraction,  // percent to a fraction where the value is above 1
  kInches,    // to cm
  kPounds,    // to kg
  kOunces,    // to kg
};

// A series of the schema, or one of the three below, or Height.
using VariableId = uint8_t;

struct Item {
  int32_t id = 0;
  EventTable table = EventTable::kChart;
  VariableId variable = 0;
  Conversion conversion = Conversion::kNone;
};

// Names by VariableId. "GCS.eye", "GCS.motor" and "GCS.verbal" are the parts whose sum is GCS.
std::span<const absl::string_view> VariableNames();

// Every item that is read.
std::span<const Item> Items();

// nullptr for an item that is not read. Constant time.
const Item* FindItem(EventTable table, int32_t id);

// Nothing where the unit says that the value is another quantity (FiO2 in torr).
std::optional<double> Convert(Conversion conversion, double value, absl::string_view unit);

// "CHARTEVENTS".
std::string NameOf(EventTable table);

}  // namespace credence::data::mimic3
