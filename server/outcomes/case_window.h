// The newest outcomes of one model version, in the journal's order.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/metrics/calibration_report.h"
#include "server/journal/journal.h"

namespace credence::server {

class CaseWindow {
 public:
  // capacity: outcomes held. classes: of the model; pairs of another number are left out.
  CaseWindow(int64_t capacity, int classes) : capacity_(capacity), classes_(classes) {}

  // The next pair by sequence; one that was here before, now corrected, takes the new place only.
  // A pair at or before sequence() changes nothing.
  void Add(const JournalPair& pair);

  int64_t size() const { return static_cast<int64_t>(cases_.size()); }
  // The highest that was added.
  int64_t sequence() const { return sequence_; }

  // Errors: those of ReportCalibration.
  absl::StatusOr<metrics::CalibrationReport> Report(
      const metrics::Target& target, const metrics::CalibrationOptions& options) const;

 private:
  struct Case {
    std::string prediction_id;
    std::vector<double> probabilities;
    int label = 0;
    double average_nll = 0;
    double epistemic = 0;
    bool deferred = false;
  };

  const int64_t capacity_;
  const int classes_;
  int64_t sequence_ = 0;
  std::deque<Case> cases_;
};

}  // namespace credence::server
