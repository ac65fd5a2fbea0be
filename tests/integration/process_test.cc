// The real program, as an operator runs it: started, asked, and stopped by a signal.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "credence/v1/prediction.grpc.pb.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::server {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string Read(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct ProcessTest : ::testing::Test {
  ~ProcessTest() override {
    if (child > 0) {
      kill(child, SIGKILL);
      waitpid(child, nullptr, 0);
    }
  }

  void Spawn(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), CREDENCE_SERVER);
    child = fork();
    if (child != 0) return;
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    if (freopen(log.c_str(), "w", stderr) == nullptr) _exit(126);
    execv(argv[0], argv.data());
    _exit(127);
  }
  // Serves a small network with random weights; returns once it is ready.
  void Serve(const std::string& grace) {
    const fs::path version = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
    const fs::path ports = version / "ports";
    Spawn({"--repository", version.parent_path().parent_path().string(), "--listen", "127.0.0.1:0",
           "--metrics-listen", "127.0.0.1:0", "--port-file", ports.string(), "--log-format", "json",
           "--drain-grace", grace});
    while (!Read(ports).ends_with("\n") && kill(child, 0) == 0) std::this_thread::yield();
    std::istringstream lines(Read(ports));
    std::string line;
    std::getline(lines, line);
    stub = v1::PredictionService::NewStub(grpc::CreateChannel(
        "127.0.0.1:" + line.substr(line.find('=') + 1), grpc::InsecureChannelCredentials()));
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
  // The exit status once the process has ended, or -1 if a signal ended it.
  int Wait() {
    int status = 0;
    waitpid(child, &status, 0);
    child = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  const std::string log = ::testing::TempDir() + "credence_process_test.log";
  pid_t child = -1;
  std::unique_ptr<v1::PredictionService::Stub> stub;
};

TEST_F(ProcessTest, AnswersAndLeavesByZeroOnSigterm) {
  Serve("10ms");
  const grpc::Status status = Predict();
  EXPECT_TRUE(status.ok()) << status.error_message();
  kill(child, SIGTERM);
  EXPECT_EQ(Wait(), 0);
  EXPECT_THAT(Read(log), HasSubstr("\"message\":\"draining\""));
}

TEST_F(ProcessTest, KeepsServingDuringTheGraceUntilASecondSignal) {
  Serve("1h");
  kill(child, SIGTERM);
  while (Read(log).find("draining") == std::string::npos) std::this_thread::yield();
  EXPECT_TRUE(Predict().ok());
  kill(child, SIGTERM);
  EXPECT_EQ(Wait(), 0);
}

TEST_F(ProcessTest, SaysWhyItCannotStart) {
  Spawn({"--repository", "/no/such/folder"});
  EXPECT_EQ(Wait(), 1);
  EXPECT_THAT(Read(log), HasSubstr("/no/such/folder"));
}

TEST_F(ProcessTest, SaysWhichFlagItDoesNotKnow) {
  Spawn({"--repositry", "x"});
  EXPECT_EQ(Wait(), 2);
  EXPECT_THAT(Read(log), HasSubstr("--repositry"));
}

}  // namespace
}  // namespace credence::server
