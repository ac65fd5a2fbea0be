#include "client/cli/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace credence::cli {
namespace {

// sorted is not empty.
double NearestRank(const std::vector<double>& sorted, double p) {
  // The slack keeps ceil() from going one rank up where p * n is whole but for rounding.
  const auto rank = static_cast<size_t>(std::ceil(p * static_cast<double>(sorted.size()) - 1e-9));
  return sorted[std::clamp<size_t>(rank, 1, sorted.size()) - 1];
}

}  // namespace

LatencySummary SummarizeLatencies(std::vector<double> samples) {
  LatencySummary summary;
  summary.count = samples.size();
  if (samples.empty()) return summary;
  std::sort(samples.begin(), samples.end());
  summary.mean = std::accumulate(samples.begin(), samples.end(), 0.0) / samples.size();
  summary.p50 = NearestRank(samples, 0.5);
  summary.p90 = NearestRank(samples, 0.9);
  summary.p99 = NearestRank(samples, 0.99);
  summary.p999 = NearestRank(samples, 0.999);
  summary.max = samples.back();
  return summary;
}

}  // namespace credence::cli
