#include "server/journal/join.h"

#include <algorithm>
#include <utility>

#include "server/journal/pack.h"

namespace credence::server {
namespace {

bool Names(const JournalOutcome& outcome, const JournalPrediction& prediction) {
  if (outcome.receipt.has_value()) {
    return prediction.model == outcome.receipt->model &&
           prediction.version == outcome.receipt->version;
  }
  return (outcome.model.empty() || outcome.model == prediction.model) &&
         (outcome.version == 0 || outcome.version == prediction.version);
}

// When an outcome became known where its report does not say it. Another replica's clock, by which
// the prediction was made, may be ahead of ours.
absl::Time DefaultObservedAt(const JournalPair& pair) {
  return std::max(pair.received_at, pair.prediction.predicted_at);
}

absl::Time ObservedAt(const JournalOutcome& outcome, const JournalPair& pair) {
  if (outcome.observed_at == absl::InfinitePast()) return DefaultObservedAt(pair);
  const absl::Time at = ToStoredTime(outcome.observed_at);
  const absl::Time predicted_at = pair.prediction.predicted_at;
  return at < predicted_at - kClockSkew ? at : std::max(at, predicted_at);
}

// A retry that arrives after a correction must not undo it. Only given times can tell; a stored one
// that is the default counts as not given.
bool IsStale(const JournalOutcome& outcome, const JournalPair& pair, const JournalPair& stored) {
  return outcome.observed_at != absl::InfinitePast() &&
         stored.observed_at != DefaultObservedAt(stored) && pair.observed_at < stored.observed_at;
}

}  // namespace

OutcomeJoiner::OutcomeJoiner(int64_t sequence, absl::Duration horizon)
    : sequence_(sequence), horizon_(horizon) {}

void OutcomeJoiner::Add(StoredPair stored) {
  std::vector<Entry>& entries = stored_[stored.pair.prediction.prediction_id];
  const absl::Time time = stored.pair.prediction.predicted_at;
  const auto later = std::ranges::find_if(entries, [time](const Entry& entry) {
    return entry.stored.pair.prediction.predicted_at < time;
  });
  entries.insert(later, Entry{std::move(stored)});
}

OutcomeJoins OutcomeJoiner::Join(const JournalOutcome& outcome) {
  OutcomeJoins joins;
  const auto found = stored_.find(outcome.receipt.has_value() ? outcome.receipt->prediction_id
                                                              : outcome.prediction_id);
  if (found != stored_.end()) {
    for (Entry& entry : found->second) {
      if (Names(outcome, entry.stored.pair.prediction)) joins.push_back(JoinOne(outcome, entry));
    }
  }
  if (joins.empty()) joins.emplace_back();
  return joins;
}

OutcomeJoin OutcomeJoiner::JoinOne(const JournalOutcome& outcome, Entry& entry) {
  JournalPair& stored = entry.stored.pair;
  const JournalPrediction& prediction = stored.prediction;
  JournalPair pair{.prediction = prediction,
                   .label = outcome.label,
                   .observed_at = {},
                   .received_at = ToStoredTime(outcome.received_at)};
  pair.observed_at = ObservedAt(outcome, pair);
  const auto classes = static_cast<int>(prediction.probabilities.size());
  if (pair.label < 0 || pair.label >= classes) return {OutcomeState::kLabelInvalid, pair};
  if (pair.observed_at < prediction.predicted_at) return {OutcomeState::kInvalid, pair};
  if (entry.stored.has_outcome && stored.label == pair.label) {
    return {OutcomeState::kDuplicate, stored};
  }
  if (entry.stored.has_outcome && IsStale(outcome, pair, stored)) {
    return {OutcomeState::kStale, stored};
  }
  if (pair.received_at - prediction.predicted_at > horizon_) return {OutcomeState::kTooLate, pair};
  pair.sequence = pair.first_sequence = ++sequence_;
  pair.first_label = pair.label;
  OutcomeJoin join;
  join.state = OutcomeState::kCounted;
  if (entry.stored.has_outcome) {
    join.state = OutcomeState::kCorrected;
    join.previous_label = stored.label;
    pair.corrections = stored.corrections + 1;
    pair.first_label = stored.first_label;
    pair.first_sequence = stored.first_sequence;
  }
  stored = std::move(pair);
  entry.stored.has_outcome = true;
  entry.changed = true;
  join.pair = stored;
  return join;
}

std::vector<const StoredPair*> OutcomeJoiner::changed() const {
  std::vector<const StoredPair*> list;
  for (const auto& [id, entries] : stored_) {
    for (const Entry& entry : entries) {
      if (entry.changed) list.push_back(&entry.stored);
    }
  }
  std::ranges::sort(list, {}, [](const StoredPair* stored) { return stored->pair.sequence; });
  return list;
}

}  // namespace credence::server
