// The tables of the eICU Collaborative Research Database -> records: what APACHE IV knows of a
// stay's first day, and whether the patient left the hospital alive. data/eicu-demo/README.md.
//
// One record for each stay with an APACHE IVa prediction, in the order of apachepatientresult: its
// id is patientunitstayid, its group uniquepid, its baseline that prediction. Label 1: EXPIRED.
// Columns that tell the outcome or what came after the first day (discharge, length of stay, ...)
// are never read, but for the label itself. -1 and nothing mean not known; ages "> 89" become 90;
// places of admission and diagnoses become groups.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "models/data/dataset.h"
#include "models/data/schema.h"

namespace credence::data {

// folder: has patient, apacheapsvar, apachepredvar and apachepatientresult, each .csv.gz or .csv.
// schema: its variables are those to be read, of the table in eicu.cc.
// Errors: NotFound for a table; InvalidArgument naming file, line, column, what was got and wanted;
// for a variable that is not in the table; for a stay that a table lacks or has twice.
absl::StatusOr<LabelledRecords> ReadEicu(const std::string& folder, const Schema& schema);

}  // namespace credence::data
