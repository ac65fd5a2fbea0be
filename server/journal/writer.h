// Takes writes off the request path: a bounded queue, one thread, one transaction for all that
// waits.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/journal/journal.h"

namespace credence::server {

// What the journal is doing, for health, metrics and pages.
enum class JournalHealth { kOk, kFull, kLocked, kDown, kCorrupt };
// "ok", "full", "locked", "down", "corrupt".
absl::string_view JournalHealthName(JournalHealth health);

struct WriterOptions {
  int64_t max_queue = 65536;  // predictions that wait; and outcomes that wait
  // A full queue drops predictions, counted; false: Predict is refused instead, see Admit.
  bool drop_predictions = true;
  absl::Duration horizon = absl::Hours(24 * 90);
  absl::Duration retry = absl::Seconds(1);  // between attempts while the journal fails
};

struct WriterState {
  JournalHealth health = JournalHealth::kOk;
  std::string message;  // the last error; empty while ok
  int64_t queued = 0;   // predictions and outcomes that wait
  int64_t dropped = 0;  // predictions, since the start
  int64_t written_predictions = 0;
  int64_t written_outcomes = 0;
};

// Thread-safe.
class JournalWriter {
 public:
  // journal outlives this. changed: called on the writer's thread when the health changes.
  JournalWriter(Journal& journal, const WriterOptions& options,
                absl::AnyInvocable<void(const WriterState&)> changed);
  // Writes what waits (tries once more where the journal fails), then stops.
  ~JournalWriter();

  // Whether Predict may answer: always while drop_predictions; else ResourceExhausted-like
  // Unavailable while the queue is full or the journal fails.
  absl::Status Admit() const;

  // Queues a prediction; drops and counts it where the queue is full. Never blocks on the database.
  void Add(JournalPrediction prediction);

  // Queues outcomes behind every prediction added before. done: called once on the writer's thread,
  // after the commit, with one entry per outcome; or with the journal's error, nothing stored.
  // Unavailable at once where the queue is full. While the journal fails, outcomes are not kept
  // waiting: they get its error.
  using Done = absl::AnyInvocable<void(absl::StatusOr<std::vector<OutcomeJoins>>)>;
  void Report(std::vector<JournalOutcome> outcomes, Done done);

  WriterState state() const;

 private:
  struct Implementation;
  const std::unique_ptr<Implementation> implementation_;
};

}  // namespace credence::server
