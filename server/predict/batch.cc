#include "server/predict/batch.h"

#include <algorithm>
#include <bit>

#include "server/predict/errors.h"

namespace credence::server {
namespace {

using std::chrono::nanoseconds;
using Seconds = std::chrono::duration<double>;

// Weight of the newest batch in the running average: one preempted batch must not change the
// verdict, five do.
constexpr double kNewest = 0.2;
// Batches that one Submit runs; what still waits then is the batcher's own thread's.
constexpr int kMostLed = 4;

int64_t LogitsPerRow(const predict::Predictor& predictor) {
  return predictor.members() * predictor.manifest.network.outputs;
}

}  // namespace

void BatchCost::Learn(int64_t rows, nanoseconds took) {
  double& cost =
      per_row_nanos_[std::min<int>(std::bit_width(static_cast<uint64_t>(rows)), kSizes - 1)];
  // At least a nanosecond, since 0 stands for a size not seen.
  const double now =
      static_cast<double>(std::max<int64_t>(took.count(), 1)) / static_cast<double>(rows);
  cost = cost == 0 ? now : cost + kNewest * (now - cost);
}

nanoseconds BatchCost::Expect(int64_t rows) const {
  // A size not seen yet costs as much a row as the next smaller one, at most.
  for (int i = std::min<int>(std::bit_width(static_cast<uint64_t>(rows)), kSizes - 1); i > 0; --i) {
    if (per_row_nanos_[i] > 0) {
      return nanoseconds(static_cast<int64_t>(per_row_nanos_[i] * static_cast<double>(rows)));
    }
  }
  return nanoseconds::max();
}

Batcher::Batcher(const predict::Predictor& predictor, const BatchLimits& limits,
                 ModelMetrics& metrics, Clock clock)
    : predictor_(predictor),
      limits_(limits),
      width_(predictor.encoder->width()),
      logits_per_row_(LogitsPerRow(predictor)),
      metrics_(metrics),
      clock_(std::move(clock)),
      worker_([this] { WorkerLoop(); }) {}

Batcher::~Batcher() { Stop(); }

void Batcher::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (worker_.joinable()) worker_.join();
}

absl::Status Batcher::Warm() {
  const std::vector<float> row(width_);
  std::vector<float> logits(logits_per_row_);
  // The first pass allocates and plans; the second one is what a pass costs.
  for (int pass = 0; pass < 2; ++pass) {
    const TimePoint start = clock_();
    if (auto status = predictor_.executor->Forward(row, 1, logits); !status.ok()) return status;
    std::lock_guard lock(mutex_);
    cost_ = {};
    cost_.Learn(1, clock_() - start);
  }
  return absl::OkStatus();
}

void Batcher::Submit(std::unique_ptr<Work> work) {
  const auto rows = static_cast<int64_t>(work->rows().size());
  std::unique_lock lock(mutex_);
  if (queued_rows_ + rows > limits_.max_queue_rows) {
    const int64_t waiting = queued_rows_;
    lock.unlock();
    return work->Done(error::QueueFull(waiting, limits_.max_queue_rows));
  }
  queue_.push_back({std::move(work), clock_()});
  queued_rows_ += rows;
  metrics_.queue_rows.Set(static_cast<double>(queued_rows_));
  if (running_) return;  // whoever runs takes it next
  for (int led = 1; led <= kMostLed && ShouldLead(); ++led) RunBatch(lock, led == kMostLed);
  if (!queue_.empty() && !running_) wake_.notify_one();
}

int64_t Batcher::queued_rows() const {
  std::lock_guard lock(mutex_);
  return queued_rows_;
}

bool Batcher::ShouldLead() const {
  return !running_ && !queue_.empty() && limits_.max_batch_delay == nanoseconds::zero() &&
         cost_.Expect(std::min(queued_rows_, limits_.max_batch_rows)) <= limits_.inline_limit;
}

void Batcher::WorkerLoop() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || (!queue_.empty() && !running_); });
    if (queue_.empty()) return;
    if (limits_.max_batch_delay > nanoseconds::zero()) {
      wake_.wait_until(lock, queue_.front().since + limits_.max_batch_delay,
                       [this] { return stopping_ || queued_rows_ >= limits_.max_batch_rows; });
    }
    if (!queue_.empty() && !running_) RunBatch(lock, false);
  }
}

// Holds the executor only for the forward pass: while this thread completes calls, another may run
// the next batch.
void Batcher::RunBatch(std::unique_lock<std::mutex>& lock, bool last) {
  running_ = true;
  std::unique_ptr<Batch> batch = Take();
  lock.unlock();
  const TimePoint start = clock_();
  const absl::Status status = batch->works.empty() ? absl::OkStatus() : Forward(*batch);
  const nanoseconds took = clock_() - start;
  lock.lock();
  running_ = false;
  if (status.ok() && batch->row_count > 0) cost_.Learn(batch->row_count, took);
  const bool leave_rest = !queue_.empty() && (last || !ShouldLead());
  lock.unlock();
  if (leave_rest) wake_.notify_one();
  Drop(*batch);
  Complete(*batch, status);
  lock.lock();
  spare_.push_back(std::move(batch));
}

std::unique_ptr<Batcher::Batch> Batcher::Take() {
  std::unique_ptr<Batch> batch;
  if (spare_.empty()) {
    batch = std::make_unique<Batch>();
  } else {
    batch = std::move(spare_.back());
    spare_.pop_back();
  }
  batch->row_count = 0;
  const TimePoint now = clock_();
  while (!queue_.empty()) {
    Waiting& next = queue_.front();
    const auto rows = static_cast<int64_t>(next.work->rows().size());
    if (!batch->works.empty() && batch->row_count + rows > limits_.max_batch_rows) break;
    metrics_.queue_duration.Observe(Seconds(now - next.since).count());
    if (next.work->cancelled()) {
      batch->cancelled.push_back(std::move(next.work));
    } else if (next.work->deadline() <= now) {
      batch->expired.push_back(std::move(next.work));
    } else {
      batch->works.push_back(std::move(next.work));
      batch->row_count += rows;
    }
    queued_rows_ -= rows;
    queue_.pop_front();
  }
  metrics_.queue_rows.Set(static_cast<double>(queued_rows_));
  return batch;
}

void Batcher::Drop(Batch& batch) {
  for (auto& work : batch.expired) {
    metrics_.dropped_expired.Increment();
    work->Done(error::Expired());
  }
  for (auto& work : batch.cancelled) {
    metrics_.dropped_cancelled.Increment();
    work->Done(error::Cancelled());
  }
  batch.expired.clear();
  batch.cancelled.clear();
}

absl::Status Batcher::Forward(Batch& batch) {
  batch.logits.resize(batch.row_count * logits_per_row_);
  if (batch.row_count == 1) {
    return ForwardChunk(batch.works[0]->rows()[0], 1, batch.logits);
  }
  batch.rows.resize(batch.row_count * width_);
  auto out = batch.rows.begin();
  for (const auto& work : batch.works) {
    for (std::span<const float> row : work->rows()) out = std::copy(row.begin(), row.end(), out);
  }
  for (int64_t first = 0; first < batch.row_count; first += limits_.max_batch_rows) {
    const int64_t count = std::min(limits_.max_batch_rows, batch.row_count - first);
    const std::span<const float> rows(batch.rows.data() + first * width_, count * width_);
    const std::span<float> logits(batch.logits.data() + first * logits_per_row_,
                                  count * logits_per_row_);
    if (auto status = ForwardChunk(rows, count, logits); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Batcher::ForwardChunk(std::span<const float> rows, int64_t count,
                                   std::span<float> logits) {
  const TimePoint start = clock_();
  const absl::Status status = predictor_.executor->Forward(rows, count, logits);
  metrics_.forward_duration.Observe(Seconds(clock_() - start).count());
  metrics_.batch_rows.Observe(static_cast<double>(count));
  return status;
}

void Batcher::Complete(Batch& batch, const absl::Status& status) {
  const float* logits = batch.logits.data();
  for (auto& work : batch.works) {
    const size_t count = work->rows().size() * logits_per_row_;
    if (status.ok()) {
      work->Done(std::span<const float>(logits, count));
    } else {
      work->Done(status);
    }
    logits += count;
    work.reset();
  }
  batch.works.clear();
}

}  // namespace credence::server
