// Takes writes off the request path: a bounded queue, one thread, one transaction for all that
// waits.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/journal/health.h"
#include "server/journal/journal.h"

namespace credence::server {

struct WriterOptions {
  int64_t max_queue = 65536;  // predictions that wait; and outcomes that wait
  // A full queue drops predictions, counted; false: Predict is refused instead, see Admit. Then
  // what was admitted before the queue was full is queued all the same: above max_queue by what is
  // in flight, at most.
  bool drop_predictions = true;
  absl::Duration horizon = absl::Hours(24 * 90);
  absl::Duration retry = absl::Seconds(1);  // between attempts while the journal fails
  // After so long without a write one is tried, so that a journal that went away is noticed.
  absl::Duration idle = absl::Seconds(5);
  // Predictions wait this long for others, so that a commit is shared; outcomes go at once.
  absl::Duration group_delay = absl::Milliseconds(20);
  // Called on the writer's thread after each transaction: how long it took, and how it ended.
  std::function<void(absl::Duration took, const absl::Status& status)> wrote;
};

struct WriterState {
  JournalHealth health = JournalHealth::kOk;
  std::string message;  // the last error; empty while ok
  int64_t queued = 0;   // predictions and outcomes that wait
  int64_t dropped = 0;  // predictions, since the start
  int64_t written_predictions = 0;
  int64_t written_outcomes = 0;  // of every state, e.g. duplicates too
  int64_t writes = 0;            // transactions that were tried
  int64_t write_failures = 0;    // of them
};

// Thread-safe.
class JournalWriter {
 public:
  // journal outlives this. changed: called on the writer's thread when the health changes.
  JournalWriter(Journal& journal, const WriterOptions& options,
                absl::AnyInvocable<void(const WriterState&)> changed);
  // Writes what waits (tries once more where the journal fails), then stops.
  ~JournalWriter();

  // Whether Predict may answer: always while drop_predictions; else Unavailable while the queue is
  // full or the journal fails. Costs one atomic read while all is well.
  absl::Status Admit() const;

  // Queues a prediction; where the queue is full and drop_predictions, drops and counts it. Never
  // blocks on the database.
  void Add(JournalPrediction prediction);

  // Queues outcomes behind every prediction added before. done: called once on the writer's thread,
  // after the commit, with one entry per outcome; or with the journal's error, nothing stored.
  // Where the queue is full: Unavailable, at once and on the caller's thread. While the journal
  // fails, outcomes are not kept waiting: they get its error. done must be quick, and must not
  // destroy this. No outcomes: done says whether one could be written.
  using Done = absl::AnyInvocable<void(absl::StatusOr<std::vector<OutcomeJoins>>)>;
  void Report(std::vector<JournalOutcome> outcomes, Done done);

  // True once what was queued before is written, or the journal has failed; false where give_up(d),
  // which waits d at most, said so before.
  bool Flush(absl::FunctionRef<bool(absl::Duration)> give_up);

  WriterState state() const;

 private:
  struct Implementation;
  const std::unique_ptr<Implementation> implementation_;
};

}  // namespace credence::server
