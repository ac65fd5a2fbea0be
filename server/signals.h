// Signals: those that stop the server are waited for, and one that would end it is ignored.
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

// A write beyond the limit of file sizes fails with EFBIG, and does not end the process.
void IgnoreFileSizeSignal();

}  // namespace credence::server
