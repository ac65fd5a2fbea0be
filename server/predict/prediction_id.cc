#include "server/predict/prediction_id.h"

#include <chrono>
#include <random>

namespace credence::server {
namespace {

// Seeded from the system's entropy once a thread: unique, but not a secret.
std::mt19937_64& Generator() {
  thread_local std::mt19937_64 generator = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(),
                       device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  return generator;
}

}  // namespace

std::string FormatUuid7(uint64_t unix_ms, uint64_t random_a, uint64_t random_b) {
  constexpr char kDigits[] = "0123456789abcdef";
  const uint64_t high = unix_ms << 16 | 0x7000 | (random_a & 0xFFF);
  const uint64_t low = uint64_t{2} << 62 | (random_b & ~(uint64_t{3} << 62));
  std::string text(36, '-');
  int nibble = 0;
  for (int i = 0; i < 36; ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) continue;
    const uint64_t half = nibble < 16 ? high : low;
    text[i] = kDigits[half >> (60 - 4 * (nibble % 16)) & 0xF];
    ++nibble;
  }
  return text;
}

std::string MakePredictionId() {
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
  const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch());
  auto& random = Generator();
  const uint64_t random_a = random(), random_b = random();
  return FormatUuid7(static_cast<uint64_t>(now.count()), random_a, random_b);
}

}  // namespace credence::server
