// Runs a libFuzzer-style target without libFuzzer, so that fuzzing runs with any compiler and
// always the same way.
#pragma once

#include <cstddef>
#include <cstdint>

// The target: linked in by each fuzz program. Returns 0; a crash or a sanitizer's report is the
// failure.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
