// The process_* metrics that every Prometheus client exports, read from /proc/self.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace credence::server {

// CPU seconds, resident and virtual bytes, open and most file descriptors, start time, threads.
// What cannot be read is left out.
std::vector<prometheus::MetricFamily> CollectProcess();

}  // namespace credence::server
