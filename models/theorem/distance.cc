#include "models/theorem/distance.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "models/metrics/uniform.h"

namespace credence::theorem {
namespace {

struct Shape {
  double mean = 0, stddev = 0, skewness = 0;
};

Shape ShapeOf(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Shape shape;
  for (double value : values) shape.mean += value / n;
  double second = 0, third = 0;
  for (double value : values) {
    const double off = value - shape.mean;
    second += off * off / n;
    third += off * off * off / n;
  }
  shape.stddev = std::sqrt(second);
  shape.skewness = third / (second * shape.stddev);
  return shape;
}

// Ascending values, and whether each is of the first sample.
struct Pooled {
  std::vector<double> values = {};
  std::vector<char> first = {};
};

Pooled Pool(const std::vector<double>& first, const std::vector<double>& second) {
  std::vector<std::pair<double, char>> all;
  for (double value : first) all.emplace_back(value, 1);
  for (double value : second) all.emplace_back(value, 0);
  std::sort(all.begin(), all.end());
  Pooled pooled;
  for (const auto& [value, of_first] : all) {
    pooled.values.push_back(value);
    pooled.first.push_back(of_first);
  }
  return pooled;
}

// The area between both distribution functions.
double Area(const Pooled& pooled) {
  double area = 0;
  int64_t lead = 0;  // values of the first sample so far, less those of the second
  for (size_t k = 0; k + 1 < pooled.values.size(); ++k) {
    lead += pooled.first[k] != 0 ? 1 : -1;
    area += static_cast<double>(std::abs(lead)) * (pooled.values[k + 1] - pooled.values[k]);
  }
  return 2 * area / static_cast<double>(pooled.values.size());
}

void Deal(std::mt19937_64& generator, std::vector<char>& first) {
  for (size_t k = first.size(); k > 1; --k) {
    const auto other = static_cast<size_t>(metrics::Uniform(generator) * static_cast<double>(k));
    std::swap(first[k - 1], first[other]);
  }
}

}  // namespace

Distance Compare(const std::vector<double>& first, const std::vector<double>& second,
                 int permutations, uint64_t seed) {
  const Shape one = ShapeOf(first), other = ShapeOf(second);
  const double unit = std::sqrt((one.stddev * one.stddev + other.stddev * other.stddev) / 2);
  Pooled pooled = Pool(first, second);
  Distance distance{.wasserstein = Area(pooled) / unit,
                    .mean_difference = (other.mean - one.mean) / unit,
                    .stddev_ratio = other.stddev / one.stddev,
                    .first_skewness = one.skewness,
                    .second_skewness = other.skewness};
  std::mt19937_64 generator(seed);
  double sum = 0, squares = 0;
  for (int p = 0; p < permutations; ++p) {
    Deal(generator, pooled.first);
    const double area = Area(pooled) / unit;
    sum += area;
    squares += area * area;
  }
  distance.floor = sum / permutations;
  distance.floor_stddev =
      std::sqrt(std::max(0.0, squares / permutations - distance.floor * distance.floor) *
                permutations / (permutations - 1));
  return distance;
}

}  // namespace credence::theorem
