#include "server/outcomes/housekeeping.h"

#include <chrono>

#include "absl/time/clock.h"

namespace credence::server {
namespace {

constexpr auto kStep = std::chrono::minutes(1);
constexpr absl::Duration kPurge = absl::Hours(1);

}  // namespace

Housekeeping::Housekeeping(Journal& journal, absl::Duration retention, Log& log)
    : journal_(journal), retention_(retention), log_(log) {}

Housekeeping::~Housekeeping() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.request_stop();
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Housekeeping::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Housekeeping::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    Step(absl::Now());
    lock.lock();
    wake_.wait_for(lock, kStep, [this] { return stopping_; });
  }
}

void Housekeeping::Step(absl::Time now) {
  ReadVersions();
  Purge(now);
}

void Housekeeping::ReadVersions() {
  const auto versions = journal_.Versions();
  if (!versions.ok()) return;  // the writer says so
  std::lock_guard lock(mutex_);
  for (const JournalVersion& known : *versions) versions_.emplace(known.model, known.version);
}

void Housekeeping::Purge(absl::Time now) {
  if (retention_ <= absl::ZeroDuration() || now < next_purge_) return;
  next_purge_ = now + kPurge;
  const auto deleted = journal_.Purge(now - retention_, stop_.get_token());
  if (!deleted.ok()) {
    log_.Warning("the journal's old predictions could not be deleted",
                 {{"reason", deleted.status().message()}});
  } else if (*deleted > 0) {
    log_.Info("deleted old predictions from the journal", {{"predictions", *deleted}});
  }
}

bool Housekeeping::Knows(const std::string& model, int64_t version) const {
  std::lock_guard lock(mutex_);
  return versions_.contains({model, version});
}

}  // namespace credence::server
