#include "server/signals.h"

#include <csignal>
#include <ctime>

#include "absl/time/clock.h"

namespace credence::server {
namespace {

sigset_t Stops() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = Stops();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void IgnoreFileSizeSignal() { std::signal(SIGXFSZ, SIG_IGN); }

bool StopSignals::Wait(absl::Duration timeout) const {
  const sigset_t set = Stops();
  const absl::Time end = absl::Now() + timeout;
  do {
    const timespec left = absl::ToTimespec(std::max(end - absl::Now(), absl::ZeroDuration()));
    // Another signal may interrupt the wait.
    if (sigtimedwait(&set, nullptr, &left) > 0) return true;
  } while (absl::Now() < end);
  return false;
}

}  // namespace credence::server
