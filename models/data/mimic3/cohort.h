// Who is in the in-hospital mortality cohort: ADMISSIONS, PATIENTS and ICUSTAYS -> stays.
//
// The rules are those of the public MIMIC-III benchmark (Harutyunyan et al., Scientific Data 2019),
// in its order:
//   1. a stay in one ward and one unit only: first and last ward and unit agree;
//   2. one such stay in its admission;
//   3. age at least 18 years when the stay began (ages above 89 are coded as about 300: they are
//      90);
//   4. LOS of at least 48 hours.
// (5., at least one reading in the first 48 hours, needs the event tables: see extract.h.)
// The label is HOSPITAL_EXPIRE_FLAG. The benchmark instead looks for a date of death between
// admission and discharge; Cohort::labels_unlike_benchmark counts where the two differ.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace credence::data::mimic3 {

// Hours of a stay that are read.
inline constexpr int kHours = 48;

struct Stay {
  int32_t subject = 0, admission = 0, icustay = 0;  // SUBJECT_ID, HADM_ID, ICUSTAY_ID
  int64_t begin = 0;                                // INTIME, as ParseTime gives it
  double age = 0;                                   // whole years, at most 90
  bool male = false;
  std::string icu_type;  // a category of the schema; empty where it has none for the unit
  int label = 0;         // 1: died in hospital

  // "SUBJECT_ICUSTAY": how the stay is named in files.
  std::string id() const;
};

// One rule, with what it left out.
struct RuleCount {
  std::string rule;
  int64_t left_out = 0;
  int64_t stays = 0, deaths = 0;  // that remain
};

struct Cohort {
  std::vector<Stay> stays;       // by subject, then INTIME
  std::vector<RuleCount> rules;  // the first one is "all ICU stays"
  int64_t labels_unlike_benchmark = 0;
  int64_t patients_read = 0;  // rows of PATIENTS
};

// Rows that a table of MIMIC-III v1.4 has, as published; 0 for an unknown name.
int64_t PublishedRows(const std::string& table);

// Errors: those of Table; InvalidArgument for a value that is no time, no number or no known code,
// and where a stay's admission or patient is missing; FailedPrecondition where a table
// has no rows, or PATIENTS is whole and another table has fewer rows than published: it was cut
// off.
absl::StatusOr<Cohort> ReadCohort(const std::string& folder);

// A table has rows, and one of a whole database is whole. `patients`: rows of PATIENTS.
absl::Status CheckWhole(const std::string& table, int64_t rows, int64_t patients);

}  // namespace credence::data::mimic3
