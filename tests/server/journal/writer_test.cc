#include "server/journal/writer.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <mutex>
#include <semaphore>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "tests/server/journal/support.h"
#include "tests/server/support/fake_journal.h"

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using testing::FakeJournal;
using ::testing::HasSubstr;
using testing::Outcome;
using testing::Prediction;
using ::testing::SizeIs;

using Result = absl::StatusOr<std::vector<OutcomeJoins>>;

// Holds every Write at a gate until it is opened, and remembers what each brought.
class GatedJournal : public FakeJournal {
 public:
  absl::Status Write(std::span<const JournalPrediction> predictions,
                     std::span<const JournalOutcome> outcomes, absl::Duration horizon,
                     std::vector<OutcomeJoins>& joins) override {
    if (!entered_.HasBeenNotified()) entered_.Notify();
    open_.WaitForNotification();
    {
      std::lock_guard lock(mutex_);
      std::vector<std::string>& write = writes_.emplace_back();
      for (const auto& prediction : predictions) write.push_back(prediction.prediction_id);
      for (const auto& outcome : outcomes) write.push_back("o:" + outcome.prediction_id);
    }
    return FakeJournal::Write(predictions, outcomes, horizon, joins);
  }
  void Open() { open_.Notify(); }
  void WaitUntilEntered() { entered_.WaitForNotification(); }
  std::vector<std::vector<std::string>> writes() const {
    std::lock_guard lock(mutex_);
    return writes_;
  }

 private:
  absl::Notification entered_, open_;
  mutable std::mutex mutex_;
  std::vector<std::vector<std::string>> writes_;
};

// Another process holds what outcomes need; predictions need less.
class LockedJournal : public FakeJournal {
 public:
  absl::Status Write(std::span<const JournalPrediction> predictions,
                     std::span<const JournalOutcome> outcomes, absl::Duration horizon,
                     std::vector<OutcomeJoins>& joins) override {
    if (locked && !outcomes.empty()) return LockedError("journal x: locked");
    return FakeJournal::Write(predictions, outcomes, horizon, joins);
  }
  std::atomic<bool> locked = true;
};

std::future<Result> Report(JournalWriter& writer, std::vector<JournalOutcome> outcomes) {
  auto promise = std::make_shared<std::promise<Result>>();
  std::future<Result> future = promise->get_future();
  writer.Report(std::move(outcomes),
                [promise](Result result) { promise->set_value(std::move(result)); });
  return future;
}

// Of a writer whose failures are tried again only when it stops.
WriterOptions Patient() {
  WriterOptions options;
  options.retry = absl::Hours(1);
  return options;
}

TEST(JournalWriterTest, AnOutcomeFindsThePredictionAddedBefore) {
  FakeJournal journal;
  JournalWriter writer(journal, {}, nullptr);
  writer.Add(Prediction("a"));
  Result result = Report(writer, {Outcome("a", 1), Outcome("b", 1)}).get();
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_THAT(*result, SizeIs(2));
  EXPECT_EQ((*result)[0][0].state, OutcomeState::kCounted);
  EXPECT_EQ((*result)[1][0].state, OutcomeState::kUnknownPrediction);
}

TEST(JournalWriterTest, WhatWaitsSharesOneTransactionInItsOrder) {
  GatedJournal journal;
  std::future<Result> first, second, third;
  {
    JournalWriter writer(journal, {}, nullptr);
    first = Report(writer, {Outcome("x", 1)});
    journal.WaitUntilEntered();
    writer.Add(Prediction("a"));
    second = Report(writer, {Outcome("a", 1), Outcome("x", 1)});
    writer.Add(Prediction("b"));
    third = Report(writer, {Outcome("b", 0)});
    EXPECT_EQ(writer.state().queued, 6);
    journal.Open();
    EXPECT_EQ((*first.get())[0][0].state, OutcomeState::kUnknownPrediction);
    EXPECT_THAT(*second.get(), SizeIs(2));
    const Result last = third.get();
    ASSERT_THAT(*last, SizeIs(1));
    EXPECT_EQ((*last)[0][0].pair.prediction.prediction_id, "b");
  }
  EXPECT_THAT(journal.writes(),
              ElementsAre(ElementsAre("o:x"), ElementsAre("a", "b", "o:a", "o:x", "o:b")));
}

TEST(JournalWriterTest, PredictionsAreWrittenWithoutOutcomes) {
  FakeJournal journal;
  std::promise<void> wrote;
  WriterOptions options;
  options.wrote = [&](absl::Duration took, const absl::Status& status) {
    EXPECT_GE(took, absl::ZeroDuration());
    EXPECT_TRUE(status.ok());
    wrote.set_value();
  };
  JournalWriter writer(journal, options, nullptr);
  writer.Add(Prediction("a"));
  wrote.get_future().wait();
  EXPECT_EQ(journal.predictions(), 1);
}

TEST(JournalWriterTest, StoppingWritesWhatWaits) {
  FakeJournal journal;
  {
    WriterOptions options;
    options.group_delay = absl::Hours(1);
    JournalWriter writer(journal, options, nullptr);
    for (int i = 0; i < 100; ++i) writer.Add(Prediction(absl::StrCat("p", i)));
  }
  EXPECT_EQ(journal.predictions(), 100);
}

TEST(JournalWriterTest, AFullQueueDropsPredictionsCounted) {
  GatedJournal journal;
  WriterOptions options;
  options.max_queue = 2;
  JournalWriter writer(journal, options, nullptr);
  auto held = Report(writer, {Outcome("x", 1)});
  journal.WaitUntilEntered();
  for (int i = 0; i < 5; ++i) writer.Add(Prediction(absl::StrCat("p", i)));
  EXPECT_TRUE(writer.Admit().ok());
  EXPECT_EQ(writer.state().dropped, 3);
  journal.Open();
  held.wait();
  auto last = Report(writer, {Outcome("p1", 1), Outcome("p2", 1)}).get();
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ((*last)[0][0].state, OutcomeState::kCounted);
  EXPECT_EQ((*last)[1][0].state, OutcomeState::kUnknownPrediction);
}

TEST(JournalWriterTest, AFullQueueRefusesOutcomesAtOnce) {
  GatedJournal journal;
  WriterOptions options;
  options.max_queue = 2;
  JournalWriter writer(journal, options, nullptr);
  auto held = Report(writer, {Outcome("x", 1), Outcome("y", 1)});
  journal.WaitUntilEntered();
  const Result refused = Report(writer, {Outcome("z", 1)}).get();
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("2 outcomes wait"));
  journal.Open();
  EXPECT_TRUE(held.get().ok());
}

TEST(JournalWriterTest, WithoutDropsAFullQueueRefusesPredictions) {
  GatedJournal journal;
  WriterOptions options;
  options.max_queue = 1;
  options.drop_predictions = false;
  JournalWriter writer(journal, options, nullptr);
  EXPECT_TRUE(writer.Admit().ok());
  writer.Add(Prediction("a"));
  EXPECT_EQ(writer.Admit().code(), absl::StatusCode::kUnavailable);
  journal.Open();
  EXPECT_TRUE(Report(writer, {Outcome("a", 1)}).get().ok());
  EXPECT_TRUE(writer.Admit().ok());
}

TEST(JournalWriterTest, WhileItFailsOutcomesGetTheErrorAndPredictionsWait) {
  FakeJournal journal;
  journal.Fail(absl::ResourceExhaustedError("journal x: disk full"));
  std::vector<JournalHealth> changes;
  {
    WriterOptions options = Patient();
    options.drop_predictions = false;
    JournalWriter writer(journal, options,
                         [&](const WriterState& state) { changes.push_back(state.health); });
    writer.Add(Prediction("a"));
    const Result first = Report(writer, {Outcome("a", 1)}).get();
    EXPECT_EQ(first.status().code(), absl::StatusCode::kResourceExhausted);
    writer.Add(Prediction("b"));
    const Result second = Report(writer, {Outcome("b", 1)}).get();
    EXPECT_EQ(second.status().code(), absl::StatusCode::kResourceExhausted);
    const WriterState state = writer.state();
    EXPECT_EQ(state.health, JournalHealth::kFull);
    EXPECT_THAT(state.message, HasSubstr("disk full"));
    EXPECT_EQ(state.writes, 1) << "the second outcome did not wait for the database";
    EXPECT_EQ(state.write_failures, 1);
    EXPECT_EQ(state.written_predictions, 0);
    EXPECT_EQ(writer.Admit().code(), absl::StatusCode::kUnavailable);
    EXPECT_EQ(journal.predictions(), 0);
    journal.Fail(absl::OkStatus());
  }
  EXPECT_THAT(changes, ElementsAre(JournalHealth::kFull, JournalHealth::kOk));
  EXPECT_EQ(journal.predictions(), 2);
}

TEST(JournalWriterTest, RetriesInTheOrderOfAdd) {
  GatedJournal journal;
  journal.Open();
  journal.Fail(LockedError("journal x: locked"));
  {
    JournalWriter writer(journal, Patient(), nullptr);
    writer.Add(Prediction("a"));
    writer.Add(Prediction("b"));
    EXPECT_FALSE(Report(writer, {Outcome("a", 1)}).get().ok());
    EXPECT_EQ(writer.state().health, JournalHealth::kLocked);
    writer.Add(Prediction("c"));
    journal.Fail(absl::OkStatus());
  }
  EXPECT_THAT(journal.writes(),
              ElementsAre(ElementsAre("a", "b", "o:a"), ElementsAre("a", "b", "c")));
}

TEST(JournalWriterTest, RecoversByItselfWithNothingToWrite) {
  FakeJournal journal;
  journal.Fail(absl::UnavailableError("journal x: down"));
  std::promise<void> failed, recovered;
  WriterOptions options;
  options.retry = absl::Milliseconds(1);
  JournalWriter writer(journal, options, [&](const WriterState& state) {
    (state.health == JournalHealth::kOk ? recovered : failed).set_value();
  });
  const Result refused = Report(writer, {Outcome("a", 1)}).get();
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kUnavailable);
  failed.get_future().wait();
  EXPECT_EQ(writer.state().health, JournalHealth::kDown);
  journal.Fail(absl::OkStatus());
  recovered.get_future().wait();
  EXPECT_TRUE(Report(writer, {Outcome("a", 1)}).get().ok());
}

TEST(JournalWriterTest, NoticesWithNothingToWriteThatTheJournalWentAway) {
  FakeJournal journal;
  std::promise<void> failed;
  WriterOptions options = Patient();
  options.idle = absl::Milliseconds(1);
  std::counting_semaphore<> writes(0);
  options.wrote = [&](absl::Duration, const absl::Status&) { writes.release(); };
  JournalWriter writer(journal, options, [&](const WriterState&) { failed.set_value(); });
  writes.acquire();
  EXPECT_EQ(writer.state().health, JournalHealth::kOk);
  EXPECT_EQ(writer.state().written_outcomes, 0) << "what it tries with is no outcome";
  journal.Fail(absl::UnavailableError("journal x: down"));
  failed.get_future().wait();
  EXPECT_EQ(writer.state().health, JournalHealth::kDown);
}

TEST(JournalWriterTest, WorksAgainOnlyOnceOutcomesDo) {
  LockedJournal journal;
  std::mutex mutex;
  std::vector<JournalHealth> changes;
  std::promise<void> recovered;
  std::counting_semaphore<> attempts(0);
  WriterOptions options;
  options.retry = absl::Milliseconds(1);
  options.wrote = [&](absl::Duration, const absl::Status&) { attempts.release(); };
  JournalWriter writer(journal, options, [&](const WriterState& state) {
    std::lock_guard lock(mutex);
    changes.push_back(state.health);
    if (state.health == JournalHealth::kOk) recovered.set_value();
  });
  EXPECT_FALSE(Report(writer, {Outcome("a", 1)}).get().ok());
  // With nothing to write, then with a prediction.
  for (int i = 0; i < 3; ++i) attempts.acquire();
  writer.Add(Prediction("a"));
  for (int i = 0; i < 3; ++i) attempts.acquire();
  {
    std::lock_guard lock(mutex);
    EXPECT_THAT(changes, ElementsAre(JournalHealth::kLocked));
  }
  journal.locked = false;
  recovered.get_future().wait();
  EXPECT_EQ(journal.predictions(), 1);
  EXPECT_EQ(writer.state().written_outcomes, 0) << "what it tries with is no outcome";
}

TEST(JournalWriterTest, AnEmptyReportSaysWhetherOutcomesCanBeWritten) {
  LockedJournal journal;
  JournalWriter writer(journal, Patient(), nullptr);
  EXPECT_EQ(HealthOf(Report(writer, {}).get().status()), JournalHealth::kLocked);
}

TEST(JournalWriterTest, TheLastAttemptSavesPredictionsThoughOutcomesFail) {
  LockedJournal journal;
  {
    JournalWriter writer(journal, Patient(), nullptr);
    EXPECT_FALSE(Report(writer, {Outcome("a", 1)}).get().ok());
    writer.Add(Prediction("a"));
  }
  EXPECT_EQ(journal.predictions(), 1);
}

TEST(JournalWriterTest, WhatWasAdmittedIsNotDropped) {
  GatedJournal journal;
  WriterOptions options;
  options.max_queue = 1;
  options.drop_predictions = false;
  {
    JournalWriter writer(journal, options, nullptr);
    ASSERT_TRUE(writer.Admit().ok());
    for (int i = 0; i < 3; ++i) writer.Add(Prediction(absl::StrCat("p", i)));
    EXPECT_EQ(writer.state().dropped, 0);
    EXPECT_EQ(writer.Admit().code(), absl::StatusCode::kUnavailable);
    journal.Open();
  }
  EXPECT_EQ(journal.predictions(), 3);
}

TEST(JournalWriterTest, FlushingWaitsNoLongerThanItMay) {
  GatedJournal journal;
  JournalWriter writer(journal, {}, nullptr);
  writer.Add(Prediction("a"));
  int asked = 0;
  EXPECT_FALSE(writer.Flush([&](absl::Duration) { return ++asked == 3; }));
  EXPECT_EQ(asked, 3);
  journal.Open();
  EXPECT_TRUE(writer.Flush([](absl::Duration wait) {
    absl::SleepFor(wait);
    return false;
  }));
  EXPECT_EQ(journal.predictions(), 1);
}

TEST(JournalWriterTest, ManyThreadsLoseNothing) {
  FakeJournal journal;
  constexpr int kThreads = 4, kEach = 500;
  std::atomic<int> counted = 0;
  {
    JournalWriter writer(journal, {}, nullptr);
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          const std::string id = absl::StrCat(t, "-", i);
          writer.Add(Prediction(id));
          writer.Report({Outcome(id, 1)}, [&](Result result) {
            if (result.ok() && (*result)[0][0].state == OutcomeState::kCounted) ++counted;
          });
        }
      });
    }
  }
  EXPECT_EQ(counted, kThreads * kEach);
  EXPECT_LE(journal.commits(), kThreads * kEach);
}

}  // namespace
}  // namespace credence::server
