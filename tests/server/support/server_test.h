// A real server with a fake model and a stub, in this process, on a port of its own.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include "credence/v1/prediction.grpc.pb.h"
#include "server/server.h"
#include "tests/server/support/fake_predictor.h"

namespace credence::server::testing {

class ServerTest : public ::testing::Test {
 protected:
  ServerTest();
  ~ServerTest() override;

  // Serves fake/1 and fake/2 with `config`; repository and ports are filled in.
  void Start();

  // A request for one instance with this row.
  static v1::PredictRequest RowRequest(std::vector<float> row);
  // The same answered, or the error.
  grpc::Status Predict(const v1::PredictRequest& request, v1::PredictResponse* response);
  grpc::Status Predict(const v1::PredictRequest& request) {
    v1::PredictResponse response;
    return Predict(request, &response);
  }
  std::string MetricsPage() const;
  // The value of the first sample that starts with `series`, or -1.
  double Metric(const std::string& series) const;
  // Returns once it has that value.
  void AwaitMetric(const std::string& series, double value) const;
  // Returns once that many rows wait for fake/2.
  void AwaitQueued(int rows) const;

  Config config;
  // Changes the manifest of each model that is loaded.
  std::function<void(checkpoint::Manifest&)> amend = [](checkpoint::Manifest&) {};
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  std::ostringstream logged;  // text, all levels; read it when nothing is in flight
  std::unique_ptr<Log> log;
  std::unique_ptr<Server> server;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::PredictionService::Stub> stub;

 private:
  std::filesystem::path folder_;
};

// Field -> description of the google.rpc.BadRequest in the details.
std::map<std::string, std::string> FieldViolations(const grpc::Status& status);

}  // namespace credence::server::testing
