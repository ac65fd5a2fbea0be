#include "models/metrics/binned_figures.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "absl/functional/function_ref.h"
#include "models/metrics/uniform.h"

namespace credence::metrics {
namespace {

// A figure of the gaps: of each bin's sum of y - p.
using Statistic = absl::FunctionRef<double(std::span<const double> gaps)>;

// Box and Muller's.
double Normal(std::mt19937_64& generator) {
  const double radius = std::sqrt(-2 * std::log(1 - Uniform(generator)));
  return radius * std::cos(2 * std::numbers::pi * Uniform(generator));
}

// The gaps that other patients would have shown, had every bin been off by `factor` times what it
// is: the same noise for every factor, so that what is computed from them moves smoothly.
class Redraw {
 public:
  Redraw(std::span<const BinSums> sums, int draws, uint64_t seed) : draws_(draws) {
    std::mt19937_64 generator(seed);
    for (const BinSums& bin : sums) gaps_.push_back(bin.gap());
    noise_.reserve(sums.size() * draws);
    for (int draw = 0; draw < draws; ++draw) {
      for (const BinSums& bin : sums) noise_.push_back(Deviation(bin) * Normal(generator));
    }
  }

  // The quantile u of the statistic, which rises with the factor.
  double QuantileAt(double factor, double u, Statistic statistic) const {
    const size_t bins = gaps_.size();
    std::vector<double> values, gaps(bins);
    values.reserve(draws_);
    for (int draw = 0; draw < draws_; ++draw) {
      for (size_t b = 0; b < bins; ++b) gaps[b] = factor * gaps_[b] + noise_[draw * bins + b];
      values.push_back(statistic(gaps));
    }
    return Quantile(std::move(values), u);
  }

 private:
  // Of a bin's sum of y - p: what its cases show, and no less than what their p say, since few
  // cases may by chance show none.
  static double Deviation(const BinSums& bin) {
    if (bin.count < 2) return std::sqrt(bin.variance);
    const auto count = static_cast<double>(bin.count);
    const double shown = (bin.squares - bin.gap() * bin.gap() / count) * count / (count - 1);
    return std::sqrt(std::max(shown, bin.variance));
  }

  const int draws_;
  std::vector<double> gaps_, noise_;
};

// The factor at which the quantile u of the statistic is what was seen; 0 where it is above that
// already.
double FactorWhere(const Redraw& redraw, double u, Statistic statistic, double seen) {
  if (redraw.QuantileAt(0, u, statistic) >= seen) return 0;
  double low = 0, high = 1;
  while (redraw.QuantileAt(high, u, statistic) < seen && high < 64) {
    low = high;
    high *= 2;
  }
  for (int halving = 0; halving < 14; ++halving) {
    const double middle = (low + high) / 2;
    (redraw.QuantileAt(middle, u, statistic) < seen ? low : high) = middle;
  }
  return high;
}

// value: as shown. seen: the statistic of the gaps. pattern: the true error at factor 1.
Estimate Invert(const Redraw& redraw, Statistic statistic, double value, double seen,
                double pattern) {
  const double low = pattern * FactorWhere(redraw, 0.975, statistic, seen);
  const double high = pattern * FactorWhere(redraw, 0.025, statistic, seen);
  return {value, Interval{std::min(low, value), std::clamp(high, value, 1.0)}};
}

double SumOfGaps(std::span<const double> gaps) {
  double sum = 0;
  for (double gap : gaps) sum += std::abs(gap);
  return sum;
}

double LargestGap(std::span<const BinSums> sums, std::span<const double> gaps) {
  double largest = 0;
  for (size_t b = 0; b < gaps.size(); ++b) {
    if (sums[b].count < 2) continue;
    largest = std::max(largest, std::abs(gaps[b]) / static_cast<double>(sums[b].count));
  }
  return largest;
}

// sum of n_b * squared gap of means, over bins of at least 2 cases.
double SumOfSquares(std::span<const BinSums> sums, std::span<const double> gaps) {
  double sum = 0;
  for (size_t b = 0; b < gaps.size(); ++b) {
    if (sums[b].count >= 2) sum += gaps[b] * gaps[b] / static_cast<double>(sums[b].count);
  }
  return sum;
}

// What noise alone adds to SumOfSquares, estimated.
double SumOfNoise(std::span<const BinSums> sums) {
  double sum = 0;
  for (const BinSums& bin : sums) {
    if (bin.count < 2) continue;
    const auto count = static_cast<double>(bin.count);
    const double observed = bin.hits / count;
    sum += count * observed * (1 - observed) / (count - 1);
  }
  return sum;
}

struct Gaps {
  double n = 0;
  bool some_pair = false;  // a bin of at least 2 cases
  std::vector<double> values;
};

Gaps GapsOf(std::span<const BinSums> sums) {
  Gaps gaps;
  for (const BinSums& bin : sums) {
    gaps.n += static_cast<double>(bin.count);
    gaps.some_pair |= bin.count >= 2;
    gaps.values.push_back(bin.gap());
  }
  return gaps;
}

}  // namespace

Estimate EstimateEce(std::span<const BinSums> sums, int draws, uint64_t seed) {
  const double ece = EceOf(sums);
  if (draws == 0 || ece == 0) return {ece};
  return Invert(Redraw(sums, draws, seed), SumOfGaps, ece, SumOfGaps(GapsOf(sums).values), ece);
}

BinnedFigures FiguresOfBins(std::span<const BinSums> sums, int draws, uint64_t seed) {
  const Gaps gaps = GapsOf(sums);
  const double squares = SumOfSquares(sums, gaps.values);
  BinnedFigures figures;
  figures.debiased = {std::sqrt(std::max(squares - SumOfNoise(sums), 0.0) / gaps.n)};
  if (!gaps.some_pair) return figures;
  figures.mce = Estimate{LargestGap(sums, gaps.values)};
  if (draws == 0 || squares == 0) return figures;
  const Redraw redraw(sums, draws, seed);
  const auto sum_of_squares = [&](std::span<const double> g) { return SumOfSquares(sums, g); };
  figures.debiased =
      Invert(redraw, sum_of_squares, figures.debiased.value, squares, std::sqrt(squares / gaps.n));
  const auto largest = [&](std::span<const double> g) { return LargestGap(sums, g); };
  figures.mce = Invert(redraw, largest, figures.mce->value, figures.mce->value, figures.mce->value);
  return figures;
}

}  // namespace credence::metrics
