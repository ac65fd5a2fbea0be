// The counts of every version in service as Prometheus's series.
#pragma once

#include <prometheus/metric_family.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/telemetry/input_counts.h"

namespace credence::server {

// Thread-safe.
class InputMetrics {
 public:
  // The series of these counts are there from now on, and go with the last holder of the answer.
  std::shared_ptr<InputCounts> Add(const std::string& model, int64_t version,
                                   const checkpoint::Manifest& manifest);

  // Each family once, with the series of all versions.
  std::vector<prometheus::MetricFamily> Collect() const;

 private:
  mutable std::mutex mutex_;
  mutable std::vector<std::weak_ptr<const InputCounts>> counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace credence::server
