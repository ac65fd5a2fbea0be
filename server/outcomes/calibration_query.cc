// What is asked: which model version, which pairs.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/outcomes/calibration.h"
#include "server/predict/errors.h"

namespace credence::server {
namespace {

constexpr int kMostBins = 100;

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

void CheckWindow(const v1::GetCalibrationRequest& request, Violations& violations) {
  if (request.has_last_duration() && ToDuration(request.last_duration()) <= absl::ZeroDuration()) {
    violations.Add("last_duration", absl::FormatDuration(ToDuration(request.last_duration())),
                   "a duration above 0");
  }
  if (request.has_last_outcomes() &&
      (request.last_outcomes() < 1 || request.last_outcomes() > kMaxCalibrationOutcomes)) {
    violations.Add("last_outcomes", absl::StrCat(request.last_outcomes()),
                   absl::StrCat("1 to ", kMaxCalibrationOutcomes));
  }
}

void CheckTargetClass(const v1::GetCalibrationRequest& request, const CalibrationModel& model,
                      Violations& violations) {
  if (!request.has_target_class()) return;
  const auto classes = static_cast<int>(model.classes.size());
  const int target = request.target_class();
  if (classes == 2 && target != model.positive_class) {
    violations.Add("target_class", absl::StrCat(target),
                   absl::StrCat(model.positive_class,
                                ", the event of this model of two classes, or no target_class"));
  } else if (target < 0 || (classes > 0 && target >= classes)) {
    violations.Add("target_class", absl::StrCat(target),
                   classes > 0 ? absl::StrCat("0 to ", classes - 1) : "0 or above");
  }
}

// A version out of service has no list to hold it against: what a database cannot be asked for is
// refused here. That it is UTF-8 the parser has checked.
void CheckCohortText(const std::string& cohort, Violations& violations) {
  const auto control = [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; };
  if (std::ranges::none_of(cohort, control)) return;
  violations.Add("cohort", "a control character", "text without them");
}

absl::Status CheckCohort(const std::string& cohort, const CalibrationModel& model) {
  if (cohort.empty() || !model.in_service) return absl::OkStatus();
  if (std::ranges::find(model.cohorts, cohort) != model.cohorts.end()) return absl::OkStatus();
  return error::UnknownCohort(cohort, model.cohorts);
}

}  // namespace

CalibrationModel CalibrationModelOf(const Served& served) {
  const checkpoint::Manifest& manifest = served.predictor->manifest;
  return {.model = served.model,
          .version = served.version,
          .in_service = true,
          .classes = manifest.classes,
          .positive_class = manifest.positive_class,
          .decision_threshold = manifest.decision_threshold,
          .cohorts = manifest.cohorts,
          .inner_edges = manifest.calibration_bin_edges};
}

absl::StatusOr<CalibrationModel> CalibrationModelOfJournal(Journal& journal,
                                                           const std::string& model,
                                                           int64_t version) {
  const auto versions = journal.Versions();
  if (!versions.ok()) return versions.status();
  for (const JournalVersion& known : *versions) {
    if (known.model != model || known.version != version) continue;
    CalibrationModel found;
    found.model = model;
    found.version = version;
    return found;
  }
  return absl::NotFoundError(
      absl::StrCat("version: got ", version, ", wanted a version that the journal knows"));
}

absl::StatusOr<PairQuery> CalibrationQuery(const v1::GetCalibrationRequest& request,
                                           const CalibrationModel& model,
                                           const CalibrationDefaults& defaults, absl::Time now) {
  Violations violations;
  if (request.bins() < 0 || request.bins() > kMostBins) {
    violations.Add("bins", absl::StrCat(request.bins()),
                   absl::StrCat("1 to ", kMostBins, ", or 0 for 15"));
  }
  if (!v1::Decision_IsValid(request.decision())) {
    violations.Add("decision", absl::StrCat(static_cast<int>(request.decision())),
                   "0 (all), 1 (kept) or 2 (deferred)");
  }
  CheckWindow(request, violations);
  CheckTargetClass(request, model, violations);
  CheckCohortText(request.cohort(), violations);
  if (!violations.empty()) return violations.ToStatus();
  if (auto status = CheckCohort(request.cohort(), model); !status.ok()) return status;

  PairQuery query;
  query.model = model.model;
  query.version = model.version;
  query.cohort = request.cohort();
  if (request.decision() != v1::DECISION_UNSPECIFIED) {
    query.deferred = request.decision() == v1::DECISION_DEFER;
  }
  query.last = defaults.window;
  if (request.has_last_outcomes()) query.last = request.last_outcomes();
  if (request.has_last_duration()) {
    query.last = kMaxCalibrationOutcomes;
    query.received_since = now - ToDuration(request.last_duration());
  }
  return query;
}

}  // namespace credence::server
