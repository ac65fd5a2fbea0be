// A journal in one SQLite file.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/journal/join.h"
#include "server/journal/journal.h"
#include "server/journal/sqlite_connection.h"

namespace credence::server {

struct SqliteOptions {
  absl::Duration busy = absl::Seconds(1);  // how long another process's lock is waited for
  int64_t max_pages = 0;                   // of 4096 bytes; 0: as large as the disk allows
};

// WAL mode with synchronous=FULL: what is committed survives a crash of the machine. One connection
// writes, others read, so that neither waits for the other.
class SqliteJournal : public Journal {
 public:
  // Makes the file where it is missing, checks it (PRAGMA quick_check), migrates it. Errors: those
  // of Journal; FailedPrecondition for another program's file or a newer schema.
  static absl::StatusOr<std::unique_ptr<SqliteJournal>> Open(const std::string& file,
                                                             const SqliteOptions& options = {});

  absl::Status Write(std::span<const JournalPrediction> predictions,
                     std::span<const JournalOutcome> outcomes, absl::Duration horizon,
                     std::vector<OutcomeJoins>& joins) override;
  absl::StatusOr<std::vector<JournalPair>> Read(const PairQuery& query) override;
  absl::StatusOr<Coverage> Count(const std::string& model, int64_t version,
                                 absl::Time predicted_since) override;
  absl::StatusOr<std::vector<JournalVersion>> Versions() override;
  absl::Status SaveState(const std::string& name, int64_t sequence,
                         const std::string& text) override;
  absl::StatusOr<std::string> LoadState(const std::string& name) override;
  absl::StatusOr<int64_t> Purge(absl::Time predicted_before, const std::stop_token& stop) override;
  std::string kind() const override { return "sqlite"; }

 private:
  struct Statements {
    SqliteStatement add_model, find_model, add_prediction, find, put_outcome, save_state;
  };
  class Reader;

  SqliteJournal(std::string file, const SqliteOptions& options) : file_(file), options_(options) {}
  absl::Status Start();
  absl::Status Prepare();

  // These need write_mutex_ and an open transaction.
  absl::Status WriteAll(std::span<const JournalPrediction> predictions,
                        std::span<const JournalOutcome> outcomes, absl::Duration horizon,
                        std::vector<OutcomeJoins>& joins);
  absl::Status StorePrediction(const JournalPrediction& prediction);
  absl::StatusOr<int64_t> ModelRow(const std::string& model, int64_t version);
  absl::Status Find(const std::string& prediction_id, OutcomeJoiner& joiner);
  absl::Status StoreOutcomes(const OutcomeJoiner& joiner);
  absl::StatusOr<int64_t> PurgeSome(int64_t model, int64_t before);
  absl::Status GiveRoomBack(const std::stop_token& stop);

  const std::string file_;
  const SqliteOptions options_;

  std::mutex write_mutex_;
  std::unique_ptr<SqliteConnection> writer_;
  Statements statements_;
  absl::flat_hash_map<std::pair<std::string, int64_t>, int64_t> models_;  // rows

  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;  // idle
};

}  // namespace credence::server
