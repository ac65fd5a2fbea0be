#include "tests/server/support/server_test.h"

#include <grpcpp/create_channel.h>
#include <httplib.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace credence::server::testing {

namespace fs = std::filesystem;

ServerTest::ServerTest() {
  std::string name = (fs::temp_directory_path() / "credence-server-XXXXXX").string();
  folder_ = mkdtemp(name.data());
  fs::create_directories(folder_ / "fake" / "1");
  fs::create_directories(folder_ / "fake" / "2");
  config.repository = folder_.string();
  config.listen = "127.0.0.1:0";
  config.metrics_listen = "127.0.0.1:0";
  config.drain_grace = absl::ZeroDuration();
}

ServerTest::~ServerTest() {
  gate->Open();
  stub.reset();
  channel.reset();
  server.reset();
  fs::remove_all(folder_);
}

void ServerTest::Start() {
  log = std::make_unique<Log>("text", "debug", logged);
  const auto load = [this](const std::string&) {
    auto predictor = MakeFakePredictor(gate);
    amend(predictor->manifest);
    return predictor;
  };
  auto started = Server::Start(config, load, *log);
  ASSERT_TRUE(started.ok()) << started.status();
  server = *std::move(started);
  channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server->port()),
                                grpc::InsecureChannelCredentials());
  stub = v1::PredictionService::NewStub(channel);
}

v1::PredictRequest ServerTest::RowRequest(std::vector<float> row) {
  v1::PredictRequest request;
  request.set_model("fake");
  request.add_instances()->mutable_tensor()->mutable_values()->Add(row.begin(), row.end());
  return request;
}

grpc::Status ServerTest::Predict(const v1::PredictRequest& request, v1::PredictResponse* response) {
  grpc::ClientContext context;
  return stub->Predict(&context, request, response);
}

std::string ServerTest::MetricsPage() const {
  httplib::Client client("127.0.0.1", server->metrics_port());
  const auto result = client.Get("/metrics");
  return result ? result->body : "";
}

double ServerTest::Metric(const std::string& series) const {
  std::istringstream page(MetricsPage());
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with(series)) return std::stod(line.substr(line.rfind(' ')));
  }
  return -1;
}

void ServerTest::AwaitMetric(const std::string& series, double value) const {
  while (Metric(series) != value) std::this_thread::yield();
}

void ServerTest::AwaitQueued(int rows) const {
  AwaitMetric("credence_queue_rows{model=\"fake\",version=\"2\"}", rows);
}

std::map<std::string, std::string> FieldViolations(const grpc::Status& status) {
  std::map<std::string, std::string> found;
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  for (const auto& detail : details.details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) {
      found[violation.field()] = violation.description();
    }
  }
  return found;
}

}  // namespace credence::server::testing
