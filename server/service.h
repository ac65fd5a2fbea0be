// credence.v1.PredictionService: each RPC is one method that finds its model and hands over. What
// carries predictions comes as bytes, see server/predict/wire.h.
#pragma once

#include "credence/v1/prediction.grpc.pb.h"
#include "server/catalog/catalog.h"
#include "server/outcomes/recorder.h"
#include "server/predict/predict.h"
#include "server/predict/stream.h"
#include "server/telemetry/calls.h"

namespace credence::server {

struct RequestLimits {
  int64_t max_instances = 1024;
  int64_t max_message_bytes = 4 << 20;
  int max_stream_in_flight = 16;
};

template <typename Rpcs>
using WithRawPredict = v1::PredictionService::WithRawCallbackMethod_Predict<
    v1::PredictionService::WithRawCallbackMethod_PredictStream<Rpcs>>;
template <typename Rpcs>
using WithParsedModels = v1::PredictionService::WithCallbackMethod_GetModel<
    v1::PredictionService::WithCallbackMethod_ListModels<Rpcs>>;

// Thread-safe. catalog and calls outlive it.
class PredictionService : public WithRawPredict<WithParsedModels<v1::PredictionService::Service>> {
 public:
  PredictionService(const Catalog& catalog, Calls& calls, const RequestLimits& limits);

  grpc::ServerUnaryReactor* Predict(grpc::CallbackServerContext* context,
                                    const grpc::ByteBuffer* request,
                                    grpc::ByteBuffer* response) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* PredictStream(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* GetModel(grpc::CallbackServerContext* context,
                                     const v1::GetModelRequest* request,
                                     v1::GetModelResponse* response) override;
  grpc::ServerUnaryReactor* ListModels(grpc::CallbackServerContext* context,
                                       const v1::ListModelsRequest* request,
                                       v1::ListModelsResponse* response) override;

  // Signs and writes down every answer but those to exploratory requests. Call before the first
  // RPC; recorder outlives the last.
  void Use(const Recorder& recorder) { recorder_ = &recorder; }

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
  const Recorder* recorder_ = nullptr;
  Streams streams_;
};

}  // namespace credence::server
