// Random draws that belong to one case: the same on every platform, up to the rounding of log and
// cos, and whatever the order of the cases.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <string_view>

namespace credence::data {

class Draws {
 public:
  // purpose: so that two uses of a seed and an id do not share their draws.
  Draws(uint64_t seed, std::string_view id, std::string_view purpose)
      : generator_(Hash(Hash(seed ^ 0xCBF29CE484222325ULL, id), purpose)) {}

  // In [0, 1).
  double Uniform() { return static_cast<double>(generator_() >> 11) * 0x1p-53; }

  // Standard normal, by Box and Muller: two uniforms each.
  double Normal() {
    const double radius = std::sqrt(-2 * std::log(1 - Uniform()));
    return radius * std::cos(2 * std::numbers::pi * Uniform());
  }

 private:
  // FNV-1a, with a 0 after the word.
  static uint64_t Hash(uint64_t hash, std::string_view word) {
    for (char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return hash * 0x100000001B3ULL;
  }

  std::mt19937_64 generator_;
};

}  // namespace credence::data
