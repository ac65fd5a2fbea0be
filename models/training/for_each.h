// Independent tasks on some threads.
#pragma once

#include <cstddef>
#include <functional>

#include "absl/status/status.h"

namespace credence::training {

// Calls task(0) .. task(count - 1) from `threads` threads, this one among them; the first error
// wins, and what has not begun by then is skipped.
absl::Status ForEach(size_t count, int threads, const std::function<absl::Status(size_t)>& task);

}  // namespace credence::training
