// The real program, as an operator runs it: started, asked, and stopped by a signal.
#include <gmock/gmock.h>

#include <csignal>
#include <thread>

#include "credence/v1/prediction.grpc.pb.h"
#include "tests/integration/server_process.h"

namespace credence::server::testing {
namespace {

using ::testing::HasSubstr;

struct ProcessTest : ::testing::Test {
  void Serve(const std::string& grace) {
    stub = v1::PredictionService::NewStub(server.Serve({"--drain-grace", grace}));
  }
  grpc::Status Predict() {
    grpc::ClientContext context;
    v1::PredictRequest request;
    request.set_model("small");
    auto* tensor = request.add_instances()->mutable_tensor();
    for (int i = 0; i < 5; ++i) tensor->add_values(static_cast<float>(i));
    v1::PredictResponse response;
    return stub->Predict(&context, request, &response);
  }

  ServerProcess server;
  std::unique_ptr<v1::PredictionService::Stub> stub;
};

TEST_F(ProcessTest, AnswersAndLeavesByZeroOnSigterm) {
  Serve("10ms");
  const grpc::Status status = Predict();
  EXPECT_TRUE(status.ok()) << status.error_message();
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(), 0);
  EXPECT_THAT(server.Log(), HasSubstr("\"message\":\"draining\""));
}

TEST_F(ProcessTest, KeepsServingDuringTheGraceUntilASecondSignal) {
  Serve("1h");
  server.Signal(SIGTERM);
  while (server.Log().find("draining") == std::string::npos) std::this_thread::yield();
  EXPECT_TRUE(Predict().ok());
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(), 0);
}

TEST_F(ProcessTest, SaysWhyItCannotStart) {
  server.Spawn({"--repository", "/no/such/folder"});
  EXPECT_EQ(server.Wait(), 1);
  EXPECT_THAT(server.Log(), HasSubstr("/no/such/folder"));
}

TEST_F(ProcessTest, SaysWhichFlagItDoesNotKnow) {
  server.Spawn({"--repositry", "x"});
  EXPECT_EQ(server.Wait(), 2);
  EXPECT_THAT(server.Log(), HasSubstr("--repositry"));
}

}  // namespace
}  // namespace credence::server::testing
