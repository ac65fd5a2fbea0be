// The distance between the laws of f(x | W) under both perturbations, as the width grows.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/theorem/distance.h"
#include "models/theorem/parts.h"

namespace credence::theorem {

// What is perturbed in which network; each is a row of the tables.
//   kHidden   tanh, inputs as wide as the network; W_1 .. W_H are perturbed, the read-out is not.
//   kReadout  the same with a perturbed read-out.
//   kNarrow   tanh, one hidden layer, eight inputs at any width; W_1 is perturbed.
//   kLinear   the identity, one hidden layer, inputs as wide as the network; W_1 is perturbed. The
//             score is linear in the perturbation, and proposition 3 bounds the distance.
enum class Series { kHidden, kReadout, kNarrow, kLinear };

const char* SeriesText(Series series);

struct GridOptions {
  std::vector<int64_t> widths = {16, 64, 256, 1024, 4096};
  int64_t depth = 4;                            // 1 .. depth
  std::vector<double> stddevs = {0.1, 0.3, 1};  // of r and s
  int64_t draws = 2048;                         // of each law in each network
  int permutations = 200;                       // for the floor
  // Networks (weights and input) at a width; each cell of a table is their mean.
  int64_t networks(int64_t width) const {
    return width > 1024 ? few : width > 256 ? 2 * few : 4 * few;
  }
  int64_t few = 3;
  int threads = 1;
  uint64_t seed = 1;
};

// One cell: mean over networks, and its standard error from their differences.
struct Cell {
  Series series = Series::kHidden;
  double stddev = 0;
  int64_t depth = 0, width = 0, networks = 0;
  double distance = 0, distance_error = 0;
  double floor = 0;       // mean of the networks' floors
  double excess_z = 0;    // (distance - floor) over the floor's own standard error
  double mean_shift = 0;  // root mean square of the mean differences; chance alone: sqrt(2 / draws)
  double stddev_ratio = 0, ratio_error = 0;  // full-rank over rank-1
  double skewness_gap = 0;  // mean |rank-1 - full-rank|; chance alone: about sqrt(2 * 6 / draws)
  std::optional<double> bound = std::nullopt;  // kLinear: mean of proposition 3's bounds
};

// Every cell, ordered by series, stddev, depth, width. `progress` hears, from one thread at a time,
// how much of how much work is done, of what `parts` does not hold. parts: keeps each network as it
// is finished, by its number; null: nothing is kept. REQUIRES: a fingerprint of `parts` that names
// all options but `threads`. The result depends on the options, but not on `threads` or `parts`.
std::vector<Cell> MeasureGrid(const GridOptions& options,
                              const std::function<void(int64_t done, int64_t total)>& progress,
                              Parts* parts = nullptr);

}  // namespace credence::theorem
