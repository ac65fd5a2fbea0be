// Latency percentiles.
#pragma once

#include <cstddef>
#include <vector>

namespace credence::cli {

struct LatencySummary {
  size_t count = 0;
  // In the unit of the samples; 0 where there are none.
  double mean = 0, p50 = 0, p90 = 0, p99 = 0, p999 = 0, max = 0;
};

// Percentiles by nearest rank: the smallest sample that at least p of all samples do not exceed.
// Pure.
LatencySummary SummarizeLatencies(std::vector<double> samples);

}  // namespace credence::cli
