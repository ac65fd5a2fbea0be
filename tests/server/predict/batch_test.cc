#include "server/predict/batch.h"

#include <gmock/gmock.h>

#include <future>

#include "tests/server/support/fake_predictor.h"

namespace credence::server {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using ::testing::Each;
using ::testing::ElementsAre;
using testing::FakeLogit;
using testing::Gate;

// What became of a work.
struct Result {
  absl::Status status;
  std::vector<float> logits;
  std::thread::id thread;
};

class TestWork : public Work {
 public:
  TestWork(std::vector<std::vector<float>> rows, std::promise<Result> result)
      : rows_(std::move(rows)), result_(std::move(result)) {
    for (const auto& row : rows_) views_.push_back(row);
  }

  const std::vector<std::span<const float>>& rows() const override { return views_; }
  TimePoint deadline() const override { return deadline_; }
  bool cancelled() const override { return cancelled_; }
  void Done(absl::StatusOr<std::span<const float>> logits) override {
    Result result{logits.status(), {}, std::this_thread::get_id()};
    if (logits.ok()) result.logits.assign(logits->begin(), logits->end());
    result_.set_value(std::move(result));
  }

  TimePoint deadline_ = TimePoint::max();
  bool cancelled_ = false;

 private:
  const std::vector<std::vector<float>> rows_;
  std::vector<std::span<const float>> views_;
  std::promise<Result> result_;
};

struct BatcherTest : ::testing::Test {
  ~BatcherTest() override { gate->Open(); }

  Batcher& Start() {
    batcher = std::make_unique<Batcher>(*predictor, limits, *model, [this] { return now.load(); });
    return *batcher;
  }
  std::unique_ptr<TestWork> Rows(int count, float first = 0) {
    std::vector<std::vector<float>> rows;
    for (int i = 0; i < count; ++i) rows.push_back({first + static_cast<float>(i), 0, 0});
    std::promise<Result> promise;
    results.push_back(promise.get_future());
    return std::make_unique<TestWork>(std::move(rows), std::move(promise));
  }
  Result Get(size_t i) { return results[i].get(); }
  // Occupies the executor until the gate opens.
  void Hold() {
    gate->Close();
    batcher->Submit(Rows(1));
    gate->AwaitCalls(1);
  }

  const std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  const std::unique_ptr<predict::Predictor> predictor = testing::MakeFakePredictor(gate);
  Metrics metrics;
  const std::unique_ptr<ModelMetrics> model = metrics.ForModel("fake", 1, *predictor);
  BatchLimits limits{.max_batch_rows = 8, .max_queue_rows = 16};
  std::atomic<TimePoint> now = TimePoint(hours(1));
  std::vector<std::future<Result>> results;
  std::unique_ptr<Batcher> batcher;
};

TEST_F(BatcherTest, AnswersEachRowByItsOwnLogits) {
  Start().Submit(Rows(2, 5));
  const Result result = Get(0);
  ASSERT_TRUE(result.status.ok());
  ASSERT_EQ(result.logits.size(), 8u);
  const float second[] = {6, 0, 0};
  for (int m = 0; m < 4; ++m) EXPECT_EQ(result.logits[4 + m], FakeLogit(second, m, 4));
}

TEST_F(BatcherTest, RunsWhatWaitedMeanwhileAsOneBatch) {
  Start();
  Hold();
  batcher->Submit(Rows(2, 10));
  batcher->Submit(Rows(1, 20));
  gate->Open();
  Get(0);
  Get(1);
  const Result last = Get(2);
  EXPECT_THAT(gate->batches(), ElementsAre(1, 3));
  const float row[] = {20, 0, 0};
  EXPECT_EQ(last.logits[0], FakeLogit(row, 0, 4));
}

TEST_F(BatcherTest, CountsRowsNotRequests) {
  Start();
  Hold();
  for (const int rows : {5, 3, 4, 4}) batcher->Submit(Rows(rows));
  gate->Open();
  for (int i = 0; i < 5; ++i) Get(i);
  EXPECT_THAT(gate->batches(), ElementsAre(1, 8, 8));
}

TEST_F(BatcherTest, KeepsARequestWhole) {
  Start();
  Hold();
  for (const int rows : {5, 4}) batcher->Submit(Rows(rows));
  gate->Open();
  for (int i = 0; i < 3; ++i) Get(i);
  EXPECT_THAT(gate->batches(), ElementsAre(1, 5, 4));
}

TEST_F(BatcherTest, RunsARequestLargerThanABatchInParts) {
  Start().Submit(Rows(12));
  const Result result = Get(0);
  EXPECT_THAT(gate->batches(), ElementsAre(8, 4));
  const float last[] = {11, 0, 0};
  EXPECT_EQ(result.logits[11 * 4], FakeLogit(last, 0, 4));
}

TEST_F(BatcherTest, RefusesWhatTheQueueCannotHold) {
  Start();
  Hold();
  batcher->Submit(Rows(16));
  batcher->Submit(Rows(1));
  EXPECT_EQ(Get(2).status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(batcher->queued_rows(), 16);
  gate->Open();
  EXPECT_TRUE(Get(1).status.ok());
}

TEST_F(BatcherTest, DropsExpiredWorkBeforeItIsComputed) {
  Start();
  Hold();
  auto late = Rows(3);
  late->deadline_ = now.load() + milliseconds(1);
  batcher->Submit(std::move(late));
  batcher->Submit(Rows(2));
  now = now.load() + milliseconds(2);
  gate->Open();
  EXPECT_EQ(Get(1).status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(Get(2).status.ok());
  EXPECT_THAT(gate->batches(), ElementsAre(1, 2));
  EXPECT_EQ(model->dropped_expired.Value(), 1);
}

TEST_F(BatcherTest, DropsCancelledWorkBeforeItIsComputed) {
  Start();
  Hold();
  auto gone = Rows(3);
  gone->cancelled_ = true;
  batcher->Submit(std::move(gone));
  gate->Open();
  EXPECT_EQ(Get(1).status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(model->dropped_cancelled.Value(), 1);
  EXPECT_THAT(gate->batches(), ElementsAre(1));
}

TEST_F(BatcherTest, RunsShortBatchesOnTheThreadThatBroughtThem) {
  limits.inline_limit = microseconds(250);
  Start();
  ASSERT_TRUE(batcher->Warm().ok());  // by this clock a pass takes no time
  batcher->Submit(Rows(1));
  EXPECT_EQ(Get(0).thread, std::this_thread::get_id());
}

TEST_F(BatcherTest, RunsLongBatchesOnItsOwnThread) {
  limits.inline_limit = microseconds(250);
  Start().Submit(Rows(1));  // never warmed: nothing is known, so it may be long
  EXPECT_NE(Get(0).thread, std::this_thread::get_id());
}

TEST_F(BatcherTest, FillsABatchWithoutWaitingOutTheDelay) {
  limits.max_batch_delay = hours(1);
  limits.max_batch_rows = 2;
  now = std::chrono::steady_clock::now();
  Start();
  batcher->Submit(Rows(1));
  batcher->Submit(Rows(1));
  EXPECT_TRUE(Get(0).status.ok());
  EXPECT_TRUE(Get(1).status.ok());
  EXPECT_THAT(gate->batches(), ElementsAre(2));
}

TEST_F(BatcherTest, RunsAnUnfilledBatchAfterTheDelay) {
  limits.max_batch_delay = milliseconds(1);
  now = std::chrono::steady_clock::now();
  Start().Submit(Rows(1));
  EXPECT_TRUE(Get(0).status.ok());
}

TEST_F(BatcherTest, FinishesWhatIsQueuedBeforeItStops) {
  limits.max_batch_delay = hours(1);
  now = std::chrono::steady_clock::now();
  Start().Submit(Rows(1));
  batcher.reset();
  EXPECT_TRUE(Get(0).status.ok());
}

TEST_F(BatcherTest, HoldsNoWorkOnceItHasStopped) {
  struct Owning : TestWork {
    using TestWork::TestWork;
    std::shared_ptr<Batcher> owner;
  };
  Start();
  const std::shared_ptr<Batcher> owner = std::move(batcher);
  std::promise<Result> promise;
  auto work =
      std::make_unique<Owning>(std::vector<std::vector<float>>{{1, 0, 0}}, std::move(promise));
  work->owner = owner;
  gate->Close();
  owner->Submit(std::move(work));
  gate->AwaitCalls(1);
  std::thread opener([this] { gate->Open(); });
  owner->Stop();
  EXPECT_EQ(owner.use_count(), 1);
  owner->Stop();
  opener.join();
}

TEST_F(BatcherTest, LeavesTheRestToItsOwnThreadAfterFourBatches) {
  limits.inline_limit = hours(1);
  limits.max_queue_rows = 100;
  Start();
  ASSERT_TRUE(batcher->Warm().ok());
  gate->Close();
  std::thread leader([this, work = Rows(8)]() mutable { batcher->Submit(std::move(work)); });
  const std::thread::id led = leader.get_id();
  gate->AwaitCalls(3);  // the two of Warm, and the leader's own
  for (int i = 0; i < 9; ++i) batcher->Submit(Rows(8));
  gate->Open();
  int by_leader = 0;
  for (int i = 0; i < 10; ++i) by_leader += Get(i).thread == led;
  leader.join();
  EXPECT_GE(by_leader, 1);
  EXPECT_LE(by_leader, 4);
}

TEST_F(BatcherTest, AnswersEveryRowOnceUnderManyThreads) {
  limits.inline_limit = hours(1);
  limits.max_queue_rows = 1000;
  Start();
  ASSERT_TRUE(batcher->Warm().ok());
  std::vector<std::unique_ptr<TestWork>> works;
  for (int i = 0; i < 400; ++i) works.push_back(Rows(1 + i % 3, static_cast<float>(i)));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = t; i < 400; i += 4) batcher->Submit(std::move(works[i]));
    });
  }
  for (auto& thread : threads) thread.join();
  for (int i = 0; i < 400; ++i) {
    const Result result = Get(i);
    ASSERT_TRUE(result.status.ok()) << result.status;
    const float row[] = {static_cast<float>(i), 0, 0};
    EXPECT_EQ(result.logits[0], FakeLogit(row, 0, 4));
  }
  EXPECT_THAT(gate->batches(), Each(::testing::Le(8)));
}

TEST(BatchCost, ExpectsNothingBeforeItHasLearned) {
  EXPECT_EQ(BatchCost().Expect(1), std::chrono::nanoseconds::max());
}

TEST(BatchCost, ScalesTheNextSmallerSizeItHasSeen) {
  BatchCost cost;
  cost.Learn(1, microseconds(10));
  EXPECT_EQ(cost.Expect(8), microseconds(80));
  cost.Learn(8, microseconds(16));
  EXPECT_EQ(cost.Expect(8), microseconds(16));
  EXPECT_EQ(cost.Expect(64), microseconds(128));
  EXPECT_EQ(cost.Expect(1), microseconds(10));
}

TEST(BatchCost, IsNotUpsetByOneSlowBatch) {
  BatchCost cost;
  cost.Learn(1, microseconds(10));
  cost.Learn(1, microseconds(1000));
  EXPECT_LT(cost.Expect(1), microseconds(250));
}

}  // namespace
}  // namespace credence::server
