#include "server/web/connection_threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

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
