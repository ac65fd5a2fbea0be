// The real program, as an operator runs it: started, asked, and stopped by a signal.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
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
  grpc::Status Predict(int rows = 1) {
    grpc::ClientContext context;
    v1::PredictRequest request;
    request.set_model("small");
    for (int row = 0; row < rows; ++row) {
      auto* tensor = request.add_instances()->mutable_tensor();
      for (int i = 0; i < 5; ++i) tensor->add_values(static_cast<float>(i));
    }
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

TEST_F(ProcessTest, OutlivesTheLimitOfFileSizes) {
  struct rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  struct rlimit small = before;
  small.rlim_cur = 512 * 1024;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string folder = std::filesystem::temp_directory_path() / "credence-limit-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  stub = v1::PredictionService::NewStub(server.Serve({"--journal", folder + "/journal.db"}));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  // More than the limit holds.
  for (int i = 0; i < 1000 && server.Log().find("the journal fails") == std::string::npos; ++i) {
    const grpc::Status status = Predict(64);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  EXPECT_THAT(server.Log(), HasSubstr("\"state\":\"full\""));
  EXPECT_TRUE(Predict().ok());
  std::filesystem::remove_all(folder);
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
