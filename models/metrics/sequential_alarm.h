// A test of calibration that may be looked at after every outcome, for ever.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace credence::metrics {

// ln 100: at most 1 % of endless calibrated streams ever raise the alarm (Ville's inequality).
inline constexpr double kLogThreshold = 4.605170185988092;

// A test martingale against "y_t is 1 with probability p_t, whatever came before", mixed over
// alternatives (shifts and slopes of the logit) and over the time at which the change began. Source
// of the construction and the weights: see the .cc and docs/calibration.md.
//
// The evidence starts at 1 and is a nonnegative martingale where every p_t is right, so that it
// ever reaches 100 with probability 1/100 at most, however often one looks. Not thread-safe.
class SequentialAlarm {
 public:
  SequentialAlarm();

  // p: the stated probability in [0, 1], held inside [1e-6, 1 - 1e-6]; y: 0 or 1.
  void Observe(double p, int y);

  int64_t outcomes() const { return outcomes_; }
  double log_evidence() const { return log_evidence_; }
  double log_evidence_max() const { return log_evidence_max_; }
  // Stays raised once raised.
  bool alarmed() const { return log_evidence_max_ >= kLogThreshold; }

  // As text and back, exactly: the next Observe gives the same bits. Errors: InvalidArgument.
  std::string Save() const;
  static absl::StatusOr<SequentialAlarm> Restore(absl::string_view text);

 private:
  int64_t outcomes_ = 0;
  double log_evidence_ = 0;
  double log_evidence_max_ = 0;
  std::vector<double> wealth_;  // per alternative, of what has been put on it so far
};

}  // namespace credence::metrics
