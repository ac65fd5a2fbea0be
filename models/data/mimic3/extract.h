// The original MIMIC-III v1.4 tables -> one record per stay of the cohort, in the feature schema of
// PhysioNet 2012 (models/data/schemas/physionet2012.json).
//
// Of the event tables (CHARTEVENTS, LABEVENTS, OUTPUTEVENTS) a row is kept that has an item of
// items.h, the HADM_ID of a stay of the cohort, an ICUSTAY_ID that is that stay's or none, a time
// within the stay's first 48 hours, a number, and no mark of an error. Kept rows go to disk
// (part.h), 12 bytes each; memory holds the cohort and, at the end, the readings of 1000 stays.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "models/data/mimic3/cohort.h"
#include "models/data/mimic3/part.h"
#include "models/data/record.h"

namespace credence::data::mimic3 {

struct TableReport {
  std::string table;
  PartState state;
};

struct ExtractReport {
  std::string folder;
  Cohort cohort;
  int64_t without_readings = 0;  // stays left out by the last rule, and how many of them died
  int64_t deaths_without_readings = 0;
  std::vector<TableReport> tables;
};

struct ExtractOptions {
  std::string work;             // folder for the parts; made, and emptied at the end
  double save_seconds = 5;      // at least so often
  int64_t stop_after_rows = 0;  // of one table: leave off there as if killed; 0: read on
  // Bytes of the event tables read, of all their bytes on disk.
  std::function<void(int64_t done, int64_t total)> progress = {};
};

// Calls `each` with every record and its label, by subject and then by time; record ids are
// Stay::id(). Stops at its first error. A run that was killed goes on with the same work folder, as
// long as tables and cohort are the same. Errors: those of ReadCohort and Table; Aborted after
// stop_after_rows; Internal where the work folder cannot be written.
absl::StatusOr<ExtractReport> Extract(
    const std::string& folder, const ExtractOptions& options,
    absl::FunctionRef<absl::Status(Record record, const Stay& stay)> each);

// The report as Markdown: every rule with its count, every table with what became of its rows.
std::string ToMarkdown(const ExtractReport& report);

}  // namespace credence::data::mimic3
