// A journal that may come later than the server: a database that is down at the start must not keep
// predictions from being made.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "absl/time/time.h"
#include "server/journal/journal.h"

namespace credence::server {

// Thread-safe. Every method opens the journal where it is not open, at most once a second; until
// that works it returns the reason.
class LateJournal : public Journal {
 public:
  using Opener = std::function<absl::StatusOr<std::unique_ptr<Journal>>()>;

  // Tries at once. Errors: those that time does not mend, InvalidArgument (an address that is none)
  // and FailedPrecondition (a schema of a later build). kind: until it is open.
  static absl::StatusOr<std::unique_ptr<LateJournal>> Open(Opener opener, std::string kind);

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
  std::string kind() const override { return kind_; }

 private:
  LateJournal(Opener opener, std::string kind)
      : opener_(std::move(opener)), kind_(std::move(kind)) {}
  // The journal, open.
  absl::StatusOr<Journal*> Get();

  const Opener opener_;
  const std::string kind_;
  std::mutex mutex_;
  std::unique_ptr<Journal> journal_;  // set once
  absl::Status failure_;              // of the last attempt
  absl::Time next_attempt_ = absl::InfinitePast();
};

}  // namespace credence::server
