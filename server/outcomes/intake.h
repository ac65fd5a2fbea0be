// What is done with reported outcomes: checked, joined by the journal, then counted.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "credence/v1/outcome.pb.h"
#include "server/catalog/catalog.h"
#include "server/journal/writer.h"
#include "server/outcomes/receipt.h"
#include "server/telemetry/metrics.h"
#include "server/telemetry/outcome_metrics.h"

namespace credence::server {

struct IntakeOptions {
  int64_t max_outcomes = 10000;                   // in one report
  absl::Duration horizon = absl::Hours(24 * 90);  // the writer's, for messages
  // Whether the journal has predictions of a version that is not in service.
  std::function<bool(const std::string& model, int64_t version)> retired =
      [](const std::string&, int64_t) { return false; };
  // Called after outcomes were counted or corrected, on the journal's thread.
  std::function<void()> counted = [] {};
};

using OutcomeList = google::protobuf::RepeatedPtrField<v1::Outcome>;
using OutcomeResultList = google::protobuf::RepeatedPtrField<v1::OutcomeResult>;

// Thread-safe. catalog, keys, writer and metrics outlive it.
class Intake {
 public:
  Intake(const Catalog& catalog, const ReceiptKeys& keys, JournalWriter& writer, Metrics& metrics,
         IntakeOptions options);

  // Fills results, which is empty, with one result per outcome. Both outlive the call of done,
  // which comes once: on this thread, or on the journal's after the commit. Errors:
  // INVALID_ARGUMENT for no outcomes, RESOURCE_EXHAUSTED for more than max_outcomes, UNAVAILABLE
  // (error::JournalFails) where the journal cannot be written; then nothing is stored or counted.
  using Done = absl::AnyInvocable<void(const absl::Status&)>;
  void Report(const OutcomeList& outcomes, OutcomeResultList& results, Done done);

 private:
  std::optional<JournalOutcome> Check(const v1::Outcome& outcome, absl::Time now,
                                      v1::OutcomeResult& result) const;
  bool CheckReceipt(const v1::Outcome& outcome, JournalOutcome& checked,
                    v1::OutcomeResult& result) const;
  bool InService(const std::string& model, int64_t version) const;
  void Describe(const OutcomeJoins& joins, v1::OutcomeResult& result) const;
  void Count(const OutcomeJoins& joins);
  OutcomeStatusMetrics& StatusesOf(const std::string& model, int64_t version);
  absl::Status WhyNot(const absl::Status& status) const;

  const Catalog& catalog_;
  const ReceiptKeys& keys_;
  JournalWriter& writer_;
  const IntakeOptions options_;
  OutcomeStatusMetrics unknown_;  // of outcomes without a version in service
};

}  // namespace credence::server
