// One seed for every purpose and moment of a run, so that nothing random needs a state of its own.
#pragma once

#include <cstdint>

namespace credence::training {

// Mixes its arguments (the finalizer of splitmix64).
uint64_t MixSeed(uint64_t seed, uint64_t purpose, uint64_t moment);

}  // namespace credence::training
