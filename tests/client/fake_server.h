// A prediction service on a loopback port whose answers a test chooses.
#pragma once

#include <credence/v1/prediction.grpc.pb.h>
#include <google/rpc/error_details.pb.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace credence::client {

// A status with BadRequest details that name one field.
inline grpc::Status BadRequest(const std::string& field, const std::string& description) {
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field(field);
  violation->set_description(description);
  google::rpc::Status status;
  status.set_code(grpc::StatusCode::INVALID_ARGUMENT);
  status.set_message("refused");
  status.add_details()->PackFrom(bad);
  return {grpc::StatusCode::INVALID_ARGUMENT, "refused", status.SerializeAsString()};
}

// Answers each instance by an echo of its id, unless `predict` is set.
class FakeService : public v1::PredictionService::Service {
 public:
  using Handler = std::function<grpc::Status(grpc::ServerContext*, const v1::PredictRequest&,
                                             v1::PredictResponse*)>;

  grpc::Status Predict(grpc::ServerContext* context, const v1::PredictRequest* request,
                       v1::PredictResponse* response) override {
    ++calls;
    if (predict) return predict(context, *request, response);
    for (const auto& instance : request->instances()) {
      response->add_predictions()->set_prediction_id(instance.prediction_id());
    }
    return grpc::Status::OK;
  }

  grpc::Status PredictStream(grpc::ServerContext* context,
                             grpc::ServerReaderWriter<v1::PredictStreamResponse,
                                                      v1::PredictStreamRequest>* stream) override {
    v1::PredictStreamRequest message;
    while (answers_left-- > 0 && stream->Read(&message)) {
      v1::PredictStreamResponse answer;
      const grpc::Status status = Predict(context, &message.request(), answer.mutable_response());
      if (!status.ok()) answer.mutable_error()->ParseFromString(status.error_details());
      stream->Write(answer);
    }
    return grpc::Status::OK;
  }

  grpc::Status GetModel(grpc::ServerContext*, const v1::GetModelRequest* request,
                        v1::GetModelResponse* response) override {
    if (request->model() != "heart") return {grpc::StatusCode::NOT_FOUND, "no such model"};
    response->mutable_model()->mutable_summary()->set_model("heart");
    response->mutable_model()->mutable_summary()->set_version(request->version());
    return grpc::Status::OK;
  }

  grpc::Status ListModels(grpc::ServerContext*, const v1::ListModelsRequest*,
                          v1::ListModelsResponse* response) override {
    response->add_models()->set_model("heart");
    return grpc::Status::OK;
  }

  Handler predict;
  std::atomic<int> calls = 0;
  int answers_left = 1000;  // of a stream, which then ends with OK
};

// Serves `service` with the standard health service until it goes out of scope.
class FakeServer {
 public:
  explicit FakeServer(grpc::Service* service) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(service);
    server_ = builder.BuildAndStart();
  }
  ~FakeServer() { server_->Shutdown(std::chrono::system_clock::now()); }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  grpc::HealthCheckServiceInterface* health() { return server_->GetHealthCheckService(); }

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace credence::client
