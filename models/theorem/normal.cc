#include "models/theorem/normal.h"

#include <cmath>

#include "models/metrics/uniform.h"

namespace credence::theorem {

double Normal::Uniform() { return metrics::Uniform(generator_); }

double Normal::Draw() {
  if (has_next_) {
    has_next_ = false;
    return next_;
  }
  double x = 0, y = 0, square = 0;
  do {
    x = 2 * Uniform() - 1;
    y = 2 * Uniform() - 1;
    square = x * x + y * y;
  } while (square >= 1 || square == 0);
  const double scale = std::sqrt(-2 * std::log(square) / square);
  next_ = y * scale;
  has_next_ = true;
  return x * scale;
}

void Normal::Fill(double stddev, std::span<float> to) {
  for (float& value : to) value = static_cast<float>(stddev * Draw());
}

uint64_t SeedOf(uint64_t seed, uint64_t part) {
  uint64_t mixed = seed + (part + 1) * 0x9E3779B97F4A7C15ULL;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
  return mixed ^ (mixed >> 31);
}

}  // namespace credence::theorem
