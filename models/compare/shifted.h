// What checkpoints answer to records that something has happened to, and to other patients' records
// than those that they learned from.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/compare/judgement.h"
#include "models/compare/plan.h"

namespace credence::compare {

// The share of cases that is deferred to find the figures of those kept.
inline constexpr double kDeferred = 0.2;

// Of one shifted copy of the test records. kept_nll: mixture NLL of the cases kept when the most
// epistemic are deferred; kept_by_entropy: when those whose predictive mean has the highest entropy
// are. detection: AUROC of epistemic uncertainty, shifted cases against the cases as they were. A
// single network has neither kept_nll nor detection.
struct ShiftFigures {
  double mixture_nll = kNone, ece = kNone, auroc = kNone, epistemic = kNone;
  double kept_nll = kNone, kept_by_entropy = kNone, detection = kNone;
};
inline constexpr Column<ShiftFigures> kShiftColumns[] = {
    {"mixture_nll", "Mixture NLL", "%.4f", &ShiftFigures::mixture_nll},
    {"ece", "ECE (15)", "%.4f", &ShiftFigures::ece},
    {"auroc", "AUROC", "%.4f", &ShiftFigures::auroc},
    {"epistemic", "Epistemic, nats", "%.4f", &ShiftFigures::epistemic},
    {"kept_nll", "NLL kept by epistemic", "%.4f", &ShiftFigures::kept_nll},
    {"kept_by_entropy", "NLL kept by entropy", "%.4f", &ShiftFigures::kept_by_entropy},
    {"detection", "Detection AUROC", "%.3f", &ShiftFigures::detection},
};

// Of another set of patients: AUROC of telling them from the test cases, by each score.
// by_imputed: by the share of inputs that is not known, which needs no network.
struct OtherFigures {
  double epistemic = kNone, by_epistemic = kNone, by_entropy = kNone, by_imputed = kNone;
};
inline constexpr Column<OtherFigures> kOtherColumns[] = {
    {"epistemic", "Epistemic, nats", "%.4f", &OtherFigures::epistemic},
    {"by_epistemic", "AUROC by epistemic", "%.3f", &OtherFigures::by_epistemic},
    {"by_entropy", "by entropy", "%.3f", &OtherFigures::by_entropy},
    {"by_imputed", "by inputs unknown", "%.3f", &OtherFigures::by_imputed},
};

struct ShiftPoint {
  std::string kind;  // a row of data::Shifts; empty: as they were
  int severity = 0;  // 1 to 5; 0: as they were
  ShiftFigures figures;
};

struct OtherPoint {
  std::string name, label;
  int64_t cases = 0;
  OtherFigures figures;
};

struct Shifted {
  std::string fingerprint;  // of the run, and of what its records were shifted by
  std::vector<ShiftPoint> points;
  std::vector<OtherPoint> others;
};

nlohmann::json ToJson(const Shifted& shifted);

// Figures of a copy. original: what the same checkpoint answers to the records as they were.
// Errors: those of ComputeFigures.
absl::StatusOr<ShiftFigures> ComputeShiftFigures(const Answers& answers, const Answers& original);

// Mean NLL of the cases with the lowest uncertainty, 1 - kDeferred of them; ties in their order.
double KeptNll(const Answers& answers, const std::vector<double>& uncertainty);

struct ShiftDone {
  const PlannedRun& run;
  int done = 0, total = 0;
  double seconds_left = 0;
};

// Has every run that is judged, of the sets that [shift] names and not of the sweep, answer what
// [shift] asks for; done once, kept in <folder>/training/shifted.json. Entry i is that of run i.
// Errors: those of the readers, of data::ShiftRecord and of the executor, naming the run.
absl::StatusOr<std::vector<std::optional<Shifted>>> JudgeShifts(
    const Suite& suite, const std::vector<PlannedRun>& runs, int threads,
    const std::function<void(const ShiftDone&)>& on_run);

}  // namespace credence::compare
