// Which rows of the event tables are kept: CHARTEVENTS, LABEVENTS and OUTPUTEVENTS -> readings.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/mimic3/cohort.h"
#include "models/data/mimic3/items.h"
#include "models/data/mimic3/part.h"
#include "models/data/mimic3/table.h"

namespace credence::data::mimic3 {

inline constexpr size_t kAbsent = static_cast<size_t>(-1);

// Where a table has what is wanted of it: places in the list of columns given to Table::Open.
struct Layout {
  EventTable table = EventTable::kChart;
  std::vector<std::string> columns;
  size_t item = 0, admission = 0, time = 0, number = 0;
  size_t icustay = kAbsent, text = kAbsent, unit = kAbsent, error = kAbsent;
};

// One per event table, in the order in which they are read.
std::vector<Layout> Layouts();

// Judges the rows of one table. Immutable. Both arguments outlive it.
class RowReader {
 public:
  RowReader(const Cohort& cohort, const Layout& layout);

  // The row's reading, or nothing where it is left out; counts which in `tally`.
  // Errors: InvalidArgument for a row of the cohort without a time.
  absl::StatusOr<std::optional<Kept>> Read(const Table& row,
                                           std::array<int64_t, kFates>& tally) const;

 private:
  std::optional<double> ValueOf(const Table& row, const Item& item) const;

  const Cohort& cohort_;
  const Layout& layout_;
  std::unordered_map<int32_t, uint32_t> stay_of_;  // HADM_ID -> stay
};

}  // namespace credence::data::mimic3
