// Record -> chart: the readings that can be used, by variable, after checks, repairs and plausible
// ranges.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "models/data/encode.h"
#include "models/data/record.h"
#include "models/data/schema.h"

namespace credence::data {

struct Reading {
  float hour = 0;
  double value = 0;
};

// In time order.
using Readings = std::vector<Reading>;

struct Chart {
  std::vector<Readings>
      series;  // [variables]; empty where the variable is no series or was not read
  std::vector<double> numbers;    // [variables]; a category's index; NaN where unknown
  double last_hour = 0;           // of any usable reading; NaN where there is none
  std::vector<Warning> warnings;  // by variable, in the schema's order
  double imputed_fraction = 0;
  int out_of_range = 0;
  std::vector<Observed> observed;  // [variables]
};

// A feature that names a series variable is its reading at hour 0.
// Errors: InvalidArgument as Encoder::Encode says. Pure; thread-safe.
absl::StatusOr<Chart> MakeChart(const Schema& schema, const Record& record);

}  // namespace credence::data
