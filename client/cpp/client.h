// The C++ client of a Credence server: a thin layer over the generated stub that adds what every
// caller needs, a deadline, retries and typed errors. Requests and answers are the protocol's own
// messages (proto/credence/v1/*.proto).
//
//   credence::client::Client client({.target = "127.0.0.1:8500"});
//   credence::v1::PredictRequest request;
//   request.set_model("physionet2012_mlp");
//   auto* heart_rate = request.add_instances()->add_series();
//   heart_rate->set_code("HR");
//   heart_rate->add_hours(0.5f);
//   heart_rate->add_values(88);
//   absl::StatusOr<credence::v1::PredictResponse> response = client.Predict(request);
//   if (!response.ok()) {
//     for (const auto& v : FieldViolations(response.status())) std::cerr << v.field << ": " <<
//     v.description << "\n";
//   }
#pragma once

#include <credence/v1/monitoring.grpc.pb.h>
#include <credence/v1/outcome.grpc.pb.h>
#include <credence/v1/prediction.grpc.pb.h>
#include <grpc/health/v1/health.grpc.pb.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cpp/errors.h"

namespace credence::client {

struct ClientOptions {
  // Any gRPC target: "host:port", "dns:///host:port" (every address is used, in turn),
  // "unix:/path".
  std::string target = "127.0.0.1:8500";
  // null: no encryption.
  std::shared_ptr<grpc::ChannelCredentials> credentials;

  // Of one call, its retries included. gRPC itself has none.
  std::chrono::milliseconds deadline{2000};
  // Of a whole stream; zero: none.
  std::chrono::milliseconds stream_deadline{std::chrono::minutes(10)};
  // false: a call fails at once where no server can be reached. true: it waits for one until the
  // deadline.
  bool wait_for_ready = false;

  // Tries of one call in all, 1 to 5. Only UNAVAILABLE is tried again: the server did no work then.
  int max_attempts = 4;
  // The pause before try n is random in [0, min(max_backoff, initial_backoff * 2^(n-1))).
  std::chrono::milliseconds initial_backoff{50};
  std::chrono::milliseconds max_backoff{1000};

  int max_message_bytes = 64 << 20;
  // Names your program in the server's logs.
  std::string user_agent;
};

// One connection (HTTP/2, kept alive) and its stubs. It connects at the first call and again after
// a loss.
//
// Errors, for every method: the server's code, message and details (see errors.h). UNAVAILABLE: no
// server, or it is overloaded or draining, also after the last retry; DEADLINE_EXCEEDED: no answer
// in time. Thread safety: every method may be called from any number of threads at once, on one
// Client; moving is not safe. Performance: keep a Client, do not make one a call. Calls share one
// connection; one connection is served by one thread at a time, so a client that wants the last bit
// of throughput keeps a few Clients with distinct targets or options (equal ones share their
// connection). Many instances in one request cost far less than one each.
class Client {
 public:
  explicit Client(ClientOptions options = {});

  // Answers every instance of the request, or none.
  absl::StatusOr<v1::PredictResponse> Predict(const v1::PredictRequest& request) const;

  // Bulk scoring over one stream: sends what `next` gives until it gives nullopt, and hands each
  // answer to `done`, in the order of the requests. A request that fails gets its error in `done`
  // and the stream goes on. `next` runs on another thread than `done`; neither is called again
  // after PredictStream has returned, nor at the same time as itself. `next` is held back while the
  // server is behind. Returns once the stream has ended and `next` has given what it was asked for
  // last: a `next` that waits for input holds it up. Returns the stream's own status: after OK,
  // `done` was called once for each request. Errors: DATA_LOSS where a server left requests without
  // an answer.
  absl::Status PredictStream(
      const std::function<std::optional<v1::PredictRequest>()>& next,
      const std::function<void(absl::StatusOr<v1::PredictResponse>)>& done) const;

  // version 0: the newest in service. Errors: NOT_FOUND.
  absl::StatusOr<v1::Model> GetModel(const std::string& model, int64_t version = 0) const;

  // By name, then by version, newest first.
  absl::StatusOr<v1::ListModelsResponse> ListModels() const;

  // Reports what became of predictions; every outcome gets its own status in the response. Safe to
  // repeat. Errors: as above; nothing of the request was acknowledged then.
  absl::StatusOr<v1::ReportOutcomesResponse> ReportOutcomes(
      const v1::ReportOutcomesRequest& request) const;

  // Bulk form: sends what `next` gives until it gives nullopt; one summary at the end. An error
  // acknowledges nothing: send everything again. Its deadline is stream_deadline.
  absl::StatusOr<v1::ReportOutcomesStreamResponse> ReportOutcomesStream(
      const std::function<std::optional<v1::ReportOutcomesStreamRequest>()>& next) const;

  // How well a model version's risks match the outcomes in a window. Errors: NOT_FOUND.
  absl::StatusOr<v1::Calibration> GetCalibration(const v1::GetCalibrationRequest& request) const;

  // The sequential alarm of a model version; version 0: the newest. Errors: NOT_FOUND.
  absl::StatusOr<v1::GetEvidenceResponse> GetEvidence(const std::string& model,
                                                      int64_t version = 0) const;

  // The server, its journal and every model version at a glance.
  absl::StatusOr<v1::GetOverviewResponse> GetOverview() const;

  // Whether the server answers for a model, by gRPC's health service; an empty name asks for the
  // server as a whole. false: it is loading or draining, or does not know the model. Errors: as
  // above, where it could not be asked.
  absl::StatusOr<bool> Healthy(const std::string& model = "") const;

 private:
  void Prepare(grpc::ClientContext* context, std::chrono::milliseconds deadline) const;

  ClientOptions options_;
  std::unique_ptr<v1::PredictionService::Stub> predictions_;
  std::unique_ptr<v1::OutcomeService::Stub> outcomes_;
  std::unique_ptr<v1::MonitoringService::Stub> monitoring_;
  std::unique_ptr<grpc::health::v1::Health::Stub> health_;
};

// The gRPC service config that a Client uses: round robin over a target's addresses, retries as the
// options say.
std::string ServiceConfigJson(const ClientOptions& options);

}  // namespace credence::client
