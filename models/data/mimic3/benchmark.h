// The output of the public mimic3-benchmarks pipeline for in-hospital mortality: a folder (its
// train/ or test/) with listfile.csv (stay, y_true) and one <subject>_episode<k>_timeseries.csv per
// stay (Hours and the 17 channels; empty: not measured) -> records of the schema
// models/data/schemas/mimic3_benchmark.json.
#pragma once

#include <map>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/data/record.h"

namespace credence::data::mimic3 {

inline constexpr char kListFile[] = "listfile.csv";

// Whether the folder has a listfile.csv.
bool IsBenchmarkFolder(const std::string& path);

// Calls `each` with the record of every stay of the list, in its order; the id is
// "<subject>_episode<k>". A categorical reading is the index of its text (channels.h). Stops at the
// first error. Errors: those of Table, for a stay's file that is missing too; InvalidArgument
// naming file, row and column for a value that is no number or no known text, and for hours that
// decrease.
absl::Status ReadBenchmark(const std::string& folder,
                           absl::FunctionRef<absl::Status(Record record)> each);

// Id -> y_true. path: of the list. Errors: as ReadBenchmark.
absl::StatusOr<std::map<std::string, int>> ReadBenchmarkOutcomes(const std::string& path);

}  // namespace credence::data::mimic3
