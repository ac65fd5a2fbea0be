// credence.v1.PredictionService: each RPC is one method that finds its model and hands over.
#pragma once

#include "credence/v1/prediction.grpc.pb.h"
#include "server/arena_messages.h"
#include "server/catalog/catalog.h"
#include "server/predict/predict.h"
#include "server/predict/stream.h"
#include "server/telemetry/calls.h"

namespace credence::server {

struct RequestLimits {
  int64_t max_instances = 1024;
  int max_stream_in_flight = 16;
};

// Thread-safe. catalog and calls outlive it.
class PredictionService : public v1::PredictionService::CallbackService {
 public:
  PredictionService(const Catalog& catalog, Calls& calls, const RequestLimits& limits);

  grpc::ServerUnaryReactor* Predict(grpc::CallbackServerContext* context,
                                    const v1::PredictRequest* request,
                                    v1::PredictResponse* response) override;
  grpc::ServerBidiReactor<v1::PredictStreamRequest, v1::PredictStreamResponse>* PredictStream(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* GetModel(grpc::CallbackServerContext* context,
                                     const v1::GetModelRequest* request,
                                     v1::GetModelResponse* response) override;
  grpc::ServerUnaryReactor* ListModels(grpc::CallbackServerContext* context,
                                       const v1::ListModelsRequest* request,
                                       v1::ListModelsResponse* response) override;

  // Ends the open streams, see Streams::Drain.
  void Drain() { streams_.Drain(); }

 private:
  // Finds the model and answers by it; finish gets the status and the model, nullptr where there is
  // none.
  using FinishPredict = absl::AnyInvocable<void(const absl::Status&, ModelMetrics*)>;
  void Answer(const v1::PredictRequest& request, v1::PredictResponse& response, Caller caller,
              FinishPredict finish);

  const Catalog& catalog_;
  Calls& calls_;
  const RequestLimits limits_;
  Streams streams_;
  ArenaMessages<v1::PredictRequest, v1::PredictResponse> messages_;
};

}  // namespace credence::server
