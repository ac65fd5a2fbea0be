#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>

#include <cmath>
#include <future>
#include <thread>

#include "tests/server/support/server_test.h"

namespace credence::server::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

std::string Dropped(const std::string& reason) {
  return "credence_dropped_total{model=\"fake\",reason=\"" + reason + "\",version=\"2\"}";
}

TEST_F(ServerTest, AnswersARawRowWithEverythingOfTheContract) {
  Start();
  auto request = RowRequest({1, 2, 3});
  request.mutable_instances(0)->set_label(1);
  request.set_include_members(true);
  v1::PredictResponse response;
  const grpc::Status status = Predict(request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.model(), "fake");
  EXPECT_EQ(response.version(), 2);
  ASSERT_EQ(response.predictions_size(), 1);
  const auto& prediction = response.predictions(0);
  double mean = 0;
  for (int m = 0; m < 4; ++m) {
    const float row[] = {1, 2, 3};
    mean += 1 / (1 + std::exp(-FakeLogit(row, m, 4))) / 4;
  }
  EXPECT_NEAR(prediction.mean(1), mean, 1e-6);
  EXPECT_NEAR(prediction.mean(0) + prediction.mean(1), 1, 1e-12);
  EXPECT_NEAR(prediction.label_mixture_nll(), -std::log(mean), 1e-6);
  EXPECT_EQ(prediction.spread().q50_size(), 2);
  EXPECT_EQ(prediction.stratum(), "high");
  EXPECT_EQ(prediction.prediction_id().size(), 36u);
  ASSERT_EQ(prediction.members_size(), 4);
  EXPECT_EQ(prediction.members(3).component(), 1);
  EXPECT_EQ(prediction.members(3).sample(), 1);
}

TEST_F(ServerTest, AnswersAChartInOtherUnitsAsInTheSchemasOwn) {
  Start();
  v1::PredictRequest request;
  request.set_model("fake");
  for (const auto& [unit, rate] : {std::pair{"bpm", 90.0f}, {"Hz", 1.5f}}) {
    auto* series = request.add_instances()->add_series();
    series->set_code("HR");
    series->set_unit(unit);
    series->add_hours(1);
    series->add_values(rate);
  }
  v1::PredictResponse response;
  ASSERT_TRUE(Predict(request, &response).ok());
  EXPECT_EQ(response.predictions(0).mean(1), response.predictions(1).mean(1));
  EXPECT_EQ(response.predictions(0).warnings(0).kind(), v1::Warning::KIND_IMPUTED);
}

TEST_F(ServerTest, AnswersTheVersionAskedFor) {
  Start();
  auto request = RowRequest({1, 2, 3});
  request.set_version(1);
  v1::PredictResponse response;
  ASSERT_TRUE(Predict(request, &response).ok());
  EXPECT_EQ(response.version(), 1);
}

TEST_F(ServerTest, GivesABatchedRowTheAnswerOfTheRowAlone) {
  Start();
  v1::PredictRequest many = RowRequest({0, 1, 2});
  for (int i = 1; i < 30; ++i) {
    *many.add_instances() = RowRequest({static_cast<float>(i), 1, 2}).instances(0);
  }
  v1::PredictResponse batched;
  ASSERT_TRUE(Predict(many, &batched).ok());
  for (int i = 0; i < 30; ++i) {
    v1::PredictResponse single;
    ASSERT_TRUE(Predict(RowRequest({static_cast<float>(i), 1, 2}), &single).ok());
    EXPECT_EQ(single.predictions(0).mean(1), batched.predictions(i).mean(1));
    EXPECT_EQ(single.predictions(0).uncertainty().epistemic(),
              batched.predictions(i).uncertainty().epistemic());
  }
}

TEST_F(ServerTest, BatchesTheRequestsThatWaitTogether) {
  config.inline_limit = absl::ZeroDuration();
  Start();
  const size_t before = gate->batches().size();
  gate->Close();
  std::vector<std::thread> clients;
  clients.emplace_back([this] { EXPECT_TRUE(Predict(RowRequest({1, 2, 3})).ok()); });
  gate->AwaitCalls(static_cast<int>(before) + 1);
  for (int i = 0; i < 5; ++i) {
    clients.emplace_back([this] { EXPECT_TRUE(Predict(RowRequest({1, 2, 3})).ok()); });
  }
  AwaitQueued(5);
  gate->Open();
  for (auto& client : clients) client.join();
  const auto batches = gate->batches();
  EXPECT_THAT(std::vector(batches.begin() + before, batches.end()), ElementsAre(1, 5));
}

TEST_F(ServerTest, RefusesWhatTheQueueCannotHold) {
  config.max_instances = config.max_queue_rows = 1;
  config.inline_limit = absl::ZeroDuration();
  Start();
  const size_t before = gate->batches().size();
  gate->Close();
  std::thread running([this] { EXPECT_TRUE(Predict(RowRequest({1, 2, 3})).ok()); });
  gate->AwaitCalls(static_cast<int>(before) + 1);
  std::thread queued([this] { EXPECT_TRUE(Predict(RowRequest({1, 2, 3})).ok()); });
  AwaitQueued(1);
  const grpc::Status status = Predict(RowRequest({1, 2, 3}));
  gate->Open();
  running.join();
  queued.join();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), HasSubstr("--max-queue-rows"));
  EXPECT_THAT(status.error_details(), HasSubstr("google.rpc.RetryInfo"));
  EXPECT_EQ(Metric("credence_rejected_total{reason=\"queue_full\"}"), 1);
}

TEST_F(ServerTest, DropsWhatIsQueuedPastItsDeadline) {
  config.inline_limit = absl::ZeroDuration();
  Start();
  const size_t before = gate->batches().size();
  gate->Close();
  std::thread running([this] { EXPECT_TRUE(Predict(RowRequest({1, 2, 3})).ok()); });
  gate->AwaitCalls(static_cast<int>(before) + 1);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
  v1::PredictResponse response;
  const grpc::Status status = stub->Predict(&context, RowRequest({1, 2, 3}), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  // The server counts the deadline from the request's arrival, which a busy machine delays.
  const auto surely_past = context.deadline() + std::chrono::milliseconds(500);
  while (std::chrono::system_clock::now() < surely_past) std::this_thread::yield();
  gate->Open();
  running.join();
  AwaitMetric("credence_requests_in_flight{method=\"Predict\"}", 0);
  EXPECT_EQ(gate->batches().size(), before + 1);
  // Which of the two the server saw first: the deadline, or the client hanging up at it.
  EXPECT_EQ(Metric(Dropped("expired")) + Metric(Dropped("cancelled")), 1);
}

TEST_F(ServerTest, NamesEveryViolationInTheDetails) {
  Start();
  auto request = RowRequest({1, 2});
  request.mutable_instances(0)->set_label(7);
  const grpc::Status status = Predict(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(
      FieldViolations(status),
      UnorderedElementsAre(Pair("instances[0].tensor", "got 2 values, wanted 3"),
                           Pair("instances[0].label", "got 7, wanted a class index from 0 to 1")));
}

TEST_F(ServerTest, DeliversManyViolationsThatAreLong) {
  // As many names as a real chart has, each of them listed in each violation.
  amend = [](checkpoint::Manifest& manifest) {
    for (int i = 0; i < 60; ++i) {
      auto variable = manifest.schema.variables.back();
      variable.name = "AnotherSeries" + std::to_string(i);
      manifest.schema.variables.push_back(variable);
    }
  };
  Start();
  v1::PredictRequest request;
  request.set_model("fake");
  for (int i = 0; i < 20; ++i) {
    request.add_instances()->add_series()->set_code(std::to_string(i) + std::string(100, 'x'));
  }
  const grpc::Status status = Predict(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
  EXPECT_THAT(status.error_message(), HasSubstr("more)"));
  EXPECT_THAT(FieldViolations(status), Not(::testing::IsEmpty()));
}

TEST_F(ServerTest, RefusesAnUnknownModelOrVersion) {
  Start();
  auto request = RowRequest({1, 2, 3});
  request.set_version(9);
  EXPECT_EQ(Predict(request).error_code(), grpc::StatusCode::NOT_FOUND);
  request.set_model("nobody");
  const grpc::Status status = Predict(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), HasSubstr("got nobody, wanted one of fake"));
  EXPECT_THAT(MetricsPage(), Not(HasSubstr("nobody")));
}

TEST_F(ServerTest, RefusesTooManyInstances) {
  config.max_instances = 2;
  Start();
  auto request = RowRequest({1, 2, 3});
  for (int i = 0; i < 2; ++i) *request.add_instances() = request.instances(0);
  const grpc::Status status = Predict(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(FieldViolations(status),
              ElementsAre(Pair("instances", "got 3, wanted at most 2 (--max-instances)")));
}

TEST_F(ServerTest, RefusesATooLargeMessageNamingSizeAndLimit) {
  config.max_message_bytes = 1000;
  Start();
  const auto request = RowRequest(std::vector<float>(300));
  const grpc::Status status = Predict(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(
      FieldViolations(status),
      ElementsAre(Pair("request", "got " + std::to_string(request.ByteSizeLong()) +
                                      " bytes, wanted at most 1000 (--max-message-bytes)")));
  EXPECT_EQ(Metric("credence_rejected_total{reason=\"over_limit\"}"), 1);
}

TEST_F(ServerTest, LetsGrpcRefuseAMessageOfMoreThanTwiceTheLimit) {
  config.max_message_bytes = 1000;
  Start();
  const grpc::Status status = Predict(RowRequest(std::vector<float>(1000)));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(status.error_message(), AllOf(HasSubstr("40"), HasSubstr("2000")));
}

TEST_F(ServerTest, RefusesBytesThatAreNoRequest) {
  Start();
  grpc::Slice model("\x0a\x01\xff");  // model: a string that is not UTF-8
  const grpc::ByteBuffer request(&model, 1);
  grpc::ByteBuffer response;
  grpc::ClientContext context;
  std::promise<grpc::Status> done;
  grpc::GenericStub(channel).UnaryCall(
      &context, "/credence.v1.PredictionService/Predict", {}, &request, &response,
      [&done](const grpc::Status& status) { done.set_value(status); });
  const grpc::Status status = done.get_future().get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "request: got bytes that are no PredictRequest (valid UTF-8?)");
  EXPECT_EQ(FieldViolations(status).count("request"), 1u);
  EXPECT_EQ(Metric("credence_rejected_total{reason=\"invalid_argument\"}"), 1);
}

TEST_F(ServerTest, DescribesAModel) {
  Start();
  grpc::ClientContext context;
  v1::GetModelRequest request;
  request.set_model("fake");
  v1::GetModelResponse response;
  ASSERT_TRUE(stub->GetModel(&context, request, &response).ok());
  EXPECT_EQ(response.model().summary().version(), 2);
  EXPECT_TRUE(response.model().summary().is_default());
  EXPECT_EQ(response.model().variables_size(), 3);
}

TEST_F(ServerTest, RefusesToDescribeAnUnknownModel) {
  Start();
  grpc::ClientContext context;
  v1::GetModelResponse response;
  EXPECT_EQ(stub->GetModel(&context, {}, &response).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ServerTest, ListsEveryVersionNewestFirst) {
  Start();
  grpc::ClientContext context;
  v1::ListModelsResponse response;
  ASSERT_TRUE(stub->ListModels(&context, {}, &response).ok());
  ASSERT_EQ(response.models_size(), 2);
  EXPECT_EQ(response.models(0).version(), 2);
  EXPECT_TRUE(response.models(0).is_default());
  EXPECT_FALSE(response.models(1).is_default());
}

TEST_F(ServerTest, CountsWhatItAnswers) {
  Start();
  Predict(RowRequest({1, 2, 3}));
  Predict(RowRequest({1, 2}));
  EXPECT_EQ(Metric("credence_predictions_total{decision=\"keep\",model=\"fake\",version=\"2\"}"),
            1);
  EXPECT_EQ(Metric("credence_rejected_total{reason=\"invalid_argument\"}"), 1);
  EXPECT_EQ(
      Metric("credence_rpc_duration_seconds_count{code=\"INVALID_ARGUMENT\",method=\"Predict\","
             "model=\"fake\",version=\"2\"}"),
      1);
  EXPECT_EQ(Metric("credence_predicted_risk_ratio_count{model=\"fake\",version=\"2\"}"), 1);
}

// Everything a client may send that could name or describe a patient.
TEST_F(ServerTest, KeepsWhatClientsSendOutOfLogsAndMetrics) {
  Start();
  const std::vector<std::string> planted = {"MRN-4711", "Jane-Doe", "31337.25", "ward-secret"};
  auto request = RowRequest({31337.25, 2, 3});
  request.mutable_instances(0)->set_prediction_id("MRN-4711");
  EXPECT_TRUE(Predict(request).ok());
  v1::PredictRequest bad;
  bad.set_model("Jane-Doe");
  Predict(bad);
  bad.set_model("fake");
  auto* instance = bad.add_instances();
  instance->set_prediction_id("MRN-4711");
  instance->set_cohort("ward-secret");
  auto* feature = instance->add_features();
  feature->set_name("Jane-Doe");
  feature->set_number(31337.25);
  auto* series = instance->add_series();
  series->set_code("HR");
  series->set_unit("Jane-Doe");
  series->add_hours(31337.25);
  series->add_values(31337.25);
  EXPECT_EQ(Predict(bad).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const std::string page = MetricsPage();
  server.reset();
  EXPECT_THAT(logged.str(), HasSubstr("code=INVALID_ARGUMENT"));  // the log did say something
  for (const std::string& secret : planted) {
    EXPECT_THAT(logged.str(), Not(HasSubstr(secret)));
    EXPECT_THAT(page, Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace credence::server::testing
