// SIGTERM and SIGINT as something to wait for.
#pragma once

#include "absl/time/time.h"

namespace credence::server {

// Holds the two back in every thread started after it; REQUIRES: one of it, made before any other
// thread.
class StopSignals {
 public:
  StopSignals();

  // Whether one arrived within `timeout`; each is reported once.
  bool Wait(absl::Duration timeout) const;
};

}  // namespace credence::server
