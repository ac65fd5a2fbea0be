// Shifts: what may go wrong with charts between training and use, in five severities; like
// CIFAR-10-C, for patients. The same seed and record id give the same shifted record, whatever the
// other records are; of one seed, a higher severity does to the same readings more of the same.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/draws.h"
#include "models/data/record.h"
#include "models/data/schema.h"

namespace credence::data {

inline constexpr int kSeverities = 5;

// What a shift needs to know of the inputs.
struct ShiftScale {
  Schema schema = {};
  std::map<std::string, double> stddev = {};  // of the usable readings of a series, in its own unit
};

// Standard deviations of the training records' readings, after repairs and plausible ranges
// (divides by the number of readings). Errors: those of MakeChart, with the record's id before.
absl::StatusOr<ShiftScale> FitShiftScale(const Schema& schema, std::span<const Record> training);

// A row of the table.
struct Shift {
  const char* name = "";
  const char* summary = "";
  const char* amount = "";                       // what the severities are numbers of
  std::array<double, kSeverities> amounts = {};  // severity 1 .. 5
  // Takes as many draws whatever the amount.
  void (*apply)(const ShiftScale& scale, double amount, Draws& draws, Record& record) = nullptr;
};

// All shifts. By severity 1 to 5:
//
// missing: each reading, and each number that is no series, is lost with probability .1 .25 .5 .75
// .9.
//
// channels: each series is lost as a whole with probability .1 .2 .35 .5 .7.
//
// units: each series, and each number, is written in another of its accepted units, as if it were
// in its own, with probability .02 .05 .1 .2 .4; not those that have no other scale.
//
// noise: each reading of a series gets normal noise of .1 .25 .5 1 2 training standard deviations,
// and stays inside the plausible range; scores and flags are not measured by a sensor and stay as
// they are.
//
// delay: each reading is charted 1 2 4 8 16 hours late; what comes after the horizon is lost.
std::span<const Shift> Shifts();

// The names, for messages: "missing, channels, ...".
std::string ShiftNames();

// Errors: InvalidArgument for a name that is not in the table, or a severity outside 1 .. 5.
absl::StatusOr<Record> ShiftRecord(const ShiftScale& scale, std::string_view shift, int severity,
                                   uint64_t seed, Record record);

// Whether the record's feature `name` is `category`.
bool HasCategory(const Record& record, const std::string& name, const std::string& category);

// The records of which HasCategory holds, in order: the patients of one kind of ICU.
std::vector<Record> WithCategory(std::span<const Record> records, const std::string& name,
                                 const std::string& category);

}  // namespace credence::data
