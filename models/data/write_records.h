// Records -> the compact events file that ReadRecords reads: one format for all sources.
#pragma once

#include <span>
#include <string>

#include "absl/status/status.h"
#include "models/data/record.h"

namespace credence::data {

// Writes "RecordID,Minute,Values" rows (data/physionet2012/README.md), gzip-compressed where the
// path ends in .gz, and replaces the file in one step. What ReadRecords gave is what it gives
// again: numbers are written with as many digits as a float needs, unknown descriptors as -1.
//   Errors: InvalidArgument for an id, a name or a category that the format cannot hold (empty, or
//   with a comma, semicolon, equals sign or line end), or a reading off the whole minutes; Internal
//   where writing fails.
absl::Status WriteRecords(const std::string& path, std::span<const Record> records);

}  // namespace credence::data
