// What the journal needs now and then: old predictions deleted, and the versions it knows read.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "absl/time/time.h"
#include "server/journal/journal.h"
#include "server/telemetry/log.h"

namespace credence::server {

// Thread-safe.
class Housekeeping {
 public:
  // retention: predictions older than this are deleted; zero: never. Both references outlive this.
  Housekeeping(Journal& journal, absl::Duration retention, Log& log);
  // Stops between two of a purge's transactions.
  ~Housekeeping();

  // Steps at once, then every minute, on a thread of its own.
  void Start();
  // Reads the versions; deletes what is old, which may take long.
  void Step(absl::Time now);
  // Quick: what the first outcomes need.
  void ReadVersions();

  // Whether the journal held predictions of this version when they were last read.
  bool Knows(const std::string& model, int64_t version) const;

 private:
  void Run();
  void Purge(absl::Time now);

  Journal& journal_;
  const absl::Duration retention_;
  Log& log_;
  absl::Time next_purge_ = absl::InfinitePast();  // of the one thread that steps
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::stop_source stop_;
  std::set<std::pair<std::string, int64_t>> versions_;
  std::thread thread_;
};

}  // namespace credence::server
