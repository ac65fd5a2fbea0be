#include "models/training/for_each.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace credence::training {

absl::Status ForEach(size_t count, int threads, const std::function<absl::Status(size_t)>& task) {
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  absl::Status first;
  const auto work = [&] {
    for (size_t i = next++; i < count; i = next++) {
      const absl::Status status = task(i);
      if (status.ok()) continue;
      const std::lock_guard lock(mutex);
      first.Update(status);
      next = count;
    }
  };
  std::vector<std::thread> pool;
  for (size_t i = 1; i < std::min<size_t>(threads, count); ++i) pool.emplace_back(work);
  work();
  for (std::thread& thread : pool) thread.join();
  return first;
}

}  // namespace credence::training
