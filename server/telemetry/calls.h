// The one wrapper round every RPC: count, time, status, log. Nothing else in the server counts
// calls.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "server/telemetry/log.h"
#include "server/telemetry/metrics.h"

namespace credence::server {

class Calls;

// One call in flight, from its arrival to its answer.
class Call {
 public:
  Call(Calls* calls, Method method);
  Call(Call&& other) noexcept;
  Call& operator=(Call&&) = delete;
  ~Call();

  // Whether the server is draining and this call must be answered by UNAVAILABLE.
  bool refused() const { return refused_; }

  // Counts, times and logs the answer. model: nullptr where none was found. rows: instances asked
  // for.
  void Finish(const absl::Status& status, ModelMetrics* model, int64_t rows);

 private:
  Calls* calls_;
  const Method method_;
  const std::chrono::steady_clock::time_point start_;
  bool refused_ = false;
};

// Thread-safe. Outlives its calls.
class Calls {
 public:
  Calls(Metrics& metrics, Log& log) : metrics_(metrics), log_(log) {}

  Call Begin(Method method) { return Call(this, method); }

  // Counts one request of a PredictStream; the stream itself is a call.
  void CountMessage(const absl::Status& status);

  // From now on every new call is refused.
  void Refuse();
  bool refusing() const { return refusing_.load(std::memory_order_acquire); }

  // Whether no call is in flight, after waiting at most `timeout`.
  bool WaitUntilIdle(std::chrono::nanoseconds timeout);

 private:
  friend class Call;
  void Leave(Method method);
  void CountRejection(const absl::Status& status);

  Metrics& metrics_;
  Log& log_;
  std::atomic<bool> refusing_ = false;
  std::atomic<int64_t> in_flight_ = 0;
  std::mutex mutex_;
  std::condition_variable idle_;
};

}  // namespace credence::server
