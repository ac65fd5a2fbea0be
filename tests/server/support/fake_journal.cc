#include "tests/server/support/fake_journal.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace credence::server::testing {
namespace {

absl::Time ToMicros(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

bool Matches(const PairQuery& query, const JournalPair& pair) {
  const JournalPrediction& prediction = pair.prediction;
  return prediction.model == query.model && prediction.version == query.version &&
         (query.cohort.empty() || prediction.cohort == query.cohort) &&
         (!query.deferred.has_value() || prediction.deferred == *query.deferred) &&
         pair.received_at >= query.received_since && pair.sequence > query.after_sequence;
}

}  // namespace

void FakeJournal::Fail(absl::Status status) {
  std::lock_guard lock(mutex_);
  failure_ = std::move(status);
}

int64_t FakeJournal::commits() const {
  std::lock_guard lock(mutex_);
  return commits_;
}

int64_t FakeJournal::predictions() const {
  std::lock_guard lock(mutex_);
  return static_cast<int64_t>(predictions_.size());
}

absl::Status FakeJournal::Write(std::span<const JournalPrediction> predictions,
                                std::span<const JournalOutcome> outcomes, absl::Duration horizon,
                                std::vector<OutcomeJoins>& joins) {
  std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  joins.clear();
  for (const JournalPrediction& prediction : predictions) Store(prediction);
  for (const JournalOutcome& outcome : outcomes) {
    if (outcome.receipt.has_value()) Store(*outcome.receipt);
    joins.push_back(JoinAll(outcome, horizon));
  }
  ++commits_;
  return absl::OkStatus();
}

void FakeJournal::Store(const JournalPrediction& prediction) {
  const Key key{prediction.prediction_id, prediction.model, prediction.version};
  const auto [stored, is_new] = predictions_.emplace(key, prediction);
  if (is_new) stored->second.predicted_at = ToMicros(prediction.predicted_at);
}

OutcomeJoins FakeJournal::JoinAll(const JournalOutcome& outcome, absl::Duration horizon) {
  std::vector<const JournalPrediction*> found;
  for (const auto& [key, prediction] : predictions_) {
    if (outcome.receipt.has_value() &&
        key !=
            Key{outcome.receipt->prediction_id, outcome.receipt->model, outcome.receipt->version}) {
      continue;
    }
    if (prediction.prediction_id != outcome.prediction_id) continue;
    if (!outcome.model.empty() && prediction.model != outcome.model) continue;
    if (outcome.version != 0 && prediction.version != outcome.version) continue;
    found.push_back(&prediction);
  }
  std::ranges::stable_sort(found, [](const JournalPrediction* a, const JournalPrediction* b) {
    return a->predicted_at > b->predicted_at;
  });
  OutcomeJoins joins;
  for (const JournalPrediction* prediction : found) {
    joins.push_back(JoinOne(*prediction, outcome, horizon));
  }
  if (joins.empty()) joins.emplace_back();
  return joins;
}

OutcomeJoin FakeJournal::JoinOne(const JournalPrediction& prediction, const JournalOutcome& outcome,
                                 absl::Duration horizon) {
  JournalPair pair{.prediction = prediction,
                   .label = outcome.label,
                   .observed_at = {},
                   .received_at = ToMicros(outcome.received_at)};
  const bool given = outcome.observed_at != absl::InfinitePast();
  pair.observed_at =
      given ? ToMicros(outcome.observed_at) : std::max(pair.received_at, prediction.predicted_at);
  if (pair.observed_at >= prediction.predicted_at - kClockSkew) {
    pair.observed_at = std::max(pair.observed_at, prediction.predicted_at);
  }
  const auto classes = static_cast<int>(prediction.probabilities.size());
  if (pair.label < 0 || pair.label >= classes) return {OutcomeState::kLabelInvalid, pair};
  if (pair.observed_at < prediction.predicted_at) return {OutcomeState::kInvalid, pair};
  const Key key{prediction.prediction_id, prediction.model, prediction.version};
  const auto before = pairs_.find(key);
  if (before != pairs_.end() && before->second.label == pair.label) {
    return {OutcomeState::kDuplicate, before->second};
  }
  if (before != pairs_.end() && given &&
      before->second.observed_at != std::max(before->second.received_at, prediction.predicted_at) &&
      pair.observed_at < before->second.observed_at) {
    return {OutcomeState::kStale, before->second};
  }
  if (pair.received_at - prediction.predicted_at > horizon) return {OutcomeState::kTooLate, pair};
  if (before == pairs_.end()) {
    pair.sequence = pair.first_sequence = ++sequence_;
    pair.first_label = pair.label;
    pairs_.emplace(key, pair);
    return {OutcomeState::kCounted, pair};
  }
  pair.sequence = ++sequence_;
  pair.corrections = before->second.corrections + 1;
  pair.first_label = before->second.first_label;
  pair.first_sequence = before->second.first_sequence;
  const int previous = before->second.label;
  before->second = pair;
  return {OutcomeState::kCorrected, pair, previous};
}

absl::StatusOr<std::vector<JournalPair>> FakeJournal::Read(const PairQuery& query) {
  std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  std::vector<JournalPair> pairs;
  for (const auto& [key, pair] : pairs_) {
    if (Matches(query, pair)) pairs.push_back(pair);
  }
  std::ranges::sort(pairs, {}, &JournalPair::sequence);
  const auto count = static_cast<int64_t>(pairs.size());
  if (query.last > 0 && count > query.last) {
    pairs.erase(pairs.begin(), pairs.begin() + (count - query.last));
  }
  return pairs;
}

absl::StatusOr<Coverage> FakeJournal::Count(const std::string& model, int64_t version,
                                            absl::Time predicted_since) {
  std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  Coverage coverage;
  for (const auto& [key, prediction] : predictions_) {
    if (prediction.model != model || prediction.version != version) continue;
    if (prediction.predicted_at < predicted_since) continue;
    ++coverage.predictions;
    coverage.with_outcome += pairs_.contains(key) ? 1 : 0;
  }
  return coverage;
}

absl::StatusOr<std::vector<JournalVersion>> FakeJournal::Versions() {
  std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  std::map<std::pair<std::string, int64_t>, JournalVersion> versions;
  for (const auto& [key, prediction] : predictions_) {
    versions[{prediction.model, prediction.version}] = {prediction.model, prediction.version};
  }
  std::vector<JournalVersion> list;
  for (const auto& [key, version] : versions) list.push_back(version);
  return list;
}

absl::Status FakeJournal::SaveState(const std::string& name, int64_t sequence,
                                    const std::string& text) {
  std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  const auto before = states_.find(name);
  if (before == states_.end() || sequence >= before->second.sequence) {
    states_[name] = {sequence, text};
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> FakeJournal::LoadState(const std::string& name) {
  std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  const auto found = states_.find(name);
  if (found == states_.end()) {
    return absl::NotFoundError(absl::StrCat("journal: no state named \"", name, "\""));
  }
  return found->second.text;
}

absl::StatusOr<int64_t> FakeJournal::Purge(absl::Time predicted_before,
                                           const std::stop_token& stop) {
  std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  if (stop.stop_requested()) return 0;
  const size_t before = predictions_.size();
  std::erase_if(pairs_, [&](const auto& entry) {
    return entry.second.prediction.predicted_at < predicted_before;
  });
  std::erase_if(predictions_,
                [&](const auto& entry) { return entry.second.predicted_at < predicted_before; });
  return static_cast<int64_t>(before - predictions_.size());
}

}  // namespace credence::server::testing
