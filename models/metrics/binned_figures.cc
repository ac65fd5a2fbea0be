#include "models/metrics/binned_figures.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

#include "models/metrics/uniform.h"

namespace credence::metrics {
namespace {

// Box and Muller's.
double Normal(std::mt19937_64& generator) {
  const double radius = std::sqrt(-2 * std::log(1 - Uniform(generator)));
  return radius * std::cos(2 * std::numbers::pi * Uniform(generator));
}

struct Values {
  double ece = 0, debiased_squared = 0, mce = 0;
};

// gaps: each bin's sum of y - p.
Values ValuesOf(std::span<const BinSums> sums, std::span<const double> gaps, double n) {
  Values values;
  for (size_t b = 0; b < sums.size(); ++b) {
    const auto count = static_cast<double>(sums[b].count);
    values.ece += std::abs(gaps[b]);
    if (sums[b].count < 2) continue;
    const double gap = gaps[b] / count, observed = sums[b].hits / count;
    values.debiased_squared += count / n * (gap * gap - observed * (1 - observed) / (count - 1));
    values.mce = std::max(values.mce, std::abs(gap));
  }
  values.ece /= n;
  return values;
}

double Root(double squared) { return std::sqrt(std::max(squared, 0.0)); }

Interval Middle(double figure, const std::vector<Values>& draws, double Values::*member) {
  std::vector<double> values;
  for (const Values& draw : draws) values.push_back(draw.*member);
  const auto n = static_cast<double>(values.size());
  const double shift = figure - std::accumulate(values.begin(), values.end(), 0.0) / n;
  return {std::clamp(Quantile(values, 0.025) + shift, 0.0, 1.0),
          std::clamp(Quantile(values, 0.975) + shift, 0.0, 1.0)};
}

std::vector<Values> Redraw(std::span<const BinSums> sums, double n, int draws, uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::vector<Values> values;
  std::vector<double> gaps(sums.size());
  for (int draw = 0; draw < draws; ++draw) {
    for (size_t b = 0; b < sums.size(); ++b) {
      const double gap = sums[b].gap();
      const double variance = std::max(sums[b].squares - gap * gap / n, 0.0);
      gaps[b] = sums[b].count == 0 ? 0 : gap + std::sqrt(variance) * Normal(generator);
    }
    values.push_back(ValuesOf(sums, gaps, n));
  }
  return values;
}

}  // namespace

BinnedFigures FiguresOfBins(std::span<const BinSums> sums, int draws, uint64_t seed) {
  double n = 0;
  bool some_pair = false;
  std::vector<double> gaps;
  for (const BinSums& bin : sums) {
    n += static_cast<double>(bin.count);
    some_pair |= bin.count >= 2;
    gaps.push_back(bin.gap());
  }
  const Values values = ValuesOf(sums, gaps, n);
  BinnedFigures figures{.ece = {values.ece}, .debiased = {Root(values.debiased_squared)}};
  if (some_pair) figures.mce = Estimate{values.mce};
  if (draws == 0) return figures;
  const std::vector<Values> again = Redraw(sums, n, draws, seed);
  figures.ece.interval = Middle(values.ece, again, &Values::ece);
  const Interval squared = Middle(values.debiased_squared, again, &Values::debiased_squared);
  figures.debiased.interval = Interval{Root(squared.low), Root(squared.high)};
  if (some_pair) figures.mce->interval = Middle(values.mce, again, &Values::mce);
  return figures;
}

}  // namespace credence::metrics
