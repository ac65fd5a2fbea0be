// The original MIMIC-III tables -> files that train, evaluate and reference read.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace credence::tools {

struct Mimic3Options {
  std::string tables;  // folder with ADMISSIONS.csv.gz and the others
  std::string out;     // folder to write
  double test_share = 0.15;
  int64_t stop_after_rows = 0;  // see data::mimic3::ExtractOptions
};

// Writes into `out`, made where it is not there: {train, test}.events.csv.gz and
// {train, test}.outcomes.csv, each patient in one of the two by a hash of SUBJECT_ID (with a share
// of 0, train alone), and last cohort.md. While it runs, what was read so far lies in out/parts:
// the same command goes on from there. Prints the report, rows a second and peak memory. Errors:
// those of data::mimic3::Extract and data::RecordWriter.
absl::Status PrepareMimic3(const Mimic3Options& options);

}  // namespace credence::tools
