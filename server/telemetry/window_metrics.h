// Gauges of what the monitor reads from the journal, per model version.
#pragma once

#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <array>
#include <memory>
#include <string>

namespace credence::server {

// In the order of the table in the .cc.
enum class WindowFigure {
  kOutcomes,
  kEce,
  kEceNullQ95,
  kBrier,
  kMixtureNll,
  kAuroc,
  kObservedOverExpected,
  kSlope,
  kPending,
  kCoverage,
  kLogEvidence,
  kLogEvidenceMax,
  kAlarm,
};
inline constexpr int kWindowFigures = 13;

class WindowMetrics;

// One version's gauges: there from the start, counts and evidence at 0, figures that the outcomes
// do not define at NaN; they go with this object. Thread-safe.
class WindowGauges {
 public:
  ~WindowGauges();
  WindowGauges(WindowGauges&&) = delete;

  void Set(WindowFigure figure, double value) { gauges_[static_cast<int>(figure)]->Set(value); }

 private:
  friend class WindowMetrics;
  explicit WindowGauges(WindowMetrics& metrics) : metrics_(metrics) {}

  WindowMetrics& metrics_;
  std::array<prometheus::Gauge*, kWindowFigures> gauges_ = {};
};

// Thread-safe. Outlives its gauges; at most one WindowGauges of a version at a time.
class WindowMetrics {
 public:
  explicit WindowMetrics(prometheus::Registry& registry);

  std::unique_ptr<WindowGauges> ForVersion(const std::string& model, int64_t version);

 private:
  friend class WindowGauges;
  std::array<prometheus::Family<prometheus::Gauge>*, kWindowFigures> families_ = {};
};

}  // namespace credence::server
