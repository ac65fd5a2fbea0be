#include "client/cpp/client.h"

#include <grpcpp/create_channel.h>

#include <algorithm>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace credence::client {
namespace {

std::string Seconds(std::chrono::milliseconds duration) {
  return absl::StrFormat("%.3fs", std::max<double>(0.001, duration.count() / 1000.0));
}

std::shared_ptr<grpc::Channel> Connect(const ClientOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(ServiceConfigJson(options));
  arguments.SetMaxReceiveMessageSize(options.max_message_bytes);
  arguments.SetMaxSendMessageSize(options.max_message_bytes);
  arguments.SetUserAgentPrefix(options.user_agent.empty() ? "credence-cpp"
                                                          : options.user_agent + " credence-cpp");
  const auto credentials =
      options.credentials ? options.credentials : grpc::InsecureChannelCredentials();
  return grpc::CreateCustomChannel(options.target, credentials, arguments);
}

template <typename Response>
absl::StatusOr<Response> Result(const grpc::Status& status, Response response) {
  if (!status.ok()) return ToStatus(status);
  return response;
}

}  // namespace

std::string ServiceConfigJson(const ClientOptions& options) {
  std::string retry;
  const int attempts = std::clamp(options.max_attempts, 1, 5);
  if (attempts > 1) {
    retry = absl::StrFormat(
        R"(,"retryPolicy":{"maxAttempts":%d,"initialBackoff":"%s","maxBackoff":"%s",)"
        R"("backoffMultiplier":2,"retryableStatusCodes":["UNAVAILABLE"]})",
        attempts, Seconds(options.initial_backoff), Seconds(options.max_backoff));
  }
  return absl::StrFormat(
      R"({"loadBalancingConfig":[{"round_robin":{}}],"methodConfig":[{"name":[)"
      R"({"service":"credence.v1.PredictionService"},{"service":"credence.v1.OutcomeService"},)"
      R"({"service":"credence.v1.MonitoringService"},{"service":"grpc.health.v1.Health"}],)"
      R"("waitForReady":%s%s}]})",
      options.wait_for_ready ? "true" : "false", retry);
}

Client::Client(ClientOptions options) : options_(std::move(options)) {
  const auto channel = Connect(options_);
  predictions_ = v1::PredictionService::NewStub(channel);
  outcomes_ = v1::OutcomeService::NewStub(channel);
  monitoring_ = v1::MonitoringService::NewStub(channel);
  health_ = grpc::health::v1::Health::NewStub(channel);
}

void Client::Prepare(grpc::ClientContext* context, std::chrono::milliseconds deadline) const {
  if (deadline.count() > 0) context->set_deadline(std::chrono::system_clock::now() + deadline);
}

absl::StatusOr<v1::PredictResponse> Client::Predict(const v1::PredictRequest& request) const {
  grpc::ClientContext context;
  Prepare(&context, options_.deadline);
  v1::PredictResponse response;
  const grpc::Status status = predictions_->Predict(&context, request, &response);
  return Result(status, std::move(response));
}

absl::Status Client::PredictStream(
    const std::function<std::optional<v1::PredictRequest>()>& next,
    const std::function<void(absl::StatusOr<v1::PredictResponse>)>& done) const {
  grpc::ClientContext context;
  Prepare(&context, options_.stream_deadline);
  const auto stream = predictions_->PredictStream(&context);
  int64_t asked = 0, answered = 0;
  std::thread writer([&] {
    v1::PredictStreamRequest message;
    while (auto request = next()) {
      *message.mutable_request() = std::move(*request);
      ++asked;
      if (!stream->Write(message)) return;
    }
    stream->WritesDone();
  });
  v1::PredictStreamResponse answer;
  while (stream->Read(&answer)) {
    ++answered;
    if (answer.has_error()) {
      done(ToStatus(answer.error()));
    } else {
      done(std::move(*answer.mutable_response()));
    }
  }
  writer.join();
  const absl::Status status = ToStatus(stream->Finish());
  if (!status.ok() || answered == asked) return status;
  return absl::DataLossError(
      absl::StrCat("stream: got ", answered, " answers, wanted ", asked, ", one for each request"));
}

absl::StatusOr<v1::Model> Client::GetModel(const std::string& model, int64_t version) const {
  grpc::ClientContext context;
  Prepare(&context, options_.deadline);
  v1::GetModelRequest request;
  request.set_model(model);
  request.set_version(version);
  v1::GetModelResponse response;
  const grpc::Status status = predictions_->GetModel(&context, request, &response);
  return Result(status, std::move(*response.mutable_model()));
}

absl::StatusOr<v1::ListModelsResponse> Client::ListModels() const {
  grpc::ClientContext context;
  Prepare(&context, options_.deadline);
  v1::ListModelsResponse response;
  const grpc::Status status = predictions_->ListModels(&context, {}, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<v1::ReportOutcomesResponse> Client::ReportOutcomes(
    const v1::ReportOutcomesRequest& request) const {
  grpc::ClientContext context;
  Prepare(&context, options_.deadline);
  v1::ReportOutcomesResponse response;
  const grpc::Status status = outcomes_->ReportOutcomes(&context, request, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<v1::ReportOutcomesStreamResponse> Client::ReportOutcomesStream(
    const std::function<std::optional<v1::ReportOutcomesStreamRequest>()>& next) const {
  grpc::ClientContext context;
  Prepare(&context, options_.stream_deadline);
  v1::ReportOutcomesStreamResponse response;
  const auto stream = outcomes_->ReportOutcomesStream(&context, &response);
  while (auto message = next()) {
    if (!stream->Write(*message)) break;
  }
  stream->WritesDone();
  const grpc::Status status = stream->Finish();
  return Result(status, std::move(response));
}

absl::StatusOr<v1::Calibration> Client::GetCalibration(
    const v1::GetCalibrationRequest& request) const {
  grpc::ClientContext context;
  Prepare(&context, options_.deadline);
  v1::GetCalibrationResponse response;
  const grpc::Status status = outcomes_->GetCalibration(&context, request, &response);
  return Result(status, std::move(*response.mutable_calibration()));
}

absl::StatusOr<v1::GetEvidenceResponse> Client::GetEvidence(const std::string& model,
                                                            int64_t version) const {
  grpc::ClientContext context;
  Prepare(&context, options_.deadline);
  v1::GetEvidenceRequest request;
  request.set_model(model);
  request.set_version(version);
  v1::GetEvidenceResponse response;
  const grpc::Status status = monitoring_->GetEvidence(&context, request, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<v1::GetOverviewResponse> Client::GetOverview() const {
  grpc::ClientContext context;
  Prepare(&context, options_.deadline);
  v1::GetOverviewResponse response;
  const grpc::Status status = monitoring_->GetOverview(&context, {}, &response);
  return Result(status, std::move(response));
}

absl::StatusOr<bool> Client::Healthy(const std::string& model) const {
  grpc::ClientContext context;
  Prepare(&context, options_.deadline);
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(model);
  grpc::health::v1::HealthCheckResponse response;
  const grpc::Status status = health_->Check(&context, request, &response);
  if (status.error_code() == grpc::StatusCode::NOT_FOUND) return false;
  if (!status.ok()) return ToStatus(status);
  return response.status() == grpc::health::v1::HealthCheckResponse::SERVING;
}

}  // namespace credence::client
