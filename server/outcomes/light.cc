#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "server/outcomes/monitor.h"

namespace credence::server {
namespace {

constexpr int64_t kMinEvents = 20;
constexpr double kMaxZ = 3;
constexpr double kMinCoverage = 0.5;

v1::TrafficLight Light(v1::TrafficLight::Color color, std::string reason) {
  v1::TrafficLight light;
  light.set_color(color);
  light.set_reason(std::move(reason));
  return light;
}

double CoverageOf(const Coverage& coverage) {
  return static_cast<double>(coverage.with_outcome) / static_cast<double>(coverage.predictions);
}

std::vector<std::string> Warnings(const MonitorSnapshot& snapshot) {
  const metrics::CalibrationReport& window = snapshot.window;
  std::vector<std::string> warnings;
  if (window.ece && window.ece_null && window.ece->value > window.ece_null->q99) {
    warnings.push_back(absl::StrFormat(
        "the ECE of %.4f is above %.4f, which a calibrated model would pass 1 time in 100",
        window.ece->value, window.ece_null->q99));
  }
  if (window.calibration_z && std::abs(*window.calibration_z) > kMaxZ) {
    warnings.push_back(
        absl::StrFormat("observed against expected events differ by z = %+.1f, outside -3 to 3",
                        *window.calibration_z));
  }
  const Coverage& coverage = snapshot.coverage;
  if (coverage.predictions > 0 && CoverageOf(coverage) < kMinCoverage) {
    warnings.push_back(absl::StrFormat(
        "%d of the %d predictions of the last %d days have an outcome, less than half",
        coverage.with_outcome, coverage.predictions, snapshot.horizon / absl::Hours(24)));
  }
  return warnings;
}

std::string Calm(const MonitorSnapshot& snapshot) {
  const metrics::CalibrationReport& window = snapshot.window;
  std::string reason = absl::StrFormat("Over the last %d outcomes", window.count);
  if (window.ece && window.ece_null) {
    absl::StrAppendFormat(&reason, " the ECE of %.4f is what a calibrated model shows (up to %.4f)",
                          window.ece->value, window.ece_null->q99);
  }
  if (window.calibration_z) absl::StrAppendFormat(&reason, ", z = %+.1f", *window.calibration_z);
  absl::StrAppendFormat(&reason,
                        ", and the log evidence against the model is %.2f, never above %.2f.",
                        snapshot.evidence.alarm().log_evidence(), metrics::kLogThreshold);
  return reason;
}

}  // namespace

v1::TrafficLight LightOf(const MonitorSnapshot& snapshot) {
  const metrics::CalibrationReport& window = snapshot.window;
  const metrics::SequentialAlarm& alarm = snapshot.evidence.alarm();
  if (alarm.alarmed()) {
    return Light(
        v1::TrafficLight::COLOR_RED,
        absl::StrFormat("The sequential alarm was raised on %s: over %d outcomes the log "
                        "evidence against the model reached %.2f, the threshold is %.2f.",
                        absl::FormatTime("%Y-%m-%d %H:%M UTC", snapshot.evidence.alarmed_at(),
                                         absl::UTCTimeZone()),
                        alarm.outcomes(), alarm.log_evidence_max(), metrics::kLogThreshold));
  }
  const int64_t others = window.count - window.events;
  if (window.events < kMinEvents || others < kMinEvents) {
    return Light(v1::TrafficLight::COLOR_GREY,
                 absl::StrFormat("Too few outcomes to say: %d with the judged event and %d without "
                                 "it; %d of each are needed.",
                                 window.events, others, kMinEvents));
  }
  if (const std::vector<std::string> warnings = Warnings(snapshot); !warnings.empty()) {
    return Light(v1::TrafficLight::COLOR_YELLOW,
                 absl::StrFormat("Over the last %d outcomes: %s.", window.count,
                                 absl::StrJoin(warnings, "; ")));
  }
  return Light(v1::TrafficLight::COLOR_GREEN, Calm(snapshot));
}

}  // namespace credence::server
