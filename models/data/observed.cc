#include "models/data/observed.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <set>

#include "absl/strings/str_format.h"

namespace credence::data {
namespace {

// The place between equal values nearest to `place` where the sorted values can be divided; 0 or n
// where they cannot.
size_t NearestCut(const std::vector<double>& sorted, size_t place) {
  const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), sorted[place]);
  const size_t below = low - sorted.begin(), above = high - sorted.begin();
  if (below == 0) return above;
  if (above == sorted.size()) return below;
  return place - below <= above - place ? below : above;
}

// In as few digits as a person wants to read, where these lie between the two as well.
double Between(double low, double high) {
  const double middle = std::midpoint(low, high);
  const double rounded = std::strtod(absl::StrFormat("%.6g", middle).c_str(), nullptr);
  return rounded > low && rounded < high ? rounded : middle;
}

}  // namespace

size_t BinOf(const Variable& variable, std::span<const double> edges, double value) {
  if (variable.kind == VariableKind::kCategorical) return static_cast<size_t>(value);
  return std::upper_bound(edges.begin(), edges.end(), value) - edges.begin();
}

size_t Bins(const Variable& variable, std::span<const double> edges) {
  return variable.kind == VariableKind::kCategorical ? variable.categories.size()
                                                     : edges.size() + 1;
}

std::vector<double> EqualMassEdges(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const size_t n = values.size();
  std::set<size_t> cuts;
  for (size_t bin = 1; bin < kMaxBins; ++bin) cuts.insert(NearestCut(values, bin * n / kMaxBins));
  const size_t least = std::max<size_t>(1, (n + 99) / 100);
  std::vector<double> edges;
  size_t previous = 0;
  for (const size_t cut : cuts) {
    if (cut < previous + least || cut + least > n) continue;
    edges.push_back(Between(values[cut - 1], values[cut]));
    previous = cut;
  }
  return edges;
}

}  // namespace credence::data
