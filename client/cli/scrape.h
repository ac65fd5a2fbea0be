// Prometheus's text format, read from a server's /metrics.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace credence::cli {

struct Sample {
  std::string name;
  std::map<std::string, std::string> labels;
  double value = 0;
};

// Every sample of a page. Lines that are comments or malformed are left out. Pure.
std::vector<Sample> ParseMetrics(std::string_view page);

// GET url, e.g. "http://127.0.0.1:8501/metrics". Errors: Unavailable; InvalidArgument for a URL
// without a path.
absl::StatusOr<std::vector<Sample>> Scrape(const std::string& url);

// The samples of this name, added up, where each label of `labels` has its value. 0 where there is
// none. Pure.
double Sum(const std::vector<Sample>& samples, std::string_view name,
           const std::map<std::string, std::string>& labels = {});

// The q-quantile of the observations of histogram `name` (its "_bucket" samples, added up over all
// labels but le) between two pages, by linear interpolation in its bucket as PromQL's
// histogram_quantile does; NaN where there were none. The last bucket has no upper end: its lower
// one is given. Pure.
double HistogramQuantile(const std::vector<Sample>& before, const std::vector<Sample>& after,
                         const std::string& name, double q);

}  // namespace credence::cli
