// Standard normal draws from a seed, the same on every platform up to the rounding of log and sqrt.
#pragma once

#include <cstdint>
#include <random>
#include <span>

namespace credence::theorem {

// Marsaglia's polar method over mt19937_64. Not thread-safe.
class Normal {
 public:
  explicit Normal(uint64_t seed) : generator_(seed) {}

  double Draw();
  // 1 or -1, each with probability 1/2.
  double Sign() { return (generator_() & 1) != 0 ? 1.0 : -1.0; }
  // In [0, 1).
  double Uniform();
  // Fills `to` with stddev * Draw().
  void Fill(double stddev, std::span<float> to);

 private:
  std::mt19937_64 generator_;
  double next_ = 0;
  bool has_next_ = false;
};

// A seed for a part of the work that does not depend on the order in which the parts are done:
// SplitMix64's mix of the seed and the part's number.
uint64_t SeedOf(uint64_t seed, uint64_t part);

}  // namespace credence::theorem
