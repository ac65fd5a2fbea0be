// What became of patients, from the client's report to the counters: a real server and a real
// journal in one process.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "credence/v1/monitoring.grpc.pb.h"
#include "credence/v1/outcome.grpc.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/server/support/server_test.h"

namespace credence::server::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using Health = ::grpc::health::v1::Health;

constexpr auto kCounted = v1::OUTCOME_STATUS_COUNTED;
constexpr auto kDuplicate = v1::OUTCOME_STATUS_DUPLICATE;

v1::Outcome OutcomeOf(const v1::Prediction& prediction, int label) {
  v1::Outcome outcome;
  outcome.set_prediction_id(prediction.prediction_id());
  outcome.set_label(label);
  return outcome;
}

v1::Outcome ReceiptOf(const v1::Prediction& prediction, int label) {
  v1::Outcome outcome;
  outcome.set_receipt(prediction.receipt());
  outcome.set_label(label);
  return outcome;
}

class OutcomesTest : public ServerTest {
 protected:
  OutcomesTest() {
    std::string name = (fs::temp_directory_path() / "credence-outcomes-XXXXXX").string();
    folder = mkdtemp(name.data());
    config.journal = (folder / "journal.db").string();
  }
  ~OutcomesTest() override {
    Stop();
    fs::remove_all(folder);
  }
  void Stop() {
    outcomes.reset();
    stub.reset();
    channel.reset();
    server.reset();
  }
  void StartWithOutcomes() {
    Start();
    outcomes = v1::OutcomeService::NewStub(channel);
  }
  void WriteKey() {
    config.receipt_key_file = (folder / "keys").string();
    std::ofstream(config.receipt_key_file) << std::string(64, 'a') << "\n";
  }
  // `count` predictions of different risk.
  std::vector<v1::Prediction> Predictions(int count) {
    v1::PredictRequest request;
    request.set_model("fake");
    for (int i = 0; i < count; ++i) {
      auto& values = *request.add_instances()->mutable_tensor()->mutable_values();
      for (const float value : {static_cast<float>(i % 20), 0.0f, 0.0f}) values.Add(value);
    }
    v1::PredictResponse response;
    const grpc::Status status = ServerTest::Predict(request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return {response.predictions().begin(), response.predictions().end()};
  }
  // The answer to `request` under this id, by a stream of its own.
  v1::Prediction Streamed(const v1::PredictRequest& request, const std::string& id) {
    grpc::ClientContext context;
    const auto stream = stub->PredictStream(&context);
    v1::PredictStreamRequest message;
    *message.mutable_request() = request;
    message.mutable_request()->mutable_instances(0)->set_prediction_id(id);
    stream->Write(message);
    stream->WritesDone();
    v1::PredictStreamResponse answer;
    EXPECT_TRUE(stream->Read(&answer));
    EXPECT_TRUE(stream->Finish().ok());
    EXPECT_EQ(answer.response().predictions_size(), 1) << answer.error().message();
    return answer.response().predictions_size() == 1 ? answer.response().predictions(0)
                                                     : v1::Prediction();
  }
  v1::GetInputsResponse GetInputs() {
    grpc::ClientContext context;
    v1::GetInputsRequest request;
    request.set_model("fake");
    v1::GetInputsResponse response;
    const auto monitoring = v1::MonitoringService::NewStub(channel);
    EXPECT_TRUE(monitoring->GetInputs(&context, request, &response).ok());
    return response;
  }
  static grpc::Status ReportTo(v1::OutcomeService::Stub& to,
                               const std::vector<v1::Outcome>& reported,
                               v1::ReportOutcomesResponse* response) {
    grpc::ClientContext context;
    v1::ReportOutcomesRequest request;
    for (const auto& outcome : reported) *request.add_outcomes() = outcome;
    return to.ReportOutcomes(&context, request, response);
  }
  // The status of each.
  std::vector<v1::OutcomeStatus> Report(const std::vector<v1::Outcome>& reported) {
    return ReportTo(*outcomes, reported);
  }
  static std::vector<v1::OutcomeStatus> ReportTo(v1::OutcomeService::Stub& to,
                                                 const std::vector<v1::Outcome>& reported) {
    v1::ReportOutcomesResponse response;
    const grpc::Status status = ReportTo(to, reported, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::vector<v1::OutcomeStatus> statuses;
    for (const auto& result : response.results()) statuses.push_back(result.status());
    return statuses;
  }
  grpc::Status ReportStatus(const std::vector<v1::Outcome>& reported) {
    v1::ReportOutcomesResponse response;
    return ReportTo(*outcomes, reported, &response);
  }
  v1::Calibration GetCalibration(int64_t version = 0) {
    grpc::ClientContext context;
    v1::GetCalibrationRequest request;
    request.set_model("fake");
    request.set_version(version);
    v1::GetCalibrationResponse response;
    const grpc::Status status = outcomes->GetCalibration(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.calibration();
  }
  std::string HealthOf(const std::string& service) {
    grpc::ClientContext context;
    ::grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    ::grpc::health::v1::HealthCheckResponse response;
    const auto status = Health::NewStub(channel)->Check(&context, request, &response);
    return status.ok()
               ? ::grpc::health::v1::HealthCheckResponse::ServingStatus_Name(response.status())
               : "unknown";
  }
  double Statuses(const std::string& status) {
    return Metric(absl::StrCat("credence_outcomes_total{model=\"fake\",status=\"", status,
                               "\",version=\"2\"}"));
  }

  fs::path folder;
  std::unique_ptr<v1::OutcomeService::Stub> outcomes;
};

TEST_F(OutcomesTest, EveryPredictionCarriesAReceiptInAStreamToo) {
  StartWithOutcomes();
  const auto single = Predictions(1);
  EXPECT_GT(single[0].receipt().size(), 100u);
  const v1::Prediction streamed = Streamed(RowRequest({1, 2, 3}), "streamed");
  EXPECT_THAT(Report({ReceiptOf(single[0], 1), ReceiptOf(streamed, 0), OutcomeOf(streamed, 0)}),
              ::testing::ElementsAre(kCounted, kCounted, kDuplicate));
}

TEST_F(OutcomesTest, AnExploratoryPredictionLeavesNoTrace) {
  StartWithOutcomes();
  v1::PredictRequest request = RowRequest({1, 2, 3});
  request.set_exploratory(true);
  request.mutable_instances(0)->set_prediction_id("asked");
  v1::PredictResponse response;
  ASSERT_TRUE(ServerTest::Predict(request, &response).ok());
  const v1::Prediction asked = response.predictions(0);
  const v1::Prediction streamed = Streamed(request, "streamed");
  for (const auto& answer : {asked, streamed}) {
    EXPECT_EQ(answer.mean_size(), 2);
    EXPECT_EQ(answer.receipt(), "");
  }
  const v1::Prediction ordinary = Streamed(RowRequest({1, 2, 3}), "ordinary");
  EXPECT_THAT(Report({OutcomeOf(ordinary, 1), OutcomeOf(asked, 1), OutcomeOf(streamed, 1)}),
              ::testing::ElementsAre(kCounted, v1::OUTCOME_STATUS_UNKNOWN_PREDICTION,
                                     v1::OUTCOME_STATUS_UNKNOWN_PREDICTION));
  EXPECT_EQ(GetCalibration().label_coverage().predictions(), 1);
  EXPECT_EQ(GetInputs().predictions(), 1);
  const std::string of_model = "model=\"fake\",version=\"2\"}";
  EXPECT_EQ(Metric("credence_predictions_total{decision=\"keep\"," + of_model) +
                Metric("credence_predictions_total{decision=\"defer\"," + of_model),
            1);
  EXPECT_EQ(Metric("credence_predicted_risk_ratio_count{" + of_model), 1);
  EXPECT_EQ(
      Metric("credence_rpc_duration_seconds_count{code=\"OK\",method=\"Predict\"," + of_model), 1);
}

TEST_F(OutcomesTest, CountsEachOutcomeOnceHoweverOftenItIsSent) {
  StartWithOutcomes();
  std::vector<v1::Outcome> reported;
  int label = 0;
  for (const auto& prediction : Predictions(50)) {
    reported.push_back(OutcomeOf(prediction, label));
    reported.push_back(ReceiptOf(prediction, label));
    label = 1 - label;
  }
  std::atomic<int> counted = 0, others = 0;
  std::vector<std::thread> clients;
  for (int c = 0; c < 4; ++c) {
    clients.emplace_back([&] {
      for (const auto status : Report(reported)) {
        ++(status == kCounted ? counted : status == kDuplicate ? others : others);
        EXPECT_TRUE(status == kCounted || status == kDuplicate);
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(counted, 50);
  EXPECT_EQ(others, 350);
  EXPECT_EQ(Statuses("counted"), 50);
  EXPECT_EQ(Statuses("duplicate"), 350);
  EXPECT_EQ(GetCalibration().outcomes(), 50);
}

TEST_F(OutcomesTest, TakesOutcomesInAnyOrder) {
  StartWithOutcomes();
  const auto predictions = Predictions(20);
  std::vector<v1::Outcome> reported;
  for (auto it = predictions.rbegin(); it != predictions.rend(); ++it) {
    reported.push_back(OutcomeOf(*it, 1));
  }
  EXPECT_THAT(Report(reported), Each(kCounted));
  EXPECT_EQ(GetCalibration().events(), 20);
}

TEST_F(OutcomesTest, ACorrectionLeavesTheCountersAndEntersTheFigures) {
  StartWithOutcomes();
  const auto predictions = Predictions(1);
  Report({OutcomeOf(predictions[0], 1)});
  EXPECT_EQ(GetCalibration().events(), 1);
  v1::ReportOutcomesResponse response;
  ASSERT_TRUE(ReportTo(*outcomes, {OutcomeOf(predictions[0], 0)}, &response).ok());
  EXPECT_EQ(response.results(0).status(), v1::OUTCOME_STATUS_CORRECTED);
  EXPECT_EQ(response.results(0).previous_label(), 1);
  EXPECT_EQ(GetCalibration().events(), 0);
  EXPECT_EQ(GetCalibration().outcomes(), 1);
  EXPECT_EQ(Statuses("counted"), 1);
  EXPECT_EQ(Statuses("corrected"), 1);
}

TEST_F(OutcomesTest, RefusesWhatIsTooLateForgedOrUnknown) {
  config.outcome_horizon = absl::Nanoseconds(1);
  StartWithOutcomes();
  const auto predictions = Predictions(2);
  v1::Outcome forged = ReceiptOf(predictions[0], 1), unknown = OutcomeOf(predictions[0], 1);
  forged.mutable_receipt()->at(40) ^= 1;
  unknown.set_prediction_id("nobody");
  EXPECT_THAT(Report({OutcomeOf(predictions[0], 1), ReceiptOf(predictions[1], 1), forged, unknown}),
              ::testing::ElementsAre(v1::OUTCOME_STATUS_TOO_LATE, v1::OUTCOME_STATUS_TOO_LATE,
                                     v1::OUTCOME_STATUS_RECEIPT_INVALID,
                                     v1::OUTCOME_STATUS_UNKNOWN_PREDICTION));
  EXPECT_EQ(GetCalibration().outcomes(), 0);
}

TEST_F(OutcomesTest, AnotherReplicaCountsByTheReceiptAlone) {
  WriteKey();
  StartWithOutcomes();
  const auto predictions = Predictions(2);
  Config other = config;
  other.journal = (folder / "other.db").string();
  auto replica = Server::Start(
      other, [](const std::string&) { return MakeFakePredictor(); }, *log);
  ASSERT_TRUE(replica.ok()) << replica.status();
  const auto there = v1::OutcomeService::NewStub(grpc::CreateChannel(
      absl::StrCat("127.0.0.1:", (*replica)->port()), grpc::InsecureChannelCredentials()));
  EXPECT_THAT(ReportTo(*there, {ReceiptOf(predictions[0], 1), OutcomeOf(predictions[1], 1)}),
              ::testing::ElementsAre(kCounted, v1::OUTCOME_STATUS_UNKNOWN_PREDICTION));
  EXPECT_THAT(ReportTo(*there, {ReceiptOf(predictions[0], 1)}), Each(kDuplicate));
  EXPECT_EQ(GetCalibration().outcomes(), 0);
}

TEST_F(OutcomesTest, ARestartForgetsNothing) {
  WriteKey();
  StartWithOutcomes();
  const auto predictions = Predictions(10);
  std::vector<v1::Outcome> first, second;
  for (int i = 0; i < 10; ++i) (i < 5 ? first : second).push_back(OutcomeOf(predictions[i], i % 2));
  EXPECT_THAT(Report(first), Each(kCounted));
  const double brier = GetCalibration().brier().value();
  server->Drain([](absl::Duration) { return false; });
  Stop();
  StartWithOutcomes();
  EXPECT_EQ(GetCalibration().outcomes(), 5);
  EXPECT_EQ(GetCalibration().brier().value(), brier);
  EXPECT_THAT(Report(first), Each(kDuplicate));
  EXPECT_THAT(Report(second), Each(kCounted));
  EXPECT_EQ(GetCalibration().outcomes(), 10);
}

TEST_F(OutcomesTest, AVersionOutOfServiceIsStillCountedAndJudged) {
  WriteKey();
  StartWithOutcomes();
  const auto predictions = Predictions(3);
  server->Drain([](absl::Duration) { return false; });
  Stop();
  fs::remove_all(fs::path(config.repository) / "fake" / "2");
  StartWithOutcomes();
  EXPECT_THAT(Report({ReceiptOf(predictions[0], 1), OutcomeOf(predictions[1], 0)}), Each(kCounted));
  EXPECT_EQ(GetCalibration(2).outcomes(), 2);
  EXPECT_THAT(MetricsPage(), Not(HasSubstr("version=\"2\"")));
}

TEST_F(OutcomesTest, WithoutAJournalNoOutcomeIsTaken) {
  config.journal = "";
  StartWithOutcomes();
  const auto predictions = Predictions(1);
  EXPECT_FALSE(predictions[0].receipt().empty());
  const auto status = ReportStatus({ReceiptOf(predictions[0], 1)});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(status.error_message(), HasSubstr("--journal"));
  EXPECT_EQ(HealthOf(""), "SERVING");
  EXPECT_EQ(HealthOf("credence.v1.OutcomeService"), "NOT_SERVING");
  EXPECT_EQ(HealthOf("journal"), "unknown");
  grpc::ClientContext context;
  v1::GetCalibrationRequest request;
  request.set_model("fake");
  v1::GetCalibrationResponse response;
  EXPECT_EQ(outcomes->GetCalibration(&context, request, &response).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(OutcomesTest, BoundsAReport) {
  config.max_outcomes = 3;
  StartWithOutcomes();
  const auto status = ReportStatus(std::vector<v1::Outcome>(4));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(FieldViolations(status).count("outcomes"), 1u);
  EXPECT_EQ(ReportStatus({}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(OutcomesTest, SaysWhichModelItDoesNotKnow) {
  StartWithOutcomes();
  for (const int64_t version : {0, 7}) {
    grpc::ClientContext context;
    v1::GetCalibrationRequest request;
    request.set_model(version == 0 ? "nobody" : "fake");
    request.set_version(version);
    v1::GetCalibrationResponse response;
    const auto status = outcomes->GetCalibration(&context, request, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(FieldViolations(status).size(), 1u);
  }
}

TEST_F(OutcomesTest, SummarizesAStream) {
  config.max_outcomes = 4;  // less than the stream holds
  StartWithOutcomes();
  const auto predictions = Predictions(12);
  grpc::ClientContext context;
  v1::ReportOutcomesStreamResponse response;
  const auto stream = outcomes->ReportOutcomesStream(&context, &response);
  for (int part = 0; part < 6; ++part) {
    v1::ReportOutcomesStreamRequest request;
    *request.add_outcomes() = OutcomeOf(predictions[2 * part], 1);
    *request.add_outcomes() = OutcomeOf(predictions[2 * part], 1);
    *request.add_outcomes() = OutcomeOf(predictions[2 * part + 1], 2);
    ASSERT_TRUE(stream->Write(request));
  }
  ASSERT_TRUE(stream->Write({}));
  stream->WritesDone();
  const grpc::Status status = stream->Finish();
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.counts_size(), 3);
  for (const auto& count : response.counts()) EXPECT_EQ(count.outcomes(), 6);
  ASSERT_EQ(response.refused_size(), 6);
  for (int part = 0; part < 6; ++part) {
    EXPECT_EQ(response.refused(part).position(), 3 * part + 2);
    EXPECT_EQ(response.refused(part).result().status(), v1::OUTCOME_STATUS_LABEL_INVALID);
    EXPECT_EQ(response.refused(part).result().prediction_id(),
              predictions[2 * part + 1].prediction_id());
  }
  EXPECT_EQ(GetCalibration().outcomes(), 6);
}

TEST_F(OutcomesTest, KeepsTheFirstThousandRefusedOfAStream) {
  StartWithOutcomes();
  grpc::ClientContext context;
  v1::ReportOutcomesStreamResponse response;
  const auto stream = outcomes->ReportOutcomesStream(&context, &response);
  v1::ReportOutcomesStreamRequest request;
  for (int i = 0; i < 400; ++i) request.add_outcomes();
  for (int part = 0; part < 3; ++part) ASSERT_TRUE(stream->Write(request));
  stream->WritesDone();
  ASSERT_TRUE(stream->Finish().ok());
  ASSERT_EQ(response.refused_size(), 1000);
  EXPECT_EQ(response.refused(999).position(), 999);
  EXPECT_EQ(response.counts(0).outcomes(), 1200);
}

TEST_F(OutcomesTest, EndsAStreamByTheErrorOfAMessage) {
  config.max_outcomes = 3;
  StartWithOutcomes();
  grpc::ClientContext context;
  v1::ReportOutcomesStreamResponse response;
  const auto stream = outcomes->ReportOutcomesStream(&context, &response);
  v1::ReportOutcomesStreamRequest request;
  for (int i = 0; i < 4; ++i) request.add_outcomes();
  stream->Write(request);
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

// What the server says to bytes that are no message.
grpc::Status Garble(const std::shared_ptr<grpc::Channel>& channel, const std::string& method) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  const auto call = stub.PrepareCall(&context, method, &queue);
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  grpc::Slice slice(std::string("\x0a\xff\xff\xff"));
  call->WriteLast(grpc::ByteBuffer(&slice, 1), {}, nullptr);
  queue.Next(&tag, &ok);
  grpc::Status status;
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  return status;
}

TEST_F(OutcomesTest, SaysThatBytesAreNoMessage) {
  StartWithOutcomes();
  const std::string service = "/credence.v1.OutcomeService/";
  const auto unary = Garble(channel, service + "ReportOutcomes");
  EXPECT_EQ(unary.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(unary.error_message(), HasSubstr("ReportOutcomesRequest"));
  const auto stream = Garble(channel, service + "ReportOutcomesStream");
  EXPECT_EQ(stream.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(stream.error_message(), HasSubstr("ReportOutcomesStreamRequest"));
}

TEST_F(OutcomesTest, DrainingEndsAnIdleStreamAndKeepsWhatWasPredicted) {
  WriteKey();
  StartWithOutcomes();
  const auto predictions = Predictions(5);
  grpc::ClientContext context;
  v1::ReportOutcomesStreamResponse response;
  const auto stream = outcomes->ReportOutcomesStream(&context, &response);
  AwaitMetric("credence_requests_in_flight{method=\"ReportOutcomesStream\"}", 1);
  server->Drain([](absl::Duration) { return false; });
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  Stop();
  StartWithOutcomes();
  for (const auto& prediction : predictions) {
    EXPECT_THAT(Report({OutcomeOf(prediction, 1)}), Each(kCounted));
  }
}

TEST_F(OutcomesTest, WaitsForOneMoreScrapeAtTheEnd) {
  config.final_scrape_timeout = absl::Hours(1);
  StartWithOutcomes();
  const auto predictions = Predictions(1);
  Report({OutcomeOf(predictions[0], 1)});
  std::string last;
  int waits = 0;
  server->Drain([&](absl::Duration wait) {
    // The journal's flush polls more often than that, and is no reason to scrape.
    if (wait >= absl::Milliseconds(50) && ++waits >= 3) last = MetricsPage();
    return false;
  });
  EXPECT_GE(waits, 3);
  EXPECT_THAT(last, HasSubstr("credence_outcomes_total{model=\"fake\",status=\"counted\","
                              "version=\"2\"} 1"));
}

TEST_F(OutcomesTest, RefusesAKeyFileOrAnAddressThatIsNone) {
  log = std::make_unique<Log>("text", "debug", logged);
  const auto load = [](const std::string&) { return MakeFakePredictor(); };
  config.receipt_key_file = "/no/such/file";
  EXPECT_TRUE(absl::IsNotFound(Server::Start(config, load, *log).status()));
  config.receipt_key_file = "";
  config.journal = "mongodb://x";
  EXPECT_TRUE(absl::IsInvalidArgument(Server::Start(config, load, *log).status()));
}

// Holds the file as another process would.
class Lock {
 public:
  explicit Lock(const std::string& file) {
    sqlite3_open(file.c_str(), &db_);
    EXPECT_EQ(sqlite3_exec(db_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  }
  ~Lock() { sqlite3_close(db_); }

 private:
  sqlite3* db_ = nullptr;
};

TEST_F(OutcomesTest, PredictsWhileTheJournalFailsAndSaysThatItDoes) {
  StartWithOutcomes();
  auto lock = std::make_unique<Lock>(config.journal);
  const auto predictions = Predictions(3);
  const auto status = ReportStatus({OutcomeOf(predictions[0], 1)});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), HasSubstr("locked"));
  EXPECT_EQ(Metric("credence_journal_state{state=\"locked\"}"), 1);
  EXPECT_EQ(Metric("credence_journal_state{state=\"ok\"}"), 0);
  EXPECT_EQ(Metric("credence_rejected_total{reason=\"journal\"}"), 1);
  EXPECT_EQ(HealthOf("journal"), "NOT_SERVING");
  EXPECT_EQ(HealthOf("credence.v1.OutcomeService"), "NOT_SERVING");
  EXPECT_EQ(HealthOf(""), "SERVING");
  EXPECT_TRUE(ServerTest::Predict(RowRequest({1, 2, 3})).ok());
  lock.reset();
  AwaitMetric("credence_journal_state{state=\"ok\"}", 1);
  EXPECT_THAT(Report({OutcomeOf(predictions[0], 1)}), Each(kCounted));
  EXPECT_EQ(Metric("credence_journal_dropped_predictions_total"), 0);
}

TEST_F(OutcomesTest, RefusesToPredictWhileTheJournalFailsWhereItIsToldTo) {
  config.journal_on_failure = "refuse";
  StartWithOutcomes();
  const auto predictions = Predictions(1);
  auto lock = std::make_unique<Lock>(config.journal);
  EXPECT_EQ(ReportStatus({OutcomeOf(predictions[0], 1)}).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  const auto status = ServerTest::Predict(RowRequest({1, 2, 3}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), HasSubstr("journal"));
  v1::PredictRequest exploratory = RowRequest({1, 2, 3});
  exploratory.set_exploratory(true);
  EXPECT_TRUE(ServerTest::Predict(exploratory).ok());
  EXPECT_EQ(HealthOf(""), "NOT_SERVING");
  EXPECT_EQ(HealthOf("fake"), "NOT_SERVING");
  EXPECT_EQ(HealthOf("live"), "SERVING");
  lock.reset();
  AwaitMetric("credence_journal_state{state=\"ok\"}", 1);
  EXPECT_TRUE(ServerTest::Predict(RowRequest({1, 2, 3})).ok());
  EXPECT_EQ(HealthOf(""), "SERVING");
}

TEST_F(OutcomesTest, PredictsWithAJournalThatIsNoJournal) {
  std::ofstream(config.journal) << std::string(10000, 'x');
  StartWithOutcomes();
  const auto predictions = Predictions(1);
  EXPECT_EQ(ReportStatus({OutcomeOf(predictions[0], 1)}).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Metric("credence_journal_state{state=\"corrupt\"}"), 1);
  EXPECT_EQ(HealthOf(""), "SERVING");
}

}  // namespace
}  // namespace credence::server::testing
