// A thread per connection, as many as there are connections up to a bound, for cpp-httplib.
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace credence::server {

// Threads are made as connections need them and kept. As many connections again may
// wait; enqueue waits with the next one, which leaves those after it to the kernel.
class ConnectionThreads : public httplib::TaskQueue {
 public:
  explicit ConnectionThreads(size_t most) : most_(most) {}
  ~ConnectionThreads() override { shutdown(); }

  void enqueue(std::function<void()> connection) override;
  // Serves what waits, then joins.
  void shutdown() override;

 private:
  void Serve();

  const size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_, room_;
  std::deque<std::function<void()>> waiting_;
  size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace credence::server
