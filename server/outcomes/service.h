// credence.v1.OutcomeService: each RPC is one method that hands over. What carries outcomes comes
// as bytes, see server/predict/wire.h.
#pragma once

#include "credence/v1/outcome.grpc.pb.h"
#include "server/catalog/catalog.h"
#include "server/journal/journal.h"
#include "server/outcomes/calibration.h"
#include "server/outcomes/intake.h"
#include "server/outcomes/outcome_stream.h"
#include "server/outcomes/worker.h"
#include "server/telemetry/calls.h"

namespace credence::server {

struct OutcomeLimits {
  int64_t max_outcomes = 10000;
  int64_t max_message_bytes = 4 << 20;
};

template <typename Rpcs>
using WithRawReports = v1::OutcomeService::WithRawCallbackMethod_ReportOutcomes<
    v1::OutcomeService::WithRawCallbackMethod_ReportOutcomesStream<Rpcs>>;

// Thread-safe. catalog and calls outlive it.
class OutcomeService
    : public WithRawReports<
          v1::OutcomeService::WithCallbackMethod_GetCalibration<v1::OutcomeService::Service>> {
 public:
  OutcomeService(const Catalog& catalog, Calls& calls, const OutcomeLimits& limits)
      : catalog_(catalog), calls_(calls), limits_(limits) {}

  // Call before the first RPC, with what outlives the last; without it every RPC answers
  // error::NoJournal.
  void Use(Intake& intake, Journal& journal, Worker& worker, const CalibrationDefaults& defaults);

  grpc::ServerUnaryReactor* ReportOutcomes(grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* request,
                                           grpc::ByteBuffer* response) override;
  grpc::ServerReadReactor<grpc::ByteBuffer>* ReportOutcomesStream(
      grpc::CallbackServerContext* context, grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetCalibration(grpc::CallbackServerContext* context,
                                           const v1::GetCalibrationRequest* request,
                                           v1::GetCalibrationResponse* response) override;

  // Ends the open streams, see OutcomeStreams::Drain.
  void Drain() { streams_.Drain(); }

 private:
  void Report(const OutcomeList& outcomes, OutcomeResultList& results, Intake::Done done);

  const Catalog& catalog_;
  Calls& calls_;
  const OutcomeLimits limits_;
  Intake* intake_ = nullptr;
  Journal* journal_ = nullptr;
  Worker* worker_ = nullptr;
  CalibrationDefaults defaults_;
  OutcomeStreams streams_;
};

}  // namespace credence::server
