#include "models/data/eicu.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "models/data/csv.h"

namespace credence::data {
namespace {

enum Table { kPatient, kPhysiology, kPredictors, kTables };
constexpr std::array<const char*, kTables> kTableNames = {"patient", "apacheapsvar",
                                                          "apachepredvar"};

// A field that begins with `prefix` is of `category`; the first that fits counts.
struct Group {
  const char* prefix;
  const char* category;
};

constexpr Group kFlags[] = {{"0", "no"}, {"1", "yes"}};
constexpr Group kElective[] = {{"1", "yes"}, {"", "no"}};  // empty where there was no operation
constexpr Group kGenders[] = {{"Female", "female"}, {"Male", "male"}};
constexpr Group kSources[] = {{"Emergency", "emergency"},
                              {"Operating", "operating_room"},
                              {"Recovery", "operating_room"},
                              {"PACU", "operating_room"},
                              {"Floor", "ward"},
                              {"Acute Care/Floor", "ward"},
                              {"Step-Down", "ward"},
                              {"Direct", "direct"},
                              {"", "other"}};
constexpr Group kUnits[] = {{"Med-Surg", "mixed"},
                            {"MICU", "medical"},
                            {"SICU", "surgical"},
                            {"Neuro", "neuro"},
                            {"", "cardiac"}};
constexpr Group kDiagnoses[] = {{"S-", "operation"},
                                {"SEPSIS", "sepsis"},
                                {"CARDARREST", "cardiac_arrest"},
                                {"PNEUM", "pneumonia"},
                                {"RESPARREST", "pneumonia"},
                                {"ARDS", "pneumonia"},
                                {"CHF", "heart_failure"},
                                {"CARDSHOCK", "heart_failure"},
                                {"AMI", "infarction"},
                                {"UNSTANGINA", "infarction"},
                                {"RHYTH", "rhythm"},
                                {"CVASTROKE", "brain"},
                                {"ICH", "brain"},
                                {"SDH", "brain"},
                                {"SAH", "brain"},
                                {"COMA", "brain"},
                                {"SEIZURES", "brain"},
                                {"TRAUMHEAD", "brain"},
                                {"LOWGIBLEED", "bleeding"},
                                {"UGIBLEED", "bleeding"},
                                {"UNKGIBLEED", "bleeding"},
                                {"DKA", "ketoacidosis"},
                                {"OD", "overdose"},
                                {"DRUGWITHD", "overdose"},
                                {"EMPHYSBRON", "lung"},
                                {"ASTHMA", "lung"},
                                {"", "other"}};

// Where a variable comes from; groups where it is a category. value = field * factor.
struct Column {
  const char* variable;
  Table table;
  const char* column;
  std::span<const Group> groups = {};
  double factor = 1;
};

constexpr Column kColumns[] = {
    {"age", kPatient, "age"},
    {"gender", kPatient, "gender", kGenders},
    {"unit_type", kPatient, "unittype", kUnits},
    {"admission_source", kPatient, "unitadmitsource", kSources},
    {"hours_in_hospital_before", kPatient, "hospitaladmitoffset", {}, -1.0 / 60},
    {"height", kPatient, "admissionheight"},
    {"weight", kPatient, "admissionweight"},
    {"eyes", kPhysiology, "eyes"},
    {"motor", kPhysiology, "motor"},
    {"verbal", kPhysiology, "verbal"},
    {"sedated", kPhysiology, "meds", kFlags},
    {"intubated", kPhysiology, "intubated", kFlags},
    {"ventilated", kPhysiology, "vent", kFlags},
    {"dialysis", kPhysiology, "dialysis", kFlags},
    {"urine", kPhysiology, "urine"},
    {"wbc", kPhysiology, "wbc"},
    {"temperature", kPhysiology, "temperature"},
    {"respiratory_rate", kPhysiology, "respiratoryrate"},
    {"sodium", kPhysiology, "sodium"},
    {"heart_rate", kPhysiology, "heartrate"},
    {"mean_pressure", kPhysiology, "meanbp"},
    {"ph", kPhysiology, "ph"},
    {"hematocrit", kPhysiology, "hematocrit"},
    {"creatinine", kPhysiology, "creatinine"},
    {"albumin", kPhysiology, "albumin"},
    {"pao2", kPhysiology, "pao2"},
    {"paco2", kPhysiology, "pco2"},
    {"bun", kPhysiology, "bun"},
    {"glucose", kPhysiology, "glucose"},
    {"bilirubin", kPhysiology, "bilirubin"},
    {"fio2", kPhysiology, "fio2", {}, 0.01},
    {"diagnosis", kPredictors, "admitdiagnosis", kDiagnoses},
    {"elective_surgery", kPredictors, "electivesurgery", kElective},
    {"active_treatment", kPredictors, "activetx", kFlags},
    {"thrombolysis", kPredictors, "thrombolytics", kFlags},
    {"hepatic_failure", kPredictors, "hepaticfailure", kFlags},
    {"cirrhosis", kPredictors, "cirrhosis", kFlags},
    {"lymphoma", kPredictors, "lymphoma", kFlags},
    {"leukemia", kPredictors, "leukemia", kFlags},
    {"metastatic_cancer", kPredictors, "metastaticcancer", kFlags},
    {"immunosuppression", kPredictors, "immunosuppression", kFlags},
    {"diabetes", kPredictors, "diabetes", kFlags},
};

constexpr char kStay[] = "patientunitstayid";

// The schema's variables that come from one table, beside its columns 0 (stay) and 1 (patient).
struct TablePlan {
  std::vector<std::string> columns = {kStay};
  std::vector<const Column*> read;  // [columns - first]
  size_t first = 1;
};

absl::StatusOr<std::array<TablePlan, kTables>> PlanOf(const Schema& schema) {
  std::array<TablePlan, kTables> plans;
  plans[kPatient].columns.emplace_back("uniquepid");
  plans[kPatient].first = 2;
  for (const Variable& variable : schema.variables) {
    const auto* found = std::find_if(std::begin(kColumns), std::end(kColumns),
                                     [&](const auto& c) { return variable.name == c.variable; });
    const bool categorical = variable.kind == VariableKind::kCategorical;
    if (found == std::end(kColumns) || categorical != !found->groups.empty() ||
        variable.kind == VariableKind::kSeries) {
      return absl::InvalidArgumentError(
          absl::StrCat("schema ", schema.name, ": got \"", variable.name,
                       "\", want variables of models/data/eicu.cc, of the same kind"));
    }
    plans[found->table].columns.emplace_back(found->column);
    plans[found->table].read.push_back(found);
  }
  return plans;
}

absl::StatusOr<std::string> PathOf(const std::string& folder, const std::string& table) {
  for (const char* suffix : {".csv.gz", ".csv"}) {
    const std::string path = (std::filesystem::path(folder) / (table + suffix)).string();
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return path;
  }
  return absl::NotFoundError(absl::StrCat(folder, ": got no ", table, ".csv.gz or .csv"));
}

absl::Status AddValue(const CsvReader& row, size_t place, const Column& column, Record& record) {
  const std::string& text = row[place];
  Feature feature{.name = column.variable};
  if (!column.groups.empty()) {
    const auto group =
        std::find_if(column.groups.begin(), column.groups.end(),
                     [&](const Group& g) { return absl::StartsWith(text, g.prefix); });
    if (group == column.groups.end()) return absl::OkStatus();
    feature.value = std::string(group->category);
  } else {
    if (text.empty() || text == "-1") return absl::OkStatus();
    double value = 90;  // "> 89", the source's own cap
    if (text != "> 89" && (!absl::SimpleAtod(text, &value) || !std::isfinite(value))) {
      return row.Error(place, "a finite number, -1 or nothing");
    }
    feature.value = value * column.factor;
  }
  record.features.push_back(std::move(feature));
  return absl::OkStatus();
}

// The stays of apachepatientresult, in file order, without inputs; and where each stands.
struct Stays {
  LabelledRecords labelled;
  std::map<std::string, size_t, std::less<>> place;
};

absl::StatusOr<Stays> ReadResults(const std::string& folder) {
  const absl::StatusOr<std::string> path = PathOf(folder, "apachepatientresult");
  if (!path.ok()) return path.status();
  enum { kId, kVersion, kPrediction, kOutcome };
  absl::StatusOr<CsvReader> row = CsvReader::Open(
      *path, {kStay, "apacheversion", "predictedhospitalmortality", "actualhospitalmortality"});
  if (!row.ok()) return row.status();
  Stays out;
  out.labelled.baseline_name = "APACHE IVa";
  while (true) {
    const absl::StatusOr<bool> more = row->Next();
    if (!more.ok()) return more.status();
    if (!*more) return out;
    if ((*row)[kVersion] != "IVa") continue;
    double prediction = -1;
    if (!absl::SimpleAtod((*row)[kPrediction], &prediction) || !(prediction <= 1)) {
      return row->Error(kPrediction, "a probability, or -1");
    }
    if (prediction < 0) continue;
    const std::string& outcome = (*row)[kOutcome];
    if (outcome != "ALIVE" && outcome != "EXPIRED") return row->Error(kOutcome, "ALIVE or EXPIRED");
    if (!out.place.emplace((*row)[kId], out.labelled.records.size()).second) {
      return row->Error(kId, "each stay once with version IVa");
    }
    out.labelled.records.push_back({.id = (*row)[kId]});
    out.labelled.labels.push_back(outcome == "EXPIRED" ? 1 : 0);
    out.labelled.baseline.push_back(prediction);
  }
}

absl::Status AddTable(const std::string& path, const TablePlan& plan, bool with_group,
                      Stays& stays) {
  absl::StatusOr<CsvReader> row = CsvReader::Open(path, plan.columns);
  if (!row.ok()) return row.status();
  std::vector<bool> seen(stays.labelled.records.size());
  while (true) {
    const absl::StatusOr<bool> more = row->Next();
    if (!more.ok()) return more.status();
    if (!*more) break;
    const auto found = stays.place.find((*row)[0]);
    if (found == stays.place.end()) continue;
    if (seen[found->second]) return row->Error(0, "each stay once");
    seen[found->second] = true;
    if (with_group) stays.labelled.groups[found->second] = (*row)[1];
    Record& record = stays.labelled.records[found->second];
    for (size_t c = 0; c < plan.read.size(); ++c) {
      absl::Status status = AddValue(*row, plan.first + c, *plan.read[c], record);
      if (!status.ok()) return status;
    }
  }
  const auto missing = std::find(seen.begin(), seen.end(), false);
  if (missing == seen.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path, ": got no row of stay ",
                                                 stays.labelled.records[missing - seen.begin()].id,
                                                 ", want one"));
}

}  // namespace

absl::StatusOr<LabelledRecords> ReadEicu(const std::string& folder, const Schema& schema) {
  const absl::StatusOr<std::array<TablePlan, kTables>> plans = PlanOf(schema);
  if (!plans.ok()) return plans.status();
  absl::StatusOr<Stays> stays = ReadResults(folder);
  if (!stays.ok()) return stays.status();
  stays->labelled.groups.resize(stays->labelled.records.size());
  for (size_t table = 0; table < kTables; ++table) {
    const absl::StatusOr<std::string> path = PathOf(folder, kTableNames[table]);
    if (!path.ok()) return path.status();
    absl::Status status = AddTable(*path, (*plans)[table], table == kPatient, *stays);
    if (!status.ok()) return status;
  }
  return std::move(stays->labelled);
}

}  // namespace credence::data
