// What a record held of each input, and the bins it is counted in: how inputs drift from those that
// a model was made on. Training and serving count by these same functions.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "models/data/schema.h"

namespace credence::data {

// One input of one record, in the schema's unit.
struct Observed {
  // A number; a category's index; a series' last usable reading. NaN where there is none.
  double value = std::numeric_limits<double>::quiet_NaN();
  bool out_of_range = false;  // a reading was left out as impossible
};

inline constexpr size_t kMaxBins = 10;  // of a number or a series

// The bin of a value: b holds [edges[b - 1], edges[b]), the first and the last are open. Of a
// category, which has no edges, its index.
size_t BinOf(const Variable& variable, std::span<const double> edges, double value);

// How many bins an input with these edges has: one more, or one per category.
size_t Bins(const Variable& variable, std::span<const double> edges);

// Inner edges of at most kMaxBins bins of about equal mass, rising. An edge lies midway between two
// neighbouring values, so that rounding, as in another unit, moves no value over it; no bin
// holds less than 1 % of the values. None where all values are equal, or there are none.
std::vector<double> EqualMassEdges(std::vector<double> values);

}  // namespace credence::data
