#include "server/outcomes/service.h"

#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "server/arena_messages.h"
#include "server/predict/errors.h"
#include "server/predict/wire.h"
#include "server/unary.h"

namespace credence::server {
namespace {

// A store's own words name it, which is the operator's business.
absl::Status ToAnswer(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kInternal:
      return error::JournalFails(absl::StrCat("it is ", JournalHealthName(HealthOf(status))));
    default:
      return status;
  }
}

// served: nullptr for a version that is not in service.
absl::StatusOr<v1::Calibration> Compute(v1::GetCalibrationRequest request, const Served* served,
                                        Journal& journal, const CalibrationDefaults& defaults) {
  absl::StatusOr<CalibrationModel> model =
      served != nullptr ? CalibrationModelOf(*served)
                        : CalibrationModelOfJournal(journal, request.model(), request.version());
  if (!model.ok()) return model.status();
  request.set_version(model->version);
  return ComputeCalibration(request, *model, journal, defaults, absl::Now());
}

}  // namespace

void OutcomeService::Use(Intake& intake, Journal& journal, Worker& worker,
                         const CalibrationDefaults& defaults) {
  intake_ = &intake;
  journal_ = &journal;
  worker_ = &worker;
  defaults_ = defaults;
}

void OutcomeService::Report(const OutcomeList& outcomes, OutcomeResultList& results,
                            Intake::Done done) {
  if (intake_ == nullptr) return done(error::NoJournal());
  intake_->Report(outcomes, results, std::move(done));
}

grpc::ServerUnaryReactor* OutcomeService::ReportOutcomes(grpc::CallbackServerContext* context,
                                                         const grpc::ByteBuffer* request,
                                                         grpc::ByteBuffer* response) {
  auto messages =
      std::make_unique<ArenaMessages<v1::ReportOutcomesRequest, v1::ReportOutcomesResponse>>();
  // Only this call has the bytes: emptied, they do not take their room twice.
  const absl::Status parsed = Parse(const_cast<grpc::ByteBuffer&>(*request),
                                    limits_.max_message_bytes, messages->request());
  const int rows = messages->request().outcomes_size();
  return Unary(calls_, Method::kReportOutcomes, rows, context, [&](auto finish) {
    if (!parsed.ok()) return finish(parsed, nullptr);
    auto* held = messages.get();  // the order of evaluation of arguments is free
    Report(held->request().outcomes(), *held->response().mutable_results(),
           [response, messages = std::move(messages),
            finish = std::move(finish)](const absl::Status& status) mutable {
             finish(status.ok() ? Serialize(messages->response(), *response) : status, nullptr);
           });
  });
}

grpc::ServerReadReactor<grpc::ByteBuffer>* OutcomeService::ReportOutcomesStream(
    grpc::CallbackServerContext* context, grpc::ByteBuffer* response) {
  auto finished = [call = calls_.Begin(Method::kReportOutcomesStream)](const absl::Status& status,
                                                                       int64_t outcomes) mutable {
    Call ended = std::move(call);
    ended.Finish(status, nullptr, outcomes);
  };
  auto report = [this](const OutcomeList& outcomes, OutcomeResultList& results, Intake::Done done) {
    Report(outcomes, results, std::move(done));
  };
  return streams_.Start({.max_in_flight = limits_.max_outcomes,
                         .max_message_bytes = limits_.max_message_bytes,
                         .cancelled = [context] { return context->IsCancelled(); },
                         .report = std::move(report),
                         .finished = std::move(finished)},
                        response);
}

grpc::ServerUnaryReactor* OutcomeService::GetCalibration(grpc::CallbackServerContext* context,
                                                         const v1::GetCalibrationRequest* request,
                                                         v1::GetCalibrationResponse* response) {
  return Unary(calls_, Method::kGetCalibration, 0, context, [&](auto finish) {
    if (journal_ == nullptr) return finish(error::NoJournal(), nullptr);
    auto served = catalog_.Find(request->model(), request->version());
    // The journal may know a version that is not in service any more.
    if (!served.ok() && request->version() <= 0) return finish(served.status(), nullptr);
    worker_->Post([this, context, request, response, served = std::move(served),
                   finish = std::move(finish)](bool run) mutable {
      const Served* model = served.ok() ? served->get() : nullptr;
      ModelMetrics* metrics = model != nullptr ? model->metrics.get() : nullptr;
      if (!run) return finish(error::Busy(), metrics);
      if (calls_.refusing()) return finish(error::Draining(), metrics);
      if (context->IsCancelled()) return finish(error::Cancelled(), metrics);
      auto calibration = Compute(*request, model, *journal_, defaults_);
      if (calibration.ok()) *response->mutable_calibration() = *std::move(calibration);
      const bool unknown = absl::IsNotFound(calibration.status()) && !served.ok();
      finish(unknown ? served.status() : ToAnswer(calibration.status()), metrics);
    });
  });
}

}  // namespace credence::server
