#include "models/data/mimic3/cohort.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "models/data/mimic3/table.h"
#include "models/data/mimic3/values.h"

namespace credence::data::mimic3 {
namespace {

constexpr double kSecondsPerYear = 365.2425 * 24 * kSecondsPerHour;

struct Patient {
  bool male = false;
  int64_t born = 0;
  std::optional<int64_t> died;
};

struct Admission {
  int32_t subject = 0;
  int64_t begin = 0, end = 0;
  std::optional<int64_t> died;
  int label = 0;
};

struct Candidate {
  Stay stay;
  bool moved = false;
  double hours = 0;           // LOS; 0 where there is none
  bool dead_by_date = false;  // the benchmark's label
};

using Patients = std::unordered_map<int32_t, Patient>;
using Admissions = std::unordered_map<int32_t, Admission>;

absl::StatusOr<std::optional<int64_t>> OptionalTimeAt(const Table& table, size_t column) {
  if (table[column].empty()) return std::optional<int64_t>();
  const auto time = TimeAt(table, column);
  if (!time.ok()) return time.status();
  return std::optional<int64_t>(*time);
}

absl::StatusOr<Patients> ReadPatients(const std::string& folder) {
  enum { kSubject, kGender, kBorn, kDied };
  auto table = Table::Open(folder, "PATIENTS", {"SUBJECT_ID", "GENDER", "DOB", "DOD"});
  if (!table.ok()) return table.status();
  Patients patients;
  while (true) {
    const auto more = table->Next();
    if (!more.ok()) return more.status();
    if (!*more) return patients;
    const auto subject = IdAt(*table, kSubject);
    const auto born = TimeAt(*table, kBorn);
    const auto died = OptionalTimeAt(*table, kDied);
    for (const absl::Status& status : {subject.status(), born.status(), died.status()}) {
      if (!status.ok()) return status;
    }
    const absl::string_view gender = (*table)[kGender];
    if (gender != "F" && gender != "M") return table->Error(kGender, "F or M");
    const Patient patient{.male = gender == "M", .born = *born, .died = *died};
    if (!patients.emplace(*subject, patient).second) {
      return table->Error(kSubject, "each patient once");
    }
  }
}

absl::StatusOr<Admissions> ReadAdmissions(const std::string& folder) {
  enum { kSubject, kAdmission, kBegin, kEnd, kDied, kFlag };
  auto table = Table::Open(
      folder, "ADMISSIONS",
      {"SUBJECT_ID", "HADM_ID", "ADMITTIME", "DISCHTIME", "DEATHTIME", "HOSPITAL_EXPIRE_FLAG"});
  if (!table.ok()) return table.status();
  Admissions admissions;
  while (true) {
    const auto more = table->Next();
    if (!more.ok()) return more.status();
    if (!*more) return admissions;
    const auto subject = IdAt(*table, kSubject), admission = IdAt(*table, kAdmission);
    const auto begin = TimeAt(*table, kBegin), end = TimeAt(*table, kEnd);
    const auto died = OptionalTimeAt(*table, kDied);
    for (const absl::Status& status :
         {subject.status(), admission.status(), begin.status(), end.status(), died.status()}) {
      if (!status.ok()) return status;
    }
    const absl::string_view flag = (*table)[kFlag];
    if (flag != "0" && flag != "1") return table->Error(kFlag, "0 or 1");
    const Admission read{*subject, *begin, *end, *died, flag == "1" ? 1 : 0};
    if (!admissions.emplace(*admission, read).second) {
      return table->Error(kAdmission, "each admission once");
    }
  }
}

// Unit -> the schema's category. Neonatal units have none.
std::string IcuTypeOf(absl::string_view unit) {
  constexpr std::array<std::pair<const char*, const char*>, 5> kTypes = {
      {{"CCU", "coronary_care"},
       {"CSRU", "cardiac_surgery_recovery"},
       {"MICU", "medical"},
       {"SICU", "surgical"},
       {"TSICU", "surgical"}}};
  for (const auto& [name, type] : kTypes) {
    if (unit == name) return type;
  }
  return "";
}

double AgeOf(int64_t born, int64_t now) {
  constexpr double kOldest = 90;
  const double years = std::floor(static_cast<double>(now - born) / kSecondsPerYear);
  return std::min(years, kOldest);
}

bool Within(const Admission& admission, const std::optional<int64_t>& time) {
  return time && admission.begin <= *time && *time <= admission.end;
}

// A row of ICUSTAYS with what the other tables say of it.
class StayReader {
 public:
  StayReader(const Patients& patients, const Admissions& admissions)
      : patients_(patients), admissions_(admissions) {}

  static std::vector<std::string> Columns() {
    return {"SUBJECT_ID",     "HADM_ID",       "ICUSTAY_ID",
            "FIRST_CAREUNIT", "LAST_CAREUNIT", "FIRST_WARDID",
            "LAST_WARDID",    "INTIME",        "LOS"};
  }

  absl::StatusOr<Candidate> Read(const Table& table) const {
    const auto subject = IdAt(table, kSubject), admission_id = IdAt(table, kAdmission);
    const auto icustay = IdAt(table, kIcuStay);
    const auto begin = TimeAt(table, kBegin);
    for (const absl::Status& status :
         {subject.status(), admission_id.status(), icustay.status(), begin.status()}) {
      if (!status.ok()) return status;
    }
    const auto patient = patients_.find(*subject);
    if (patient == patients_.end()) {
      return table.Error(kSubject, "a patient of PATIENTS (is that table whole?)");
    }
    const auto admission = admissions_.find(*admission_id);
    if (admission == admissions_.end() || admission->second.subject != *subject) {
      return table.Error(kAdmission, "an admission of that patient in ADMISSIONS (is it whole?)");
    }
    Candidate out;
    out.stay = {*subject,
                *admission_id,
                *icustay,
                *begin,
                AgeOf(patient->second.born, *begin),
                patient->second.male,
                IcuTypeOf(table[kFirstUnit]),
                admission->second.label};
    out.moved = table[kFirstUnit] != table[kLastUnit] || table[kFirstWard] != table[kLastWard];
    out.dead_by_date = Within(admission->second, patient->second.died) ||
                       Within(admission->second, admission->second.died);
    if (table[kDays].empty()) return out;
    const std::optional<double> days = ParseNumber(table[kDays]);
    if (!days) return table.Error(kDays, "a number of days");
    out.hours = *days * 24;
    return out;
  }

 private:
  enum {
    kSubject,
    kAdmission,
    kIcuStay,
    kFirstUnit,
    kLastUnit,
    kFirstWard,
    kLastWard,
    kBegin,
    kDays
  };
  const Patients& patients_;
  const Admissions& admissions_;
};

absl::StatusOr<std::vector<Candidate>> ReadStays(const std::string& folder,
                                                 const Patients& patients,
                                                 const Admissions& admissions) {
  auto table = Table::Open(folder, "ICUSTAYS", StayReader::Columns());
  if (!table.ok()) return table.status();
  const StayReader reader(patients, admissions);
  std::vector<Candidate> stays;
  while (true) {
    const auto more = table->Next();
    if (!more.ok()) return more.status();
    if (!*more) return stays;
    auto stay = reader.Read(*table);
    if (!stay.ok()) return stay.status();
    stays.push_back(*std::move(stay));
  }
}

// Applies the rules one after the other and counts.
class Selection {
 public:
  explicit Selection(std::vector<Candidate> stays) : stays_(std::move(stays)) {
    Count("all ICU stays", 0);
  }

  template <typename IsIn>
  void Keep(const std::string& rule, IsIn is_in) {
    const auto left_out =
        std::erase_if(stays_, [&](const Candidate& candidate) { return !is_in(candidate); });
    Count(rule, static_cast<int64_t>(left_out));
  }

  void KeepOnlyStaysOfAdmissions() {
    std::map<int32_t, int> stays_of;
    for (const Candidate& candidate : stays_) ++stays_of[candidate.stay.admission];
    Keep("the only such stay of its admission",
         [&](const Candidate& c) { return stays_of[c.stay.admission] == 1; });
  }

  Cohort Finish() {
    Cohort cohort;
    cohort.rules = std::move(rules_);
    for (Candidate& candidate : stays_) {
      if (candidate.dead_by_date != (candidate.stay.label == 1)) ++cohort.labels_unlike_benchmark;
      cohort.stays.push_back(std::move(candidate.stay));
    }
    std::sort(cohort.stays.begin(), cohort.stays.end(), [](const Stay& a, const Stay& b) {
      return std::tuple(a.subject, a.begin, a.icustay) < std::tuple(b.subject, b.begin, b.icustay);
    });
    return cohort;
  }

 private:
  void Count(const std::string& rule, int64_t left_out) {
    const auto deaths = std::count_if(stays_.begin(), stays_.end(),
                                      [](const Candidate& c) { return c.stay.label == 1; });
    rules_.push_back({rule, left_out, static_cast<int64_t>(stays_.size()), deaths});
  }

  std::vector<Candidate> stays_;
  std::vector<RuleCount> rules_;
};

}  // namespace

std::string Stay::id() const { return absl::StrCat(subject, "_", icustay); }

int64_t PublishedRows(const std::string& table) {
  static const std::map<std::string, int64_t> kRows = {
      {"PATIENTS", 46520},        {"ADMISSIONS", 58976},   {"ICUSTAYS", 61532},
      {"CHARTEVENTS", 330712483}, {"LABEVENTS", 27854055}, {"OUTPUTEVENTS", 4349218}};
  const auto found = kRows.find(table);
  return found == kRows.end() ? 0 : found->second;
}

absl::Status CheckWhole(const std::string& table, int64_t rows, int64_t patients) {
  if (rows == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(table, ": got no rows below the header, wanted the whole table"));
  }
  if (patients != PublishedRows("PATIENTS") || rows >= PublishedRows(table)) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat(table, ": got ", rows, " rows, wanted the ", PublishedRows(table),
                   " of MIMIC-III v1.4: the file was cut off at row ", rows));
}

absl::StatusOr<Cohort> ReadCohort(const std::string& folder) {
  const auto patients = ReadPatients(folder);
  if (!patients.ok()) return patients.status();
  const auto admissions = ReadAdmissions(folder);
  if (!admissions.ok()) return admissions.status();
  auto stays = ReadStays(folder, *patients, *admissions);
  if (!stays.ok()) return stays.status();
  const auto count = static_cast<int64_t>(patients->size());
  absl::Status whole = CheckWhole("ADMISSIONS", static_cast<int64_t>(admissions->size()), count);
  whole.Update(CheckWhole("ICUSTAYS", static_cast<int64_t>(stays->size()), count));
  if (!whole.ok()) return whole;
  Selection selection(*std::move(stays));
  selection.Keep("one ward and one unit, first to last",
                 [](const Candidate& c) { return !c.moved; });
  selection.KeepOnlyStaysOfAdmissions();
  selection.Keep("18 years or older", [](const Candidate& c) { return c.stay.age >= 18; });
  selection.Keep("in the unit for 48 hours or longer",
                 [](const Candidate& c) { return c.hours >= kHours - 1e-6; });
  Cohort cohort = selection.Finish();
  cohort.patients_read = count;
  return cohort;
}

}  // namespace credence::data::mimic3
