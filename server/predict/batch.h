// Rows that wait become the next batch. One model version, one executor, one batcher.
//
// A batch forms from what waits while the previous one runs: no delay at low load, full batches at
// high load. A batch expected to be short runs on the thread that brought the last row of it; a
// longer one runs on the batcher's own thread, so that gRPC's threads never compute for long.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "models/predict/predictor.h"
#include "server/telemetry/metrics.h"

namespace credence::server {

using TimePoint = std::chrono::steady_clock::time_point;
using Clock = std::function<TimePoint()>;

// The rows of one request, and what to do with their logits.
class Work {
 public:
  virtual ~Work() = default;

  // D floats each; they stay valid and unchanged until Done. At least one.
  virtual const std::vector<std::span<const float>>& rows() const = 0;
  virtual TimePoint deadline() const = 0;
  virtual bool cancelled() const = 0;

  // Called exactly once. logits [rows, M, L], valid during the call only. Errors: UNAVAILABLE
  // (queue full), DEADLINE_EXCEEDED and CANCELLED (dropped, not computed), or the executor's own.
  virtual void Done(absl::StatusOr<std::span<const float>> logits) = 0;
};

struct BatchLimits {
  int64_t max_batch_rows = 64;
  int64_t max_queue_rows = 4096;
  std::chrono::nanoseconds max_batch_delay{0};  // 0: run what is there at once
  std::chrono::nanoseconds inline_limit{0};     // 0: always on the batcher's own thread
};

// What a batch of so many rows costs, learned as batches run.
class BatchCost {
 public:
  void Learn(int64_t rows, std::chrono::nanoseconds took);
  // The maximum as long as nothing was learned.
  std::chrono::nanoseconds Expect(int64_t rows) const;

 private:
  static constexpr int kSizes = 24;
  std::array<double, kSizes> per_row_nanos_ = {};  // by bit width of the rows; 0: not seen
};

// Thread-safe.
class Batcher {
 public:
  // predictor, metrics: outlive the batcher.
  Batcher(const predict::Predictor& predictor, const BatchLimits& limits, ModelMetrics& metrics,
          Clock clock = &std::chrono::steady_clock::now);
  // Stops. Not on the batcher's own thread, which cannot wait for itself: whoever shares ownership
  // with a Work calls Stop before letting go.
  ~Batcher();

  // Runs what is queued, then ends the batcher's thread; every work is destroyed once it returns.
  // No Submit may run, then or later. A second call does nothing.
  void Stop();

  // Runs one row of zeros, so that the first request is as fast as the next and the first estimate
  // of a batch's cost is known. Errors: the executor's. Before the first Submit.
  absl::Status Warm();

  // Takes the work, and may run batches before it returns: few, since gRPC holds the answer of the
  // call that it runs for back until it returns.
  void Submit(std::unique_ptr<Work> work);

  int64_t queued_rows() const;

 private:
  struct Waiting {
    std::unique_ptr<Work> work;
    TimePoint since;
  };
  struct Batch {
    std::vector<std::unique_ptr<Work>> works;
    std::vector<std::unique_ptr<Work>> expired;
    std::vector<std::unique_ptr<Work>> cancelled;
    int64_t row_count = 0;
    std::vector<float> rows;
    std::vector<float> logits;
  };

  bool ShouldLead() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WorkerLoop();
  // last: this thread runs no other one.
  void RunBatch(std::unique_lock<std::mutex>& lock, bool last);
  std::unique_ptr<Batch> Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Drop(Batch& batch);
  absl::Status Forward(Batch& batch);
  absl::Status ForwardChunk(std::span<const float> rows, int64_t count, std::span<float> logits);
  void Complete(Batch& batch, const absl::Status& status);

  const predict::Predictor& predictor_;
  const BatchLimits limits_;
  const int64_t width_;           // D
  const int64_t logits_per_row_;  // M * L
  ModelMetrics& metrics_;
  const Clock clock_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_ ABSL_GUARDED_BY(mutex_);
  int64_t queued_rows_ ABSL_GUARDED_BY(mutex_) = 0;
  bool running_ ABSL_GUARDED_BY(mutex_) = false;  // somebody holds the executor
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  BatchCost cost_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Batch>> spare_ ABSL_GUARDED_BY(mutex_);
  std::thread worker_;
};

}  // namespace credence::server
