// The files of the PhysioNet/Computing in Cardiology Challenge 2012 -> records and labels.
// data/physionet2012/README.md describes the formats.
//
// What every reader does alike: of the descriptors, -1 means unknown and is left out; Gender and
// ICUType become the schema's categories; Weight is a series whose reading at hour 0 is the
// admission weight; a value with an empty name is skipped; a name that repeats at one time keeps
// both values in file order; impossible values stay in the record, for the encoder to judge.
#pragma once

#include <map>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/data/record.h"

namespace credence::data {

using RecordCallback = absl::FunctionRef<absl::Status(Record record)>;

// Calls `each` with every record, one at a time, in file order (a folder: by file name); stops at
// its first error.
//   path: a folder of .txt records, a .tar, .tar.gz or .tgz of them, one .txt, or a compact .csv or
//   .csv.gz. Also a folder with a listfile.csv, see mimic3/benchmark.h.
// Errors: NotFound; DataLoss for a damaged archive; InvalidArgument naming file, line, the text got
// and what was wanted.
absl::Status ReadRecords(const std::string& path, RecordCallback each);

// Record id -> In-hospital_death (0 or 1) of an Outcomes file, or y_true of a listfile.csv. Errors:
// as ReadRecords.
absl::StatusOr<std::map<std::string, int>> ReadOutcomes(const std::string& path);

}  // namespace credence::data
