// Uniform draws that are the same on every platform: the standard fixes mt19937_64's output, but no
// distribution's.
#pragma once

#include <random>

namespace credence::metrics {

// In [0, 1), 53 random bits.
inline double Uniform(std::mt19937_64& generator) {
  return static_cast<double>(generator() >> 11) * 0x1p-53;
}

}  // namespace credence::metrics
