// One thread for what takes too long for gRPC's own.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "absl/functional/any_invocable.h"

namespace credence::server {

// Thread-safe.
class Worker {
 public:
  // waiting: tasks that wait, at most.
  explicit Worker(size_t waiting);
  // Runs what waits, then stops.
  ~Worker();

  // Calls task(true) on its thread, in the order of Post; or task(false) at once, on this thread,
  // where too many wait.
  using Task = absl::AnyInvocable<void(bool run)>;
  void Post(Task task);

 private:
  void Run();

  const size_t most_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace credence::server
