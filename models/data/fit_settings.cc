#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/data/fit.h"
#include "models/data/scores.h"

namespace credence::data {
namespace {

constexpr char kSummary[] = R"json({
  "late_hours": 24, "recent_hours": 6, "clip": 3, "fold": 0.8, "flag_share": 0.005,
  "relevance": true,
  "derived": [
    {"name": "SBP", "op": "merge", "of": ["SysABP", "NISysABP"]},
    {"name": "DBP", "op": "merge", "of": ["DiasABP", "NIDiasABP"]},
    {"name": "MBP", "op": "merge", "of": ["MAP", "NIMAP"]},
    {"name": "PulsePressure", "op": "difference", "of": ["SBP", "DBP"]},
    {"name": "ShockIndex", "op": "ratio", "of": ["HR", "SBP"]},
    {"name": "PaO2/FiO2", "op": "ratio_to_last", "of": ["PaO2", "FiO2"]},
    {"name": "BUN/Creatinine", "op": "ratio", "of": ["BUN", "Creatinine"]},
    {"name": "Na-HCO3", "op": "difference", "of": ["Na", "HCO3"]}],
  "log_offsets": {
    "ALP": 0.05, "ALT": 0.05, "AST": 0.05, "BUN": 0.05, "Bilirubin": 0.05, "Creatinine": 0.05,
    "Glucose": 0.05, "Lactate": 0.05, "PaO2": 0.05, "PaO2/FiO2": 0.05, "Platelets": 0.05,
    "TroponinI": 0.05, "TroponinT": 0.05, "WBC": 0.05, "Urine": 1, "BUN/Creatinine": 0},
  "summarized": [
    "ALP", "ALT", "AST", "Albumin", "BUN", "Bilirubin", "Cholesterol", "Creatinine", "FiO2", "GCS",
    "Glucose", "HCO3", "HCT", "HR", "K", "Lactate", "Mg", "Na", "PaCO2", "PaO2", "Platelets",
    "RespRate", "SaO2", "Temp", "TroponinI", "TroponinT", "Urine", "WBC", "Weight", "pH",
    "SBP", "DBP", "MBP", "PulsePressure", "ShockIndex", "PaO2/FiO2", "BUN/Creatinine", "Na-HCO3"],
  "counted": ["SysABP", "DiasABP", "MAP", "NISysABP", "NIDiasABP", "NIMAP"],
  "summed": ["Urine"],
  "switches": ["MechVent"],
  "body_mass_index": {"weight": "Weight", "height": "Height"},
  "products": {
    "of": ["GCS.last", "MechVent.recent"],
    "with": [
      "Age", "GCS.min", "GCS.max", "MechVent.any", "SBP.min", "HR.max", "RespRate.max", "Temp.min",
      "PaO2/FiO2.min", "HCO3.min", "BUN.last", "Creatinine.last", "Urine.sum", "Lactate.last",
      "WBC.last", "Platelets.last", "Bilirubin.last", "Na.last", "Albumin.last",
      "ICUType.coronary_care", "ICUType.cardiac_surgery_recovery", "ICUType.medical",
      "ICUType.surgical"]}
})json";

constexpr char kTable[] = R"json({
  "clip": 3, "fold": 0.8, "flag_share": 0.005, "relevance": true,
  "log_offsets": {}, "products": {"of": [], "with": []}
})json";

constexpr char kGrid[] = R"json({
  "bin_hours": 2,
  "channels": [
    "ALP", "ALT", "AST", "Albumin", "BUN", "Bilirubin", "Cholesterol", "Creatinine", "FiO2", "GCS",
    "Glucose", "HCO3", "HCT", "HR", "K", "Lactate", "Mg", "Na", "PaCO2", "PaO2", "Platelets",
    "RespRate", "SaO2", "Temp", "TroponinI", "TroponinT", "Urine", "WBC", "Weight", "pH",
    "SBP", "DBP", "MBP", "MechVent"]
})json";

}  // namespace

absl::StatusOr<nlohmann::json> DefaultEncodingSettings(const std::string& kind) {
  if (kind == "table") return nlohmann::json::parse(kTable);
  nlohmann::json settings = nlohmann::json::parse(kSummary);
  settings["scores"] = DefaultScores();
  if (kind == "icu_summary") return settings;
  if (kind == "icu_series") {
    settings.update(nlohmann::json::parse(kGrid));
    return settings;
  }
  if (kind == "mimic3_benchmark") return nlohmann::json{{"bin_hours", 1}};
  return absl::InvalidArgumentError(absl::StrCat(
      "kind: got \"", kind, "\", want icu_summary, icu_series, mimic3_benchmark or table"));
}

}  // namespace credence::data
