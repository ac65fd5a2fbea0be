#include "server/outcomes/worker.h"

#include <utility>

namespace credence::server {

Worker::Worker(size_t waiting) : most_(waiting), thread_([this] { Run(); }) {}

Worker::~Worker() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Worker::Post(Task task) {
  {
    std::lock_guard lock(mutex_);
    if (tasks_.size() < most_) {
      tasks_.push_back(std::move(task));
      wake_.notify_one();
      return;
    }
  }
  task(false);
}

void Worker::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task(true);
    lock.lock();
  }
}

}  // namespace credence::server
