#include "client/cpp/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "tests/client/fake_server.h"

namespace credence::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class ClientTest : public testing::Test {
 protected:
  ClientOptions Options() const {
    return {.target = server_.address(),
            .credentials = nullptr,
            .deadline = milliseconds(5000),
            .initial_backoff = milliseconds(1),
            .max_backoff = milliseconds(5),
            .user_agent = ""};
  }

  static v1::PredictRequest Request(const std::string& id) {
    v1::PredictRequest request;
    request.set_model("heart");
    request.add_instances()->set_prediction_id(id);
    return request;
  }

  FakeService service_;
  FakeServer server_{&service_};
};

TEST_F(ClientTest, ReturnsThePredictions) {
  const auto response = Client(Options()).Predict(Request("a"));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->predictions(0).prediction_id(), "a");
}

TEST_F(ClientTest, TriesAgainWhenUnavailable) {
  service_.predict = [this](auto*, const auto&, auto*) {
    return service_.calls < 3 ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "queue full")
                              : grpc::Status::OK;
  };
  EXPECT_TRUE(Client(Options()).Predict(Request("a")).ok());
  EXPECT_EQ(service_.calls, 3);
}

TEST_F(ClientTest, GivesUpAfterTheLastAttempt) {
  service_.predict = [](auto*, const auto&, auto*) {
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "queue full");
  };
  EXPECT_TRUE(absl::IsUnavailable(Client(Options()).Predict(Request("a")).status()));
  EXPECT_EQ(service_.calls, 4);
}

TEST_F(ClientTest, DoesNotTryAgainAfterOtherErrors) {
  for (const auto code : {grpc::StatusCode::INVALID_ARGUMENT, grpc::StatusCode::RESOURCE_EXHAUSTED,
                          grpc::StatusCode::INTERNAL}) {
    service_.calls = 0;
    service_.predict = [code](auto*, const auto&, auto*) { return grpc::Status(code, "no"); };
    const auto response = Client(Options()).Predict(Request("a"));
    EXPECT_EQ(static_cast<int>(response.status().code()), static_cast<int>(code));
    EXPECT_EQ(service_.calls, 1);
  }
}

TEST_F(ClientTest, DoesNotTryAgainWhenToldNotTo) {
  service_.predict = [](auto*, const auto&, auto*) {
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "queue full");
  };
  ClientOptions options = Options();
  options.max_attempts = 1;
  EXPECT_TRUE(absl::IsUnavailable(Client(options).Predict(Request("a")).status()));
  EXPECT_EQ(service_.calls, 1);
}

TEST_F(ClientTest, HasADeadlineWithoutBeingAsked) {
  EXPECT_EQ(ClientOptions().deadline, milliseconds(2000));
  std::chrono::system_clock::time_point deadline;
  service_.predict = [&deadline](grpc::ServerContext* context, const auto&, auto*) {
    deadline = context->deadline();
    return grpc::Status::OK;
  };
  ClientOptions options;
  options.target = server_.address();
  const auto sent = std::chrono::system_clock::now();
  ASSERT_TRUE(Client(options).Predict(Request("a")).ok());
  EXPECT_LT(deadline - sent, milliseconds(4000));
}

TEST_F(ClientTest, StopsWaitingAtTheDeadline) {
  service_.predict = [](grpc::ServerContext* context, const auto&, auto*) {
    while (!context->IsCancelled()) std::this_thread::yield();
    return grpc::Status::CANCELLED;
  };
  ClientOptions options = Options();
  options.deadline = milliseconds(50);
  EXPECT_TRUE(absl::IsDeadlineExceeded(Client(options).Predict(Request("a")).status()));
}

TEST_F(ClientTest, ReadsFieldViolations) {
  service_.predict = [](auto*, const auto&, auto*) {
    return BadRequest("instances[0].features[Age].number", "got nan, wanted a finite number");
  };
  const auto response = Client(Options()).Predict(Request("a"));
  ASSERT_TRUE(absl::IsInvalidArgument(response.status()));
  EXPECT_EQ(response.status().message(), "refused");
  const std::vector<FieldViolation> violations = FieldViolations(response.status());
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].field, "instances[0].features[Age].number");
  EXPECT_EQ(violations[0].description, "got nan, wanted a finite number");
}

TEST_F(ClientTest, StreamsAnswersInOrderAndGoesOnAfterAnError) {
  service_.predict = [](auto*, const v1::PredictRequest& request, v1::PredictResponse* response) {
    const std::string& id = request.instances(0).prediction_id();
    if (id == "2") return BadRequest("instances[0]", "got 2");
    response->add_predictions()->set_prediction_id(id);
    return grpc::Status::OK;
  };
  std::vector<std::string> answers;
  int sent = 0;
  const absl::Status status = Client(Options()).PredictStream(
      [&]() -> std::optional<v1::PredictRequest> {
        if (sent == 5) return std::nullopt;
        return Request(std::to_string(sent++));
      },
      [&](absl::StatusOr<v1::PredictResponse> response) {
        answers.push_back(response.ok() ? response->predictions(0).prediction_id()
                                        : FieldViolations(response.status())[0].description);
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(answers, testing::ElementsAre("0", "1", "got 2", "3", "4"));
}

TEST_F(ClientTest, NoticesRequestsThatAStreamLeftUnanswered) {
  service_.answers_left = 1;
  int sent = 0;
  int answered = 0;
  const absl::Status status = Client(Options()).PredictStream(
      [&]() -> std::optional<v1::PredictRequest> {
        if (sent == 3) return std::nullopt;
        return Request(std::to_string(sent++));
      },
      [&](auto) { ++answered; });
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_EQ(answered, 1);
}

TEST_F(ClientTest, ReturnsTheStreamsOwnError) {
  ClientOptions options = Options();
  options.target = "127.0.0.1:1";
  options.max_attempts = 1;
  const absl::Status status = Client(options).PredictStream(
      [] { return std::optional<v1::PredictRequest>(Request("a")); }, [](auto) { FAIL(); });
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

TEST_F(ClientTest, DescribesAndListsModels) {
  const Client client(Options());
  const auto model = client.GetModel("heart", 3);
  ASSERT_TRUE(model.ok());
  EXPECT_EQ(model->summary().version(), 3);
  EXPECT_TRUE(absl::IsNotFound(client.GetModel("liver").status()));
  const auto models = client.ListModels();
  ASSERT_TRUE(models.ok());
  EXPECT_EQ(models->models(0).model(), "heart");
}

TEST_F(ClientTest, TellsHealth) {
  const Client client(Options());
  server_.health()->SetServingStatus("heart", true);
  server_.health()->SetServingStatus("liver", false);
  EXPECT_TRUE(client.Healthy().value());
  EXPECT_TRUE(client.Healthy("heart").value());
  EXPECT_FALSE(client.Healthy("liver").value());
  EXPECT_FALSE(client.Healthy("spleen").value());
}

TEST_F(ClientTest, FailsAtOnceWhereThereIsNoServer) {
  ClientOptions options = Options();
  options.target = "127.0.0.1:1";
  options.deadline = std::chrono::minutes(1);
  const auto start = steady_clock::now();
  EXPECT_TRUE(absl::IsUnavailable(Client(options).Predict(Request("a")).status()));
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(30));
}

TEST_F(ClientTest, WaitsForAServerWhenToldTo) {
  ClientOptions options = Options();
  options.target = "127.0.0.1:1";
  options.wait_for_ready = true;
  options.deadline = milliseconds(50);
  EXPECT_TRUE(absl::IsDeadlineExceeded(Client(options).Predict(Request("a")).status()));
}

TEST(ServiceConfig, RetriesUnavailableOnlyAndTakesTurns) {
  const auto config = nlohmann::json::parse(ServiceConfigJson({}));
  EXPECT_TRUE(config["loadBalancingConfig"][0].contains("round_robin"));
  const auto retry = config["methodConfig"][0]["retryPolicy"];
  EXPECT_EQ(retry["retryableStatusCodes"], nlohmann::json({"UNAVAILABLE"}));
  EXPECT_EQ(retry["maxAttempts"], 4);
  EXPECT_EQ(retry["initialBackoff"], "0.050s");
}

// Counts every outcome, and answers a stream by how many it was sent.
class FakeOutcomes : public v1::OutcomeService::Service {
 public:
  grpc::Status ReportOutcomes(grpc::ServerContext*, const v1::ReportOutcomesRequest* request,
                              v1::ReportOutcomesResponse* response) override {
    if (++calls == 1) return {grpc::StatusCode::UNAVAILABLE, "journal"};
    for (const auto& outcome : request->outcomes()) {
      auto* result = response->add_results();
      result->set_prediction_id(outcome.prediction_id());
      result->set_status(v1::OUTCOME_STATUS_COUNTED);
    }
    return grpc::Status::OK;
  }

  grpc::Status ReportOutcomesStream(grpc::ServerContext*,
                                    grpc::ServerReader<v1::ReportOutcomesStreamRequest>* reader,
                                    v1::ReportOutcomesStreamResponse* response) override {
    v1::ReportOutcomesStreamRequest message;
    auto* count = response->add_counts();
    while (reader->Read(&message)) {
      count->set_outcomes(count->outcomes() + message.outcomes_size());
    }
    return grpc::Status::OK;
  }

  grpc::Status GetCalibration(grpc::ServerContext*, const v1::GetCalibrationRequest* request,
                              v1::GetCalibrationResponse* response) override {
    if (request->model() != "heart") return {grpc::StatusCode::NOT_FOUND, "no such model"};
    response->mutable_calibration()->set_outcomes(7);
    return grpc::Status::OK;
  }

  std::atomic<int> calls = 0;
};

class OutcomesTest : public testing::Test {
 protected:
  FakeOutcomes service_;
  FakeServer server_{&service_};
  const Client client_{{.target = server_.address(),
                        .credentials = nullptr,
                        .deadline = milliseconds(5000),
                        .initial_backoff = milliseconds(1),
                        .user_agent = ""}};
};

TEST_F(OutcomesTest, AreReportedAgainWhenUnavailable) {
  v1::ReportOutcomesRequest request;
  request.add_outcomes()->set_prediction_id("a");
  const auto response = client_.ReportOutcomes(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->results(0).status(), v1::OUTCOME_STATUS_COUNTED);
  EXPECT_EQ(service_.calls, 2);
}

TEST_F(OutcomesTest, AreStreamed) {
  int left = 3;
  const auto summary = client_.ReportOutcomesStream([&] {
    std::optional<v1::ReportOutcomesStreamRequest> message;
    if (left-- > 0) message.emplace().add_outcomes();
    return message;
  });
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->counts(0).outcomes(), 3);
}

TEST_F(OutcomesTest, GiveACalibration) {
  v1::GetCalibrationRequest request;
  request.set_model("heart");
  EXPECT_EQ(client_.GetCalibration(request)->outcomes(), 7);
  request.set_model("lung");
  EXPECT_TRUE(absl::IsNotFound(client_.GetCalibration(request).status()));
}

}  // namespace
}  // namespace credence::client
