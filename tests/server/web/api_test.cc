#include "server/web/api.h"

#include <gmock/gmock.h>
#include <httplib.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/server/support/server_test.h"

namespace credence::server {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kJson[] = "application/json";
constexpr char kRow[] =
    R"({"model": "fake", "instances": [{"predictionId": "a", "tensor": {"values": [1, 2, 3]}}]})";

struct Answer {
  int status = 0;
  json body = {};
  httplib::Headers headers = {};
};

class ApiTest : public testing::ServerTest {
 protected:
  Answer Get(const std::string& path, const httplib::Headers& headers = {}) {
    return Read(Client().Get(path.c_str(), headers));
  }
  Answer Post(const std::string& path, const std::string& body, const std::string& type = kJson,
              const httplib::Headers& headers = {}) {
    return Read(Client().Post(path.c_str(), headers, body, type.c_str()));
  }
  httplib::Client Client() const { return httplib::Client("127.0.0.1", server->metrics_port()); }

  static Answer Read(const httplib::Result& result) {
    if (!result) return {};
    return {result->status, json::parse(result->body, nullptr, false), result->headers};
  }
};

TEST_F(ApiTest, PredictsWhatGrpcPredicts) {
  Start();
  const Answer answer = Post("/api/v1/predict", kRow);
  ASSERT_EQ(answer.status, 200) << answer.body;
  v1::PredictResponse response;
  ASSERT_TRUE(Predict(RowRequest({1, 2, 3}), &response).ok());
  const json& prediction = answer.body["predictions"][0];
  EXPECT_EQ(answer.body["version"], "2");
  EXPECT_EQ(prediction["predictionId"], "a");
  EXPECT_DOUBLE_EQ(prediction["mean"][1], response.predictions(0).mean(1));
  EXPECT_DOUBLE_EQ(prediction["mixtureNll"][0], response.predictions(0).mixture_nll(0));
  // A zero is printed, what is absent is not.
  EXPECT_EQ(prediction["deferral"]["deferred"], false);
  EXPECT_FALSE(prediction.contains("labelMixtureNll"));
}

TEST_F(ApiTest, ListsAndDescribesModels) {
  Start();
  EXPECT_EQ(Get("/api/v1/models").body["models"].size(), 2u);
  const Answer model = Get("/api/v1/models/fake?version=1");
  EXPECT_EQ(model.status, 200);
  EXPECT_EQ(model.body["model"]["summary"]["version"], "1");
  EXPECT_EQ(model.body["model"]["variables"][0]["name"], "Age");
}

TEST_F(ApiTest, CountsItsCallsAsGrpcCallsAre) {
  Start();
  Post("/api/v1/predict", kRow);
  EXPECT_EQ(Metric("credence_predictions_total{decision=\"keep\",model=\"fake\",version=\"2\"}"),
            1);
  EXPECT_THAT(MetricsPage(), HasSubstr("credence_rpc_duration_seconds_count{code=\"OK\",method="
                                       "\"Predict\",model=\"fake\",version=\"2\"} 1"));
}

TEST_F(ApiTest, TakesOutcomesAndShowsWhatTheySay) {
  const std::string journal = ::testing::TempDir() + "credence_api_test_journal.db";
  config.journal = journal;
  Start();
  const json prediction = Post("/api/v1/predict", kRow).body["predictions"][0];
  const json report = {{"outcomes",
                        {{{"receipt", prediction["receipt"]}, {"label", 1}},
                         {{"predictionId", "unheard-of"}, {"label", 1}}}}};
  const Answer reported = Post("/api/v1/outcomes", report.dump());
  ASSERT_EQ(reported.status, 200) << reported.body;
  EXPECT_EQ(reported.body["results"][0]["status"], "OUTCOME_STATUS_COUNTED");
  EXPECT_EQ(reported.body["results"][0]["predictionId"], "a");
  EXPECT_EQ(reported.body["results"][1]["status"], "OUTCOME_STATUS_UNKNOWN_PREDICTION");

  const Answer calibration = Get("/api/v1/calibration?model=fake&last_outcomes=10&decision=keep");
  ASSERT_EQ(calibration.status, 200) << calibration.body;
  EXPECT_EQ(calibration.body["calibration"]["outcomes"], "1");
  EXPECT_EQ(calibration.body["calibration"]["events"], "1");
  EXPECT_EQ(Get("/api/v1/calibration?model=fake&decision=DEFER").body["calibration"]["outcomes"],
            "0");
  const Answer evidence = Get("/api/v1/evidence?model=fake");
  ASSERT_EQ(evidence.status, 200) << evidence.body;
  EXPECT_EQ(evidence.body["alarmed"], false);
  const Answer inputs = Get("/api/v1/inputs?model=fake&version=2");
  ASSERT_EQ(inputs.status, 200) << inputs.body;
  EXPECT_EQ(inputs.body["version"], "2");
  server.reset();
  for (const char* end : {"", "-wal", "-shm"}) std::remove((journal + end).c_str());
}

TEST_F(ApiTest, ShowsTheServerAtAGlance) {
  Start();
  const Answer overview = Get("/api/v1/overview");
  ASSERT_EQ(overview.status, 200) << overview.body;
  EXPECT_EQ(overview.body["health"], "SERVING");
  EXPECT_EQ(overview.body["models"][0]["version"], "2");
  EXPECT_EQ(overview.body["models"][0]["light"]["color"], "COLOR_GREY");
}

TEST_F(ApiTest, ErrorsAreThoseOfGrpc) {
  Start();
  const Answer unknown = Get("/api/v1/models/other");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.body["code"], 5);
  EXPECT_EQ(unknown.body["message"], "model: got other, wanted one of fake");
  const Answer invalid =
      Post("/api/v1/predict", R"({"model": "fake", "instances": [{"tensor": {"values": [1]}}]})");
  EXPECT_EQ(invalid.status, 400);
  const json& violation = invalid.body["details"][0]["fieldViolations"][0];
  EXPECT_THAT(violation["field"].get<std::string>(), HasSubstr("instances[0].tensor"));
}

TEST_F(ApiTest, NamesAnUnknownField) {
  Start();
  const Answer top = Post("/api/v1/predict", R"({"modle": "fake"})");
  EXPECT_EQ(top.status, 400);
  EXPECT_EQ(top.body["details"][0]["fieldViolations"][0]["field"], "modle");
  const Answer deep = Post("/api/v1/predict", R"({"instances": [{"lable": 1}]})");
  EXPECT_EQ(deep.body["details"][0]["fieldViolations"][0]["field"], "instances[0].lable");
  const Answer parameter = Get("/api/v1/models/fake?vresion=1");
  EXPECT_EQ(parameter.status, 400);
  EXPECT_THAT(parameter.body["message"].get<std::string>(),
              AllOf(HasSubstr("vresion"), HasSubstr("wanted one of model, version")));
}

TEST_F(ApiTest, TakesOnlyJson) {
  Start();
  EXPECT_EQ(Post("/api/v1/predict", kRow, "text/plain").status, 415);
  EXPECT_EQ(Post("/api/v1/predict", kRow, "application/x-www-form-urlencoded").status, 415);
  EXPECT_EQ(Post("/api/v1/predict", kRow, "application/json; charset=utf-8").status, 200);
  EXPECT_EQ(Post("/api/v1/predict", kRow, kJson, {{"Content-Encoding", "gzip"}}).status, 415);
  EXPECT_EQ(Post("/api/v1/predict", "--b--", "multipart/form-data; boundary=b").status, 415);
  EXPECT_EQ(Post("/api/v1/predict", "[1]").status, 400);
  EXPECT_EQ(Post("/api/v1/predict", "{\"model\":").status, 400);
}

TEST_F(ApiTest, RefusesABodyOverTheLimit) {
  config.max_message_bytes = 1000;
  Start();
  const Answer answer = Post("/api/v1/predict", std::string(1001, ' '));
  EXPECT_EQ(answer.status, 413);
  EXPECT_THAT(answer.body["message"].get<std::string>(), HasSubstr("--max-message-bytes"));
}

TEST_F(ApiTest, SaysWhatThereIs) {
  Start();
  const Answer path = Get("/api/v1/nothing");
  EXPECT_EQ(path.status, 404);
  EXPECT_THAT(path.body["message"].get<std::string>(), HasSubstr("/api/v1/models/{model}"));
  const Answer verb = Get("/api/v1/predict");
  EXPECT_EQ(verb.status, 405);
  EXPECT_EQ(verb.headers.find("Allow")->second, "POST");
}

TEST_F(ApiTest, TellsNobodyElse) {
  Start();
  const Answer answer = Get("/api/v1/models");
  EXPECT_EQ(answer.headers.count("Access-Control-Allow-Origin"), 0u);
  EXPECT_EQ(answer.headers.find("Cache-Control")->second, "no-store");
}

TEST_F(ApiTest, RefusesANameThatAForeignPageMadePointHere) {
  Start();
  const Answer answer = Get("/api/v1/models", {{"Host", "rebound.example.org"}});
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(answer.body["message"].get<std::string>(), HasSubstr("wanted localhost"));
  EXPECT_EQ(Get("/api/v1/models", {{"Host", "localhost:1"}}).status, 200);
  const httplib::Headers foreign = {{"Host", "rebound.example.org"}};
  EXPECT_EQ(Post("/api/v1/predict", "--b--", "multipart/form-data; boundary=b", foreign).status,
            403);
}

TEST_F(ApiTest, IsOffWhereOtherMachinesReachIt) {
  config.metrics_listen = "0.0.0.0:0";
  Start();
  const Answer answer = Get("/api/v1/models");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.body["code"], 7);
  EXPECT_THAT(answer.body["message"].get<std::string>(),
              AllOf(HasSubstr("--api-token-file"), HasSubstr("--api on")));
  EXPECT_EQ(Client().Get("/")->status, 200);
  EXPECT_EQ(Client().Get("/metrics")->status, 200);
}

TEST_F(ApiTest, IsOpenEverywhereWhenToldSo) {
  config.metrics_listen = "0.0.0.0:0";
  config.api = "on";
  Start();
  EXPECT_EQ(Get("/api/v1/models", {{"Host", "example.org"}}).status, 200);
}

TEST_F(ApiTest, CanBeOff) {
  config.api = "off";
  Start();
  EXPECT_EQ(Get("/api/v1/models").status, 403);
}

TEST_F(ApiTest, ATokenOpensAnyAddress) {
  config.api_token_file = ::testing::TempDir() + "credence_api_test_tokens";
  std::ofstream(config.api_token_file) << "first-token-of-two\n\nsecond-token-of-two\n";
  config.metrics_listen = "0.0.0.0:0";
  Start();
  const Answer without = Get("/api/v1/models");
  EXPECT_EQ(without.status, 401);
  EXPECT_EQ(without.headers.find("WWW-Authenticate")->second, "Bearer");
  const auto with = [this](const std::string& authorization) {
    return Get("/api/v1/models", {{"Authorization", authorization}, {"Host", "example.org"}});
  };
  EXPECT_EQ(with("Bearer first-token-of-two").status, 200);
  EXPECT_EQ(with("bearer second-token-of-two").status, 200);
  EXPECT_EQ(with("Bearer first-token-of-tw").status, 401);
  EXPECT_EQ(with("Bearer ").status, 401);
  EXPECT_EQ(with("first-token-of-two").status, 401);
  std::remove(config.api_token_file.c_str());
}

TEST(ApiAccess, RefusesAFileWithoutAGoodToken) {
  const std::string path = ::testing::TempDir() + "credence_access_test_tokens";
  std::ofstream(path) << "short\n";
  const auto access = ApiAccess::Make("auto", "127.0.0.1:1", path);
  EXPECT_THAT(access.status().message(),
              AllOf(HasSubstr(":1: got 5 characters"), ::testing::Not(HasSubstr("short"))));
  std::ofstream(path) << "\n";
  EXPECT_EQ(ApiAccess::Make("auto", "127.0.0.1:1", path).status().code(),
            absl::StatusCode::kInvalidArgument);
  std::remove(path.c_str());
  EXPECT_EQ(ApiAccess::Make("auto", "127.0.0.1:1", path).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace credence::server
