// A Journal in memory, for tests of what stands on one: the same semantics, nothing durable.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <tuple>

#include "server/journal/journal.h"

namespace credence::server::testing {

// Thread-safe.
class FakeJournal : public Journal {
 public:
  // From now on every method returns this error and stores nothing; OkStatus() ends it.
  void Fail(absl::Status status);
  // Writes that were stored.
  int64_t commits() const;
  // Predictions that are held.
  int64_t predictions() const;

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
  std::string kind() const override { return "fake"; }

 private:
  using Key = std::tuple<std::string, std::string, int64_t>;  // prediction_id, model, version
  struct State {
    int64_t sequence = 0;
    std::string text;
  };

  void Store(const JournalPrediction& prediction);
  OutcomeJoins JoinAll(const JournalOutcome& outcome, absl::Duration horizon);
  OutcomeJoin JoinOne(const JournalPrediction& prediction, const JournalOutcome& outcome,
                      absl::Duration horizon);

  mutable std::mutex mutex_;
  absl::Status failure_;
  int64_t commits_ = 0;
  int64_t sequence_ = 0;
  std::map<Key, JournalPrediction> predictions_;
  std::map<Key, JournalPair> pairs_;
  std::map<std::string, State> states_;
};

}  // namespace credence::server::testing
