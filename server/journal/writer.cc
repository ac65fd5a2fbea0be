#include "server/journal/writer.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <iterator>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"

namespace credence::server {
namespace {

using Clock = std::chrono::steady_clock;

constexpr absl::Duration kFlushPoll = absl::Milliseconds(20);

// Takes every step of an outcome, and is never stored: no prediction has an empty id, or so many
// classes.
JournalOutcome Probe() {
  JournalOutcome outcome;
  outcome.label = std::numeric_limits<int>::max();
  return outcome;
}

}  // namespace

struct JournalWriter::Implementation {
  struct Waiting {
    std::vector<JournalOutcome> outcomes;
    Done done;
  };

  Implementation(Journal& to, const WriterOptions& with,
                 absl::AnyInvocable<void(const WriterState&)> call)
      : journal(to), options(with), changed(std::move(call)) {}

  void Run();
  bool WaitForWork(std::unique_lock<std::mutex>& lock);
  void Attempt(std::deque<Waiting> reports, bool probe);
  absl::Status Store(const std::deque<Waiting>& reports, bool probe,
                     std::vector<OutcomeJoins>& joins);
  void Settle(const absl::Status& status, int64_t outcomes);
  void Answer(std::deque<Waiting> reports, const absl::Status& status,
              std::vector<OutcomeJoins> joins);
  void UpdateRefusal() { refuse = !failure.ok() || predictions >= options.max_queue; }

  Journal& journal;
  const WriterOptions options;
  absl::AnyInvocable<void(const WriterState&)> changed;
  std::atomic<bool> refuse = false;

  mutable std::mutex mutex;
  std::condition_variable wake;
  // Guarded by mutex.
  std::deque<JournalPrediction> added;
  std::deque<Waiting> reported;
  bool asleep = false;  // nothing waits: the first prediction must wake the writer
  bool stopping = false;
  int64_t predictions = 0;  // added, and in batch
  int64_t outcomes = 0;     // reported, and being written
  WriterState state;
  absl::Status failure;  // of the last attempt

  // Of the writer's thread.
  std::vector<JournalPrediction> batch;  // in the order of Add; stays while the journal fails
  Clock::time_point next_attempt;
  std::thread thread;
};

void JournalWriter::Implementation::Run() {
  std::unique_lock lock(mutex);
  while (true) {
    const bool attempt = WaitForWork(lock);
    const bool last = stopping;
    const bool nothing = predictions == 0 && reported.empty();
    if (last && nothing) return;
    std::deque<JournalPrediction> fresh;
    if (attempt) fresh.swap(added);
    std::deque<Waiting> reports;
    reports.swap(reported);
    const absl::Status error = failure;
    lock.unlock();
    batch.insert(batch.end(), std::make_move_iterator(fresh.begin()),
                 std::make_move_iterator(fresh.end()));
    fresh.clear();
    if (attempt) {
      // Predictions need less than outcomes do: a journal that failed, or that is asked by an empty
      // report or for want of other work, works once an outcome goes through. The last attempt is
      // to save what can be saved.
      const bool probe = !last && (!error.ok() || !reports.empty() || batch.empty());
      Attempt(std::move(reports), probe);
    } else {
      Answer(std::move(reports), error, {});
    }
    lock.lock();
    if (last) return;
  }
}

// False: the journal fails, and only what cannot wait is to be answered. True with nothing to write
// after a while without a write.
bool JournalWriter::Implementation::WaitForWork(std::unique_lock<std::mutex>& lock) {
  const auto urgent = [this] { return stopping || !reported.empty(); };
  if (!failure.ok()) {
    wake.wait_until(lock, next_attempt, urgent);
    return stopping || Clock::now() >= next_attempt;
  }
  asleep = true;
  const bool work = wake.wait_for(lock, absl::ToChronoNanoseconds(options.idle),
                                  [&] { return urgent() || !added.empty(); });
  asleep = false;
  if (!work) return true;
  const auto many = static_cast<size_t>(options.max_queue / 2);
  wake.wait_for(lock, absl::ToChronoNanoseconds(options.group_delay),
                [&] { return urgent() || added.size() >= many; });
  return true;
}

void JournalWriter::Implementation::Attempt(std::deque<Waiting> reports, bool probe) {
  std::vector<OutcomeJoins> joins;
  const Clock::time_point start = Clock::now();
  const absl::Status status = Store(reports, probe, joins);
  const Clock::time_point end = Clock::now();
  next_attempt = end + absl::ToChronoNanoseconds(options.retry);
  if (options.wrote) options.wrote(absl::FromChrono(end - start), status);
  Settle(status, static_cast<int64_t>(joins.size()));
  Answer(std::move(reports), status, std::move(joins));
}

absl::Status JournalWriter::Implementation::Store(const std::deque<Waiting>& reports, bool probe,
                                                  std::vector<OutcomeJoins>& joins) {
  if (reports.size() == 1 && !reports.front().outcomes.empty()) {
    return journal.Write(batch, reports.front().outcomes, options.horizon, joins);
  }
  std::vector<JournalOutcome> all;
  for (const Waiting& waiting : reports) {
    all.insert(all.end(), waiting.outcomes.begin(), waiting.outcomes.end());
  }
  const bool probes = probe && all.empty();
  if (probes) all.push_back(Probe());
  absl::Status status = journal.Write(batch, all, options.horizon, joins);
  if (probes) joins.clear();
  return status;
}

void JournalWriter::Implementation::Settle(const absl::Status& status, int64_t written) {
  const auto stored = status.ok() ? std::ssize(batch) : 0;
  if (status.ok()) batch.clear();  // takes a while, and Add needs the mutex
  std::unique_lock lock(mutex);
  const JournalHealth before = state.health;
  failure = status;
  state.health = HealthOf(status);
  state.message = status.ok() ? "" : std::string(status.message());
  ++state.writes;
  if (status.ok()) {
    predictions -= stored;
    state.written_predictions += stored;
    state.written_outcomes += written;
  } else {
    ++state.write_failures;
  }
  UpdateRefusal();
  if (state.health == before || !changed) return;
  WriterState copy = state;
  copy.queued = predictions + outcomes;
  lock.unlock();
  changed(copy);
}

void JournalWriter::Implementation::Answer(std::deque<Waiting> reports, const absl::Status& status,
                                           std::vector<OutcomeJoins> joins) {
  int64_t answered = 0;
  for (const Waiting& waiting : reports) answered += std::ssize(waiting.outcomes);
  {
    std::lock_guard lock(mutex);
    outcomes -= answered;
  }
  auto next = joins.begin();
  for (Waiting& waiting : reports) {
    if (!status.ok()) {
      waiting.done(status);
      continue;
    }
    const auto end = next + std::ssize(waiting.outcomes);
    waiting.done(
        std::vector<OutcomeJoins>(std::make_move_iterator(next), std::make_move_iterator(end)));
    next = end;
  }
}

JournalWriter::JournalWriter(Journal& journal, const WriterOptions& options,
                             absl::AnyInvocable<void(const WriterState&)> changed)
    : implementation_(std::make_unique<Implementation>(journal, options, std::move(changed))) {
  implementation_->thread = std::thread([this] { implementation_->Run(); });
}

JournalWriter::~JournalWriter() {
  {
    std::lock_guard lock(implementation_->mutex);
    implementation_->stopping = true;
  }
  implementation_->wake.notify_one();
  implementation_->thread.join();
}

absl::Status JournalWriter::Admit() const {
  const Implementation& self = *implementation_;
  if (self.options.drop_predictions || !self.refuse.load(std::memory_order_relaxed)) {
    return absl::OkStatus();
  }
  std::lock_guard lock(self.mutex);
  if (!self.failure.ok()) {
    return absl::UnavailableError(
        absl::StrCat("the journal cannot be written: ", self.failure.message()));
  }
  if (self.predictions < self.options.max_queue) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("the journal's queue is full: ", self.predictions,
                                             " predictions wait, at most ", self.options.max_queue,
                                             " may"));
}

void JournalWriter::Add(JournalPrediction prediction) {
  Implementation& self = *implementation_;
  {
    std::lock_guard lock(self.mutex);
    if (self.options.drop_predictions && self.predictions >= self.options.max_queue) {
      ++self.state.dropped;
      return;
    }
    ++self.predictions;
    self.added.push_back(std::move(prediction));
    if (self.predictions >= self.options.max_queue) self.UpdateRefusal();
    if (!self.asleep) return;
    self.asleep = false;
  }
  self.wake.notify_one();
}

void JournalWriter::Report(std::vector<JournalOutcome> outcomes, Done done) {
  Implementation& self = *implementation_;
  const auto count = static_cast<int64_t>(outcomes.size());
  {
    std::unique_lock lock(self.mutex);
    if (self.outcomes + count > self.options.max_queue) {
      const int64_t waiting = self.outcomes;
      lock.unlock();
      done(absl::UnavailableError(absl::StrCat("the journal's queue is full: ", waiting,
                                               " outcomes wait, at most ", self.options.max_queue,
                                               " may; got ", count)));
      return;
    }
    self.outcomes += count;
    self.reported.push_back({std::move(outcomes), std::move(done)});
    self.asleep = false;
  }
  self.wake.notify_one();
}

bool JournalWriter::Flush(absl::FunctionRef<bool(absl::Duration)> give_up) {
  auto written = std::make_shared<std::promise<void>>();
  const std::future<void> done = written->get_future();
  Report({}, [written](const auto&) { written->set_value(); });
  while (done.wait_for(std::chrono::seconds::zero()) != std::future_status::ready) {
    if (give_up(kFlushPoll)) return false;
  }
  return true;
}

WriterState JournalWriter::state() const {
  std::lock_guard lock(implementation_->mutex);
  WriterState state = implementation_->state;
  state.queued = implementation_->predictions + implementation_->outcomes;
  return state;
}

}  // namespace credence::server
