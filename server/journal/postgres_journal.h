// A journal in a PostgreSQL database, shared by any number of replicas.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "server/journal/join.h"
#include "server/journal/journal.h"
#include "server/journal/postgres_connection.h"

namespace credence::server {

// Transactions with outcomes take the one row of credence.journal first: so replicas take turns,
// the sequence is the order of commits, and an outcome that two of them report is counted by one.
// Keys are inserted in their order, so that no two transactions wait for each other.
//
// A connection that breaks is made again by the next call. Where the server falls silent at the end
// of Write, its transaction may be stored though the answer is Unavailable; the same outcome sent
// again is then kDuplicate.
class PostgresJournal : public Journal {
 public:
  // Connects and migrates. patience: as of PostgresConnection. Errors: those of Journal;
  // FailedPrecondition for a newer schema.
  static absl::StatusOr<std::unique_ptr<PostgresJournal>> Open(
      const std::string& address, absl::Duration patience = kPostgresPatience);

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
  std::string kind() const override { return "postgres"; }

 private:
  using Use = absl::FunctionRef<absl::Status(PostgresConnection&)>;
  PostgresJournal(std::string address, absl::Duration patience)
      : address_(std::move(address)), patience_(patience) {}

  // On an idle connection or a new one. Once more where an idle one turns out to be broken, unless
  // by silence, which takes long enough: so `use` must be safe to repeat.
  absl::Status With(Use use);
  // Connected, and inside a transaction that holds the row where outcomes follow.
  absl::Status Transact(std::span<const JournalPrediction> predictions,
                        std::span<const JournalOutcome> outcomes, absl::Duration horizon,
                        std::vector<OutcomeJoins>& joins);
  absl::Status StorePredictions(std::span<const JournalPrediction> predictions,
                                std::span<const JournalOutcome> outcomes);
  absl::Status Find(std::span<const JournalOutcome> outcomes, OutcomeJoiner& joiner);
  absl::Status StoreOutcomes(const OutcomeJoiner& joiner);
  absl::Status LearnModels(std::span<const JournalPrediction> predictions,
                           std::span<const JournalOutcome> outcomes);
  absl::Status LearnModel(const JournalPrediction& prediction);

  const std::string address_;
  const absl::Duration patience_;

  // Of Write, which one thread at a time calls.
  std::unique_ptr<PostgresConnection> writer_;
  absl::flat_hash_map<std::pair<std::string, int64_t>, int64_t> models_;  // rows

  std::mutex mutex_;
  std::vector<std::unique_ptr<PostgresConnection>> idle_;
};

}  // namespace credence::server
