// Everything that outcomes need, put together: receipts, journal, intake, monitor, service.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "credence/v1/monitoring.pb.h"
#include "server/catalog/catalog.h"
#include "server/config/config.h"
#include "server/journal/writer.h"
#include "server/outcomes/housekeeping.h"
#include "server/outcomes/intake.h"
#include "server/outcomes/journal_metrics.h"
#include "server/outcomes/monitor.h"
#include "server/outcomes/receipt.h"
#include "server/outcomes/recorder.h"
#include "server/outcomes/service.h"
#include "server/outcomes/worker.h"
#include "server/telemetry/calls.h"
#include "server/telemetry/log.h"
#include "server/telemetry/metrics.h"

namespace credence::server {

// Thread-safe.
class Outcomes {
 public:
  // journal_works: called on the journal's thread when its health changes. What is given by
  // reference outlives this; metrics' page must not be asked for any more when it goes. Errors:
  // those of ReceiptKeys::Read; InvalidArgument for an address that names no journal;
  // FailedPrecondition for a journal of a later build. One that fails otherwise is tried again and
  // again.
  static absl::StatusOr<std::unique_ptr<Outcomes>> Start(const Config& config,
                                                         const Catalog& catalog, Calls& calls,
                                                         Metrics& metrics, Log& log,
                                                         std::function<void(bool)> journal_works);

  const Recorder& recorder() const { return *recorder_; }
  OutcomeService& service() { return service_; }

  // nullptr where there is no journal.
  Journal* journal() { return journal_.get(); }
  JournalWriter* writer() { return writer_.get(); }
  Monitor* monitor() { return monitor_.get(); }
  // What the overview says of the journal; without one, "none".
  v1::JournalState State() const;

  // Ends the open streams.
  void Drain() { service_.Drain(); }
  // Returns once everything that was queued before is written, or the journal has failed, or
  // give_up(d), which waits d at most, says so.
  void Flush(absl::FunctionRef<bool(absl::Duration)> give_up);

 private:
  Outcomes(const Config& config, const Catalog& catalog, Calls& calls, ReceiptKeys keys);
  absl::Status OpenStore(const Config& config, Metrics& metrics, Log& log,
                         std::function<void(bool)> journal_works);
  void Judge(const Config& config, const Catalog& catalog, Metrics& metrics, Log& log);

  const ReceiptKeys keys_;
  OutcomeService service_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<JournalWriteDurations> durations_;
  std::unique_ptr<Monitor> monitor_;
  std::unique_ptr<Housekeeping> housekeeping_;
  std::unique_ptr<Intake> intake_;
  std::unique_ptr<JournalWriter> writer_;  // stops before what its answers use goes
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<Worker> worker_;  // GetCalibration
};

}  // namespace credence::server
