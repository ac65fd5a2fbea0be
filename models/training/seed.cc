#include "models/training/seed.h"

namespace credence::training {
namespace {

uint64_t SplitMix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace

uint64_t MixSeed(uint64_t seed, uint64_t purpose, uint64_t moment) {
  return SplitMix(SplitMix(SplitMix(seed) ^ purpose) ^ moment);
}

}  // namespace credence::training
