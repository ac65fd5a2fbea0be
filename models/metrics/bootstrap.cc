#include "models/metrics/bootstrap.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "absl/strings/str_cat.h"
#include "models/metrics/cases.h"
#include "models/metrics/uniform.h"

namespace credence::metrics {
namespace {

absl::Status CheckOptions(size_t n, const BootstrapOptions& options) {
  if (n < 1) return absl::InvalidArgumentError("cases: got 0, wanted at least 1");
  if (options.replicates < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("replicates: got ", options.replicates, ", wanted at least 2"));
  }
  if (!(options.level > 0 && options.level < 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("level: got ", options.level, ", wanted a number between 0 and 1"));
  }
  return absl::OkStatus();
}

Interval Middle(double figure, const std::vector<double>& values, const BootstrapOptions& options) {
  if (values.size() * 2 < static_cast<size_t>(options.replicates)) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    return {nan, nan};
  }
  const double tail = (1 - options.level) / 2;
  const double mean =
      std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  const double shift = figure - mean;
  return {Quantile(values, tail) + shift, Quantile(values, 1 - tail) + shift};
}

}  // namespace

absl::StatusOr<std::vector<Interval>> Bootstrap(size_t n, const Statistic& statistic,
                                                const BootstrapOptions& options) {
  if (absl::Status status = CheckOptions(n, options); !status.ok()) return status;
  std::mt19937_64 generator(options.seed);
  std::vector<size_t> index(n);
  std::iota(index.begin(), index.end(), size_t{0});
  const std::vector<double> figures = statistic(index);
  std::vector<std::vector<double>> values(figures.size());  // [figure][replicate]
  for (int replicate = 0; replicate < options.replicates; ++replicate) {
    for (size_t& i : index) {
      i = static_cast<size_t>(Uniform(generator) * static_cast<double>(n));
    }
    const std::vector<double> again = statistic(index);
    for (size_t f = 0; f < again.size(); ++f) {
      if (!std::isnan(again[f])) values[f].push_back(again[f]);
    }
  }
  std::vector<Interval> intervals;
  for (size_t f = 0; f < values.size(); ++f) {
    intervals.push_back(Middle(figures[f], values[f], options));
  }
  return intervals;
}

}  // namespace credence::metrics
