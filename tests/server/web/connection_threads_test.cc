#include "server/web/connection_threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

namespace credence::server {
namespace {

TEST(ConnectionThreads, ServeAsManyAtATimeAsTheirBound) {
  ConnectionThreads threads(3);
  std::latch all_run(3);  // passed only if three run at a time
  for (int i = 0; i < 3; ++i) {
    threads.enqueue([&all_run] { all_run.arrive_and_wait(); });
  }
  all_run.wait();
}

TEST(ConnectionThreads, LetNoMoreWaitThanTheirBound) {
  std::latch go(1);
  std::atomic<int> taken = 0;
  ConnectionThreads threads(2);
  std::thread listener([&] {
    for (int i = 0; i < 100; ++i) {
      threads.enqueue([&go] { go.wait(); });
      ++taken;
    }
  });
  // Two are served and two wait; the fifth is not taken. There is no sign of its waiting.
  while (taken < 4) std::this_thread::yield();
  for (int i = 0; i < 1000; ++i) std::this_thread::yield();
  EXPECT_EQ(taken, 4);
  go.count_down();
  listener.join();
}

TEST(ConnectionThreads, ServeWhatWaitsBeforeTheyStop) {
  std::atomic<int> served = 0;
  {
    ConnectionThreads threads(2);
    for (int i = 0; i < 100; ++i) threads.enqueue([&served] { ++served; });
    threads.shutdown();
    EXPECT_EQ(served, 100);
  }
}

}  // namespace
}  // namespace credence::server
