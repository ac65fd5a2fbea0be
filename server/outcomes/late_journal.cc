#include "server/outcomes/late_journal.h"

#include <utility>

#include "absl/time/clock.h"

namespace credence::server {
namespace {

constexpr absl::Duration kRetry = absl::Seconds(1);

bool IsForGood(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status);
}

}  // namespace

absl::StatusOr<std::unique_ptr<LateJournal>> LateJournal::Open(Opener opener, std::string kind) {
  std::unique_ptr<LateJournal> journal(new LateJournal(std::move(opener), std::move(kind)));
  const absl::Status status = journal->Get().status();
  if (IsForGood(status)) return status;
  return journal;
}

absl::StatusOr<Journal*> LateJournal::Get() {
  std::lock_guard lock(mutex_);
  if (journal_ != nullptr) return journal_.get();
  if (absl::Now() < next_attempt_) return failure_;
  auto opened = opener_();
  // An attempt may take long itself.
  next_attempt_ = absl::Now() + kRetry;
  failure_ = opened.status();
  if (!opened.ok()) return failure_;
  journal_ = *std::move(opened);
  return journal_.get();
}

absl::Status LateJournal::Write(std::span<const JournalPrediction> predictions,
                                std::span<const JournalOutcome> outcomes, absl::Duration horizon,
                                std::vector<OutcomeJoins>& joins) {
  auto journal = Get();
  return journal.ok() ? (*journal)->Write(predictions, outcomes, horizon, joins) : journal.status();
}

absl::StatusOr<std::vector<JournalPair>> LateJournal::Read(const PairQuery& query) {
  auto journal = Get();
  if (!journal.ok()) return journal.status();
  return (*journal)->Read(query);
}

absl::StatusOr<Coverage> LateJournal::Count(const std::string& model, int64_t version,
                                            absl::Time predicted_since) {
  auto journal = Get();
  if (!journal.ok()) return journal.status();
  return (*journal)->Count(model, version, predicted_since);
}

absl::StatusOr<std::vector<JournalVersion>> LateJournal::Versions() {
  auto journal = Get();
  if (!journal.ok()) return journal.status();
  return (*journal)->Versions();
}

absl::Status LateJournal::SaveState(const std::string& name, int64_t sequence,
                                    const std::string& text) {
  auto journal = Get();
  return journal.ok() ? (*journal)->SaveState(name, sequence, text) : journal.status();
}

absl::StatusOr<std::string> LateJournal::LoadState(const std::string& name) {
  auto journal = Get();
  if (!journal.ok()) return journal.status();
  return (*journal)->LoadState(name);
}

absl::StatusOr<int64_t> LateJournal::Purge(absl::Time predicted_before,
                                           const std::stop_token& stop) {
  auto journal = Get();
  if (!journal.ok()) return journal.status();
  return (*journal)->Purge(predicted_before, stop);
}

}  // namespace credence::server
