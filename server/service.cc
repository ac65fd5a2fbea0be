#include "server/service.h"

#include <utility>

#include "absl/time/clock.h"
#include "server/arena_messages.h"
#include "server/catalog/describe.h"
#include "server/predict/wire.h"
#include "server/unary.h"

namespace credence::server {
namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

// gRPC's deadline is on the system clock, where "none" is a date too far for arithmetic.
TimePoint ToSteady(system_clock::time_point deadline) {
  constexpr auto kForever = std::chrono::hours(24 * 365);
  const auto left = deadline - system_clock::now();
  if (deadline == system_clock::time_point::max() || left > kForever) return TimePoint::max();
  return steady_clock::now() + left;
}

Caller CallerOf(const grpc::CallbackServerContext* context) {
  return {.deadline = ToSteady(context->deadline()),
          .cancelled = [context] { return context->IsCancelled(); }};
}

void CountPredictions(const v1::PredictResponse& response, const Served& served) {
  const int positive = served.predictor->manifest.positive_class;
  for (const auto& prediction : response.predictions()) {
    served.metrics->CountPrediction(prediction.mean(positive), prediction.uncertainty().epistemic(),
                                    prediction.deferral().deferred());
  }
}

bool IsNewest(const Catalog& catalog, const Served& served) {
  const auto newest = catalog.Find(served.model, 0);
  return newest.ok() && (*newest)->version == served.version;
}

}  // namespace

PredictionService::PredictionService(const Catalog& catalog, Calls& calls,
                                     const RequestLimits& limits)
    : catalog_(catalog), calls_(calls), limits_(limits) {}

void PredictionService::Answer(const v1::PredictRequest& request, v1::PredictResponse& response,
                               Caller caller, FinishPredict finish) {
  auto served = catalog_.Find(request.model(), request.version());
  if (!served.ok()) return finish(served.status(), nullptr);
  const Served* model = served->get();
  if (recorder_ != nullptr && !request.exploratory()) {
    const absl::Status admitted = recorder_->Admit();
    if (!admitted.ok()) return finish(admitted, model->metrics.get());
  }
  auto done = [this, model, &request, &response,
               finish = std::move(finish)](const absl::Status& status) mutable {
    if (status.ok() && !request.exploratory()) {
      CountPredictions(response, *model);
      if (recorder_ != nullptr) recorder_->Record(request, absl::Now(), response);
    }
    finish(status, model->metrics.get());
  };
  server::Predict(*std::move(served), limits_.max_instances,
                  {request, response, std::move(caller), std::move(done)});
}

grpc::ServerUnaryReactor* PredictionService::Predict(grpc::CallbackServerContext* context,
                                                     const grpc::ByteBuffer* request,
                                                     grpc::ByteBuffer* response) {
  auto messages = std::make_unique<ArenaMessages<v1::PredictRequest, v1::PredictResponse>>();
  // Only this call has the bytes: emptied, they do not take their room twice.
  const absl::Status parsed = Parse(const_cast<grpc::ByteBuffer&>(*request),
                                    limits_.max_message_bytes, messages->request());
  const int rows = messages->request().instances_size();
  return Unary(calls_, Method::kPredict, rows, context, [&](auto finish) {
    if (!parsed.ok()) return finish(parsed, nullptr);
    auto* held = messages.get();  // the order of evaluation of arguments is free
    Answer(held->request(), held->response(), CallerOf(context),
           [response, messages = std::move(messages), finish = std::move(finish)](
               const absl::Status& status, ModelMetrics* model) mutable {
             finish(status.ok() ? Serialize(messages->response(), *response) : status, model);
           });
  });
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* PredictionService::PredictStream(
    grpc::CallbackServerContext* context) {
  auto answer = [this](const absl::Status& parsed, Question question) {
    auto finish = [this, done = std::move(question.done)](const absl::Status& status,
                                                          ModelMetrics*) mutable {
      calls_.CountMessage(status);
      done(status);
    };
    if (!parsed.ok()) return finish(parsed, nullptr);
    Answer(question.request, question.response, std::move(question.caller), std::move(finish));
  };
  auto finished = [call =
                       calls_.Begin(Method::kPredictStream)](const absl::Status& status) mutable {
    Call ended = std::move(call);
    ended.Finish(status, nullptr, 0);
  };
  return streams_.Start({.max_in_flight = limits_.max_stream_in_flight,
                         .max_message_bytes = limits_.max_message_bytes,
                         .caller = CallerOf(context),
                         .answer = std::move(answer),
                         .finished = std::move(finished)});
}

grpc::ServerUnaryReactor* PredictionService::GetModel(grpc::CallbackServerContext* context,
                                                      const v1::GetModelRequest* request,
                                                      v1::GetModelResponse* response) {
  return Unary(calls_, Method::kGetModel, 0, context, [&](auto finish) {
    const auto served = catalog_.Find(request->model(), request->version());
    if (!served.ok()) return finish(served.status(), nullptr);
    *response->mutable_model() = Describe(**served, IsNewest(catalog_, **served));
    finish(absl::OkStatus(), (*served)->metrics.get());
  });
}

grpc::ServerUnaryReactor* PredictionService::ListModels(grpc::CallbackServerContext* context,
                                                        const v1::ListModelsRequest*,
                                                        v1::ListModelsResponse* response) {
  return Unary(calls_, Method::kListModels, 0, context, [&](auto finish) {
    for (const auto& served : catalog_.List()) {
      *response->add_models() = Summarize(*served, IsNewest(catalog_, *served));
    }
    finish(absl::OkStatus(), nullptr);
  });
}

}  // namespace credence::server
