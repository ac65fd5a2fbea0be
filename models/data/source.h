// Where a data set lies and in which form: one explicit table, format -> reader.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/dataset.h"
#include "models/data/table.h"

namespace credence::data {

struct Source {
  // "physionet2012": records and outcomes as in physionet2012.h, one outcomes file per records.
  // "mimic3": the same form, as `prepare --format mimic3` writes it; ids are "<patient>_<stay>",
  // and a record's group is its patient. "mimic3_benchmark": records are folders, see
  // mimic3/benchmark.h, outcomes their lists; groups as of "mimic3". "table": records are tables,
  // see table.h; no outcomes. "eicu": records are folders, see eicu.h; no outcomes. "idx": records
  // are image files, outcomes their label files, see idx.h.
  std::string format = "physionet2012";
  std::vector<std::string> records = {};
  std::vector<std::string> outcomes = {};
  TableColumns columns = {};              // "table"
  std::vector<std::string> classes = {};  // names; labels are their numbers
};

// The names of the formats.
std::vector<std::string> SourceFormats();

// Whether records of this format come with files of outcomes. REQUIRES: a name of SourceFormats().
bool HasOutcomes(const std::string& format);

// All files' records, one file after the other. schema: of tables, whose columns it names.
// Errors: those of the format's reader; InvalidArgument for an unknown format, an id of "mimic3"
// without a patient, or where there are not as many outcomes as the format wants.
absl::StatusOr<LabelledRecords> ReadSource(const Source& source, const Schema& schema);

}  // namespace credence::data
