// GetCalibration: a request and the journal -> every figure of a model version's calibration.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "credence/v1/outcome.pb.h"
#include "server/journal/journal.h"
#include "server/predict/served.h"

namespace credence::server {

// What the figures need to know of a model version.
struct CalibrationModel {
  std::string model;
  int64_t version = 0;
  bool in_service = false;           // false: only the journal knows it; what follows is unknown
  std::vector<std::string> classes;  // [C]
  int positive_class = 1;
  double decision_threshold = 0.5;
  std::vector<std::string> cohorts;
  std::vector<double> inner_edges;  // of the equal-mass bins
};

CalibrationModel CalibrationModelOf(const Served& served);

// A version that is not in service any more: its outcomes are judged with class 1 as the event of a
// binary model and equal-mass bins by quantiles of the window. Errors: NotFound where the journal
// holds none of its predictions; those of Journal where it cannot be read.
absl::StatusOr<CalibrationModel> CalibrationModelOfJournal(Journal& journal,
                                                           const std::string& model,
                                                           int64_t version);

struct CalibrationDefaults {
  int64_t window = 2000;                          // newest outcomes, where no window is asked for
  absl::Duration horizon = absl::Hours(24 * 90);  // of predictions that coverage is counted over
};

inline constexpr int64_t kMaxCalibrationOutcomes = 1'000'000;

// Both below, with what the journal holds between them. The request's model and version are those
// of `model`: the caller has looked them up. Errors: theirs, and those of Journal as they are, so
// that server/journal/health.h can still tell them apart.
absl::StatusOr<v1::Calibration> ComputeCalibration(const v1::GetCalibrationRequest& request,
                                                   const CalibrationModel& model, Journal& journal,
                                                   const CalibrationDefaults& defaults,
                                                   absl::Time now);

// Which pairs to read. A last_duration reaches back from now and holds the newest
// kMaxCalibrationOutcomes at most. Errors: InvalidArgument with google.rpc.BadRequest for bins, a
// window, a decision or a target_class out of range, or a cohort with a control character; NotFound
// for a cohort that is not the model's.
absl::StatusOr<PairQuery> CalibrationQuery(const v1::GetCalibrationRequest& request,
                                           const CalibrationModel& model,
                                           const CalibrationDefaults& defaults, absl::Time now);

// The answer: a pure function. pairs in any order. Errors: FailedPrecondition where the journal's
// predictions have another number of classes than the model; InvalidArgument for a target_class
// that a version out of service does not have.
absl::StatusOr<v1::Calibration> DescribeCalibration(const v1::GetCalibrationRequest& request,
                                                    const CalibrationModel& model,
                                                    std::span<const JournalPair> pairs,
                                                    const Coverage& coverage);

}  // namespace credence::server
