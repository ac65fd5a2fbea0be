// The key that ties an outcome to a prediction when the client gave none.
#pragma once

#include <cstdint>
#include <string>

namespace credence::server {

// UUIDv7 of RFC 9562, 5.7: 48 bits of Unix milliseconds, then 74 random bits; 36 characters.
// Thread-safe.
std::string MakePredictionId();

// The same from its parts: the low 48 bits of unix_ms, the low 12 of random_a, the low 62 of
// random_b.
std::string FormatUuid7(uint64_t unix_ms, uint64_t random_a, uint64_t random_b);

}  // namespace credence::server
