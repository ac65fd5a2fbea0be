#include "server/outcomes/calibration.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "models/metrics/calibration_report.h"
#include "server/outcomes/calibration_proto.h"
#include "server/predict/errors.h"

namespace credence::server {
namespace {

// The pairs as the metrics read them.
struct Columns {
  int classes = 2;
  std::vector<double> probabilities, average_nll, epistemic;
  std::vector<int> label;
  std::vector<uint8_t> deferred;

  metrics::JoinedCases view() const {
    return {probabilities, classes, label, average_nll, epistemic, deferred};
  }
};

absl::StatusOr<Columns> ToColumns(const CalibrationModel& model,
                                  std::span<const JournalPair> pairs) {
  Columns columns;
  if (!model.classes.empty()) {
    columns.classes = static_cast<int>(model.classes.size());
  } else if (!pairs.empty()) {
    columns.classes = static_cast<int>(pairs[0].prediction.probabilities.size());
  }
  const auto classes = static_cast<size_t>(columns.classes);
  for (const JournalPair& pair : pairs) {
    const JournalPrediction& prediction = pair.prediction;
    if (prediction.probabilities.size() != classes || prediction.average_nll.size() != classes) {
      return absl::FailedPreconditionError(
          absl::StrCat("journal: got a prediction of ", prediction.probabilities.size(),
                       " classes for ", model.model, " version ", model.version, ", wanted ",
                       classes, "; were the files of a version replaced?"));
    }
    // A mean over members may pass 1 by a rounding.
    for (double p : prediction.probabilities) {
      columns.probabilities.push_back(std::clamp(p, 0.0, 1.0));
    }
    columns.label.push_back(pair.label);
    columns.average_nll.push_back(prediction.average_nll.at(pair.label));
    columns.epistemic.push_back(prediction.epistemic);
    columns.deferred.push_back(prediction.deferred ? 1 : 0);
  }
  return columns;
}

// Which event is judged, and its names in the answer.
absl::StatusOr<metrics::Target> ChooseTarget(const v1::GetCalibrationRequest& request,
                                             const CalibrationModel& model, int classes,
                                             v1::Calibration& answer) {
  metrics::Target target{.index = model.positive_class,
                         .decision_threshold = model.decision_threshold};
  if (classes == 2) {
    answer.set_target("event");
  } else if (!request.has_target_class()) {
    answer.set_target("top_label");
    target.kind = metrics::Target::Kind::kTopLabel;
    target.index = 0;
    return target;
  } else {
    answer.set_target("class");
  }
  if (request.has_target_class()) target.index = request.target_class();
  if (target.index >= classes) {
    Violations violations;
    violations.Add("target_class", absl::StrCat(target.index), absl::StrCat("0 to ", classes - 1));
    return violations.ToStatus();
  }
  if (!model.classes.empty()) answer.set_target_class(model.classes[target.index]);
  return target;
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const int64_t micros = absl::ToUnixMicros(time);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  timestamp.set_nanos(static_cast<int>((micros - timestamp.seconds() * 1'000'000) * 1000));
  return timestamp;
}

google::protobuf::Duration ToDuration(double seconds) {
  const auto micros = static_cast<int64_t>(std::llround(seconds * 1e6));
  google::protobuf::Duration duration;
  duration.set_seconds(micros / 1'000'000);
  duration.set_nanos(static_cast<int>(micros % 1'000'000 * 1000));
  return duration;
}

void PutTimes(std::span<const JournalPair> pairs, v1::Calibration& answer) {
  if (pairs.empty()) return;
  const auto [first, last] = std::ranges::minmax_element(pairs, {}, &JournalPair::received_at);
  *answer.mutable_first_outcome() = ToTimestamp(first->received_at);
  *answer.mutable_last_outcome() = ToTimestamp(last->received_at);
  std::vector<double> delays;
  for (const JournalPair& pair : pairs) {
    // Another replica's clock may be ahead.
    const absl::Duration delay = pair.received_at - pair.prediction.predicted_at;
    delays.push_back(std::max(absl::ToDoubleSeconds(delay), 0.0));
  }
  v1::LabelCoverage& coverage = *answer.mutable_label_coverage();
  *coverage.mutable_delay_median() = ToDuration(metrics::Quantile(delays, 0.5));
  *coverage.mutable_delay_q90() = ToDuration(metrics::Quantile(delays, 0.9));
  *coverage.mutable_delay_max() = ToDuration(std::ranges::max(delays));
}

void PutCoverage(const Coverage& counts, v1::LabelCoverage& coverage) {
  coverage.set_predictions(counts.predictions);
  coverage.set_with_outcome(counts.with_outcome);
  if (counts.predictions == 0) return;
  coverage.set_ratio(static_cast<double>(counts.with_outcome) /
                     static_cast<double>(counts.predictions));
}

}  // namespace

absl::StatusOr<v1::Calibration> DescribeCalibration(const v1::GetCalibrationRequest& request,
                                                    const CalibrationModel& model,
                                                    std::span<const JournalPair> pairs,
                                                    const Coverage& coverage) {
  const absl::StatusOr<Columns> columns = ToColumns(model, pairs);
  if (!columns.ok()) return columns.status();
  v1::Calibration answer;
  answer.set_model(model.model);
  answer.set_version(model.version);
  answer.set_cohort(request.cohort());
  answer.set_decision(request.decision());
  const auto target = ChooseTarget(request, model, columns->classes, answer);
  if (!target.ok()) return target.status();
  metrics::CalibrationOptions options;
  if (request.bins() > 0) options.bins = request.bins();
  options.inner_edges = model.inner_edges;
  const auto report = metrics::ReportCalibration(columns->view(), *target, options);
  if (!report.ok()) return report.status();
  PutReport(*report, answer);
  PutTimes(pairs, answer);
  PutCoverage(coverage, *answer.mutable_label_coverage());
  return answer;
}

absl::StatusOr<v1::Calibration> ComputeCalibration(const v1::GetCalibrationRequest& request,
                                                   const CalibrationModel& model, Journal& journal,
                                                   const CalibrationDefaults& defaults,
                                                   absl::Time now) {
  const auto query = CalibrationQuery(request, model, defaults, now);
  if (!query.ok()) return query.status();
  const auto pairs = journal.Read(*query);
  if (!pairs.ok()) return pairs.status();
  const auto coverage = journal.Count(model.model, model.version, now - defaults.horizon);
  if (!coverage.ok()) return coverage.status();
  return DescribeCalibration(request, model, *pairs, *coverage);
}

}  // namespace credence::server
