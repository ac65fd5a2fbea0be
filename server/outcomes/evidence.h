// The sequential alarm of one model version, as the journal keeps it: with its history, and the
// place in the journal up to which it has seen the outcomes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "models/metrics/sequential_alarm.h"

namespace credence::server {

// The evidence after so many outcomes.
struct EvidenceSample {
  int64_t outcomes = 0;
  absl::Time time;  // when the last of them was received
  double log_evidence = 0;
};

// A value: copied into snapshots.
class Evidence {
 public:
  static constexpr size_t kMaxHistory = 500;

  // The next outcome in the journal's order: p of the judged event, y whether it happened.
  void Observe(double p, int y, int64_t sequence, absl::Time received_at);
  // Everything up to this place was seen, though not all of it is this version's first outcomes.
  void MoveTo(int64_t sequence) { sequence_ = sequence; }

  const metrics::SequentialAlarm& alarm() const { return alarm_; }
  // When the threshold was first passed; InfiniteFuture before.
  absl::Time alarmed_at() const { return alarmed_at_; }
  int64_t sequence() const { return sequence_; }
  // Oldest first, evenly spaced over the outcomes, the newest always last; at most kMaxHistory.
  std::vector<EvidenceSample> History() const;

  // As text and back, exactly. Errors: InvalidArgument.
  std::string Save() const;
  static absl::StatusOr<Evidence> Restore(absl::string_view text);

 private:
  metrics::SequentialAlarm alarm_;
  absl::Time alarmed_at_ = absl::InfiniteFuture();
  int64_t sequence_ = 0;
  int64_t stride_ = 1;  // outcomes between samples that are kept
  std::vector<EvidenceSample> samples_;
  EvidenceSample last_;
};

}  // namespace credence::server
