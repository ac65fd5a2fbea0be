// What a model version has answered over the last minutes, from its own counters.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/telemetry/metrics.h"

namespace credence::server {

// Over the window; ratios in [0, 1], 0 where nothing was asked.
struct TrafficFigures {
  double prediction_rate = 0;  // per second, streams included
  double deferral_ratio = 0;   // of predictions
  double error_ratio = 0;      // of Predict calls that found the model; see RpcCounts::failed
  // Of Predict calls, streams left out, that were answered; absent without one.
  std::optional<absl::Duration> latency_median, latency_q99;
};

// The value below which a share q of the observations lies, by linear interpolation within its
// bucket, as Prometheus does it. bounds: upper, rising; buckets: counts, and one more for what lies
// above the last bound, which then is the answer. Absent without observations.
std::optional<double> HistogramQuantile(const std::vector<double>& bounds,
                                        const std::vector<double>& buckets, double q);

// Samples counters now and then, and answers by the difference between now and the oldest sample
// within the window. Thread-safe.
class Traffic {
 public:
  static constexpr absl::Duration kWindow = absl::Minutes(5);
  static constexpr absl::Duration kPeriod = absl::Seconds(5);

  // Takes the first sample. models outlive this.
  explicit Traffic(std::vector<const ModelMetrics*> models,
                   std::function<absl::Time()> clock = absl::Now);
  ~Traffic();

  // Samples every kPeriod from now on, on a thread of its own.
  void Start();
  void Sample();

  // model: one of those given.
  TrafficFigures Of(const ModelMetrics& model) const;

 private:
  struct Counts {
    double kept = 0, deferred = 0;
    RpcCounts predict;
  };
  struct Moment {
    absl::Time time;
    std::vector<Counts> counts = {};  // as models_
  };
  static Counts Read(const ModelMetrics& model);

  const std::vector<const ModelMetrics*> models_;
  const std::function<absl::Time()> clock_;
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::deque<Moment> moments_;  // oldest first, never empty
  std::thread thread_;
};

}  // namespace credence::server
