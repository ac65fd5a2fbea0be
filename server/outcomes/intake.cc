#include "server/outcomes/intake.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/predict/errors.h"

namespace credence::server {
namespace {

constexpr size_t kLongestId = 128;  // Instance.prediction_id has the same bound
// Of google.protobuf.Timestamp: the years 1 to 9999.
constexpr int64_t kFirstSecond = -62135596800, kLastSecond = 253402300799;
constexpr int32_t kNanos = 1'000'000'000;

// In the order of OutcomeState.
constexpr std::array<v1::OutcomeStatus, 8> kStatuses = {
    v1::OUTCOME_STATUS_COUNTED,   v1::OUTCOME_STATUS_DUPLICATE,
    v1::OUTCOME_STATUS_CORRECTED, v1::OUTCOME_STATUS_UNKNOWN_PREDICTION,
    v1::OUTCOME_STATUS_TOO_LATE,  v1::OUTCOME_STATUS_LABEL_INVALID,
    v1::OUTCOME_STATUS_INVALID,   v1::OUTCOME_STATUS_DUPLICATE};

v1::OutcomeStatus StatusOf(OutcomeState state) { return kStatuses[static_cast<int>(state)]; }

// False, so that a check can end by it.
bool Refuse(v1::OutcomeResult& result, v1::OutcomeStatus status, std::string message) {
  result.set_status(status);
  result.set_message(std::move(message));
  return false;
}

bool CheckLabel(const v1::Outcome& outcome, v1::OutcomeResult& result) {
  if (!outcome.has_label()) {
    return Refuse(result, v1::OUTCOME_STATUS_LABEL_INVALID,
                  "label: got none, wanted the index of the class that came true");
  }
  if (outcome.label() < 0) {
    return Refuse(result, v1::OUTCOME_STATUS_LABEL_INVALID,
                  absl::StrCat("label: got ", outcome.label(), ", wanted a class index from 0"));
  }
  return true;
}

bool CheckName(const v1::Outcome& outcome, v1::OutcomeResult& result) {
  const size_t length = outcome.prediction_id().size();
  if (length > kLongestId) {
    return Refuse(
        result, v1::OUTCOME_STATUS_INVALID,
        absl::StrCat("prediction_id: got ", length, " bytes, wanted at most ", kLongestId));
  }
  if (length == 0 && outcome.receipt().empty()) {
    return Refuse(result, v1::OUTCOME_STATUS_INVALID,
                  "prediction_id: got none and no receipt, wanted one of them");
  }
  if (outcome.version() < 0) {
    return Refuse(result, v1::OUTCOME_STATUS_INVALID,
                  absl::StrCat("version: got ", outcome.version(), ", wanted one from 1, or 0"));
  }
  return true;
}

bool CheckObservedAt(const v1::Outcome& outcome, absl::Time now, JournalOutcome& checked,
                     v1::OutcomeResult& result) {
  checked.observed_at = absl::InfinitePast();
  if (!outcome.has_observed_at()) return true;
  const auto& at = outcome.observed_at();
  if (at.seconds() < kFirstSecond || at.seconds() > kLastSecond || at.nanos() < 0 ||
      at.nanos() >= kNanos) {
    return Refuse(result, v1::OUTCOME_STATUS_INVALID,
                  "observed_at: got a timestamp outside the years 1 to 9999");
  }
  checked.observed_at = absl::FromUnixSeconds(at.seconds()) + absl::Nanoseconds(at.nanos());
  if (checked.observed_at > now + kClockSkew) {
    return Refuse(result, v1::OUTCOME_STATUS_INVALID,
                  "observed_at: got a time in the future, wanted one that has passed");
  }
  if (checked.receipt && checked.observed_at < checked.receipt->predicted_at - kClockSkew) {
    return Refuse(result, v1::OUTCOME_STATUS_INVALID,
                  "observed_at: got a time before the prediction was made");
  }
  return true;
}

std::string Explain(const OutcomeJoin& join, absl::Duration horizon) {
  switch (join.state) {
    case OutcomeState::kUnknownPrediction:
      return "prediction_id: the journal holds no such prediction of this model and version";
    case OutcomeState::kTooLate:
      return absl::StrCat("it came later after its prediction than --outcome-horizon (",
                          absl::FormatDuration(horizon), ")");
    case OutcomeState::kLabelInvalid:
      return absl::StrCat("label: got ", join.pair.label, ", wanted a class index below ",
                          join.pair.prediction.probabilities.size());
    case OutcomeState::kInvalid:
      return "observed_at: got a time before the prediction was made";
    case OutcomeState::kStale:
      return "observed_at: got a time before that of the label that is counted, which stays";
    default:
      return "";
  }
}

}  // namespace

Intake::Intake(const Catalog& catalog, const ReceiptKeys& keys, JournalWriter& writer,
               Metrics& metrics, IntakeOptions options)
    : catalog_(catalog),
      keys_(keys),
      writer_(writer),
      options_(std::move(options)),
      unknown_(metrics.registry(), "", "") {}

void Intake::Report(const OutcomeList& outcomes, OutcomeResultList& results, Done done) {
  if (outcomes.empty()) return done(error::NoOutcomes());
  if (outcomes.size() > options_.max_outcomes) {
    return done(error::TooManyOutcomes(outcomes.size(), options_.max_outcomes));
  }
  const absl::Time now = absl::Now();
  std::vector<JournalOutcome> accepted;
  accepted.reserve(outcomes.size());
  results.Reserve(outcomes.size());
  for (const v1::Outcome& outcome : outcomes) {
    auto checked = Check(outcome, now, *results.Add());
    if (checked) accepted.push_back(*std::move(checked));
  }
  auto finish = [this, &results,
                 done = std::move(done)](absl::StatusOr<std::vector<OutcomeJoins>> joins) mutable {
    if (!joins.ok()) return done(WhyNot(joins.status()));
    auto next = joins->begin();
    for (v1::OutcomeResult& result : results) {
      if (result.status() != v1::OUTCOME_STATUS_UNSPECIFIED) {
        StatusesOf(result.model(), result.version()).Count(result.status());
        continue;
      }
      Count(*next);
      Describe(*next++, result);
    }
    done(absl::OkStatus());
    if (!joins->empty()) options_.counted();
  };
  if (accepted.empty()) return finish(std::vector<OutcomeJoins>());
  writer_.Report(std::move(accepted), std::move(finish));
}

std::optional<JournalOutcome> Intake::Check(const v1::Outcome& outcome, absl::Time now,
                                            v1::OutcomeResult& result) const {
  if (outcome.prediction_id().size() <= kLongestId) {
    result.set_prediction_id(outcome.prediction_id());
  }
  JournalOutcome checked;
  checked.prediction_id = outcome.prediction_id();
  checked.model = outcome.model();
  checked.version = outcome.version();
  checked.label = outcome.label();
  checked.received_at = now;
  const bool good = CheckName(outcome, result) &&
                    (outcome.receipt().empty() || CheckReceipt(outcome, checked, result)) &&
                    CheckLabel(outcome, result) && CheckObservedAt(outcome, now, checked, result);
  if (!good) return std::nullopt;
  return checked;
}

bool Intake::CheckReceipt(const v1::Outcome& outcome, JournalOutcome& checked,
                          v1::OutcomeResult& result) const {
  auto prediction = keys_.Verify(outcome.receipt());
  if (!prediction.ok()) {
    return Refuse(result, v1::OUTCOME_STATUS_RECEIPT_INVALID,
                  std::string(prediction.status().message()));
  }
  const auto differs = [](const auto& asked, const auto& stands, const auto& none) {
    return asked != none && asked != stands;
  };
  if (differs(outcome.prediction_id(), prediction->prediction_id, "") ||
      differs(outcome.model(), prediction->model, "") ||
      differs(outcome.version(), prediction->version, 0)) {
    return Refuse(result, v1::OUTCOME_STATUS_RECEIPT_INVALID,
                  "receipt: got that of another prediction_id, model or version");
  }
  result.set_prediction_id(prediction->prediction_id);
  result.set_model(prediction->model);
  result.set_version(prediction->version);
  if (!InService(prediction->model, prediction->version) &&
      !options_.retired(prediction->model, prediction->version)) {
    return Refuse(result, v1::OUTCOME_STATUS_UNKNOWN_MODEL,
                  "receipt: got that of a model version that this server does not know");
  }
  checked.prediction_id = prediction->prediction_id;
  checked.model = prediction->model;
  checked.version = prediction->version;
  checked.receipt = *std::move(prediction);
  return true;
}

bool Intake::InService(const std::string& model, int64_t version) const {
  return version > 0 && catalog_.Find(model, version).ok();
}

void Intake::Describe(const OutcomeJoins& joins, v1::OutcomeResult& result) const {
  const OutcomeJoin& latest = joins.front();
  result.set_status(StatusOf(latest.state));
  result.set_message(Explain(latest, options_.horizon));
  if (latest.state == OutcomeState::kUnknownPrediction) return;
  result.set_model(latest.pair.prediction.model);
  result.set_version(latest.pair.prediction.version);
  if (latest.state == OutcomeState::kCorrected) result.set_previous_label(latest.previous_label);
}

void Intake::Count(const OutcomeJoins& joins) {
  for (const OutcomeJoin& join : joins) {
    const JournalPrediction& prediction = join.pair.prediction;
    const auto served = prediction.version > 0 ? catalog_.Find(prediction.model, prediction.version)
                                               : absl::NotFoundError("");
    const bool known = served.ok() && (*served)->outcomes != nullptr;
    (known ? (*served)->outcomes->statuses() : unknown_).Count(StatusOf(join.state));
    if (known && join.state == OutcomeState::kCounted) (*served)->outcomes->CountPair(join.pair);
  }
}

OutcomeStatusMetrics& Intake::StatusesOf(const std::string& model, int64_t version) {
  if (version <= 0) return unknown_;
  const auto served = catalog_.Find(model, version);
  return served.ok() ? (*served)->outcomes->statuses() : unknown_;
}

absl::Status Intake::WhyNot(const absl::Status& status) const {
  const JournalHealth health = writer_.state().health;
  // A store's own words name it, which is the operator's business: the log has them.
  const std::string reason = health == JournalHealth::kOk
                                 ? std::string(status.message())
                                 : absl::StrCat("it is ", JournalHealthName(health));
  return error::JournalFails(
      absl::StrCat(reason, "; nothing of this was acknowledged, send it again"));
}

}  // namespace credence::server
