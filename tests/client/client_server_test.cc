// The client library and the command line client against a real server, in one process.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "client/cli/command.h"
#include "client/cpp/client.h"
#include "tests/server/support/server_test.h"

namespace credence::client {
namespace {

using testing::HasSubstr;

struct Outcome {
  int exit_code = 0;
  std::string out, err;
};

class ClientServerTest : public server::testing::ServerTest {
 protected:
  void SetUp() override { Start(); }

  std::string address() const { return "127.0.0.1:" + std::to_string(server->port()); }
  std::string metrics() const {
    return "http://127.0.0.1:" + std::to_string(server->metrics_port()) + "/metrics";
  }

  Client MakeClient() const {
    ClientOptions options;
    options.target = address();
    options.deadline = std::chrono::seconds(20);
    return Client(options);
  }

  // What the program `credence` does with these arguments.
  Outcome Credence(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"credence", "--server", address(), "--deadline", "20"});
    std::vector<const char*> argv;
    for (const auto& argument : arguments) argv.push_back(argument.c_str());
    Outcome outcome;
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    outcome.exit_code = cli::Run(static_cast<int>(argv.size()), argv.data());
    outcome.out = testing::internal::GetCapturedStdout();
    outcome.err = testing::internal::GetCapturedStderr();
    return outcome;
  }

  static std::string File(const std::string& name, const std::string& text) {
    const std::string path = testing::TempDir() + "/" + name;
    std::ofstream(path) << text;
    return path;
  }
};

TEST_F(ClientServerTest, PredictsWithUncertainty) {
  const auto response = MakeClient().Predict(RowRequest({1, 2, 3}));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->version(), 2);
  EXPECT_GE(response->predictions(0).average_nll(1), response->predictions(0).mixture_nll(1));
}

TEST_F(ClientServerTest, GetsEveryViolationTyped) {
  auto request = RowRequest({1, 2});
  request.mutable_instances(0)->set_label(9);
  const auto response = MakeClient().Predict(request);
  ASSERT_TRUE(absl::IsInvalidArgument(response.status()));
  const auto violations = FieldViolations(response.status());
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_EQ(violations[0].field, "instances[0].tensor");
  EXPECT_EQ(violations[1].field, "instances[0].label");
}

TEST_F(ClientServerTest, KnowsWhichModelsAreHealthy) {
  const Client client = MakeClient();
  EXPECT_TRUE(client.Healthy().value());
  EXPECT_TRUE(client.Healthy("fake").value());
  EXPECT_FALSE(client.Healthy("nobody").value());
}

TEST_F(ClientServerTest, StreamsALongListInOrder) {
  int sent = 0;
  int answered = 0;
  const absl::Status status = MakeClient().PredictStream(
      [&]() -> std::optional<v1::PredictRequest> {
        if (sent == 200) return std::nullopt;
        auto request = RowRequest({1, 2, 3});
        request.mutable_instances(0)->set_prediction_id(std::to_string(sent++));
        return request;
      },
      [&](absl::StatusOr<v1::PredictResponse> response) {
        ASSERT_TRUE(response.ok()) << response.status();
        EXPECT_EQ(response->predictions(0).prediction_id(), std::to_string(answered++));
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(answered, 200);
}

TEST_F(ClientServerTest, CliListsAndDescribesModels) {
  const Outcome list = Credence({"models"});
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_THAT(list.out, HasSubstr("fake"));
  EXPECT_THAT(Credence({"models", "fake"}).out, HasSubstr("bpm (or Hz)"));
  const auto json = nlohmann::json::parse(Credence({"models", "--json"}).out);
  EXPECT_EQ(json["models"].size(), 2u);
}

TEST_F(ClientServerTest, CliPredictsFromCsv) {
  const std::string csv =
      File("cases.csv", "id,label,Age [days],Unit\np1,1,3652.5,surgical\np2,,50,\n");
  const Outcome outcome = Credence({"predict", "-m", "fake", "--csv", csv});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("its mixture NLL"));
  EXPECT_THAT(outcome.out, HasSubstr("\np1 "));
  EXPECT_THAT(outcome.out, HasSubstr("\np2 "));
}

TEST_F(ClientServerTest, CliRefusesOnlyTheBadCasesAndNamesTheirFields) {
  const std::string csv =
      File("bad.csv", "id,Age,Unit\np1,70,surgical\np2,70,kitchen\np3,71,medical\n");
  const Outcome outcome = Credence({"predict", "-m", "fake", "--csv", csv, "--output", "lines"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 2);
  EXPECT_THAT(outcome.err, HasSubstr("error: p2: INVALID_ARGUMENT"));
  EXPECT_THAT(outcome.err, HasSubstr("features[Unit]"));
}

TEST_F(ClientServerTest, CliPrintsJsonThatCanBeReadBack) {
  const std::string input =
      File("cases.json", R"({"prediction_id": "p1", "tensor": {"values": [1, 2, 3]}})");
  const Outcome outcome =
      Credence({"predict", "-m", "fake", "--json", input, "--members", "--output", "json"});
  const auto json = nlohmann::json::parse(outcome.out);
  ASSERT_EQ(json.size(), 1u);
  EXPECT_EQ(json[0]["prediction_id"], "p1");
  EXPECT_EQ(json[0]["members"].size(), 4u);
}

TEST_F(ClientServerTest, CliAsksWithoutLeavingATrace) {
  const std::string input = File("nobody.json", R"({"tensor": {"values": [1, 2, 3]}})");
  const auto ask = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"predict", "-m", "fake", "--json", input, "--output", "json"});
    return nlohmann::json::parse(Credence(more).out)[0];
  };
  EXPECT_NE(ask({}).value("receipt", ""), "");
  EXPECT_EQ(ask({"--exploratory"}).value("receipt", ""), "");
}

TEST_F(ClientServerTest, CliTellsWrongUsageFromErrors) {
  EXPECT_EQ(Credence({"predict", "-m", "fake"}).exit_code, 2);
  EXPECT_EQ(Credence({"nonsense"}).exit_code, 2);
  EXPECT_EQ(Credence({"--help"}).exit_code, 0);
  EXPECT_EQ(Credence({"models", "nobody"}).exit_code, 1);
  EXPECT_EQ(Credence({"predict", "-m", "fake", "--csv", "/no/such/file"}).exit_code, 1);
}

TEST_F(ClientServerTest, CliMeasuresTheServersCpu) {
  const Outcome outcome =
      Credence({"bench", "-m", "fake", "--duration", "0.3", "--warmup", "0.1", "--connections", "2",
                "--concurrency", "2", "--metrics", metrics(), "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_GT(json["requests"], 0);
  EXPECT_GT(json["server_cpu_us_per_request"], 0);
  EXPECT_GE(json["latency_us"]["p99.9"], json["latency_us"]["p50"]);
  EXPECT_TRUE(json["errors"].empty());
}

TEST_F(ClientServerTest, CliWatchesTheMetrics) {
  ASSERT_TRUE(MakeClient().Predict(RowRequest({1, 2, 3})).ok());
  const Outcome outcome =
      Credence({"watch", "--metrics", metrics(), "--interval", "0.05", "--count", "1"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Predict"));
}

}  // namespace
}  // namespace credence::client
