// The real program killed under load, again and again: no acknowledged outcome is lost, none is
// counted twice.
#include <gmock/gmock.h>

#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "credence/v1/outcome.grpc.pb.h"
#include "credence/v1/prediction.grpc.pb.h"
#include "tests/integration/server_process.h"

namespace credence::server::testing {
namespace {

namespace fs = std::filesystem;

constexpr int kKills = 20;
constexpr int kClients = 3;
constexpr int kInstances = 4;
// A client that waits for a server that was killed must not wait for ever.
constexpr auto kDeadline = std::chrono::seconds(20);

// What the clients know: every prediction that they reported, and which were acknowledged.
class Known {
 public:
  struct Reported {
    std::string receipt;
    int label = 0;
    bool acknowledged = false;
  };

  // The label that prediction `id` is reported with, always the same.
  void Report(const std::string& id, const std::string& receipt, int label) {
    std::lock_guard lock(mutex_);
    reported_[id] = {receipt, label, false};
  }
  void Acknowledge(const std::string& id) {
    std::lock_guard lock(mutex_);
    reported_[id].acknowledged = true;
    ++acknowledged_;
    changed_.notify_all();
  }
  void AwaitAcknowledged(int64_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return acknowledged_ >= count; });
  }
  int64_t acknowledged() const {
    std::lock_guard lock(mutex_);
    return acknowledged_;
  }
  // When no client runs.
  const std::map<std::string, Reported>& reported() const { return reported_; }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int64_t acknowledged_ = 0;
  std::map<std::string, Reported> reported_;
};

struct KillTest : ::testing::Test {
  KillTest() {
    std::string name = (fs::temp_directory_path() / "credence-kill-XXXXXX").string();
    folder = mkdtemp(name.data());
    std::ofstream(folder / "keys") << std::string(64, 'a') << "\n";
  }
  ~KillTest() override { fs::remove_all(folder); }

  void Serve() {
    const auto channel =
        server.Serve({"--journal", (folder / "journal.db").string(), "--receipt-key-file",
                      (folder / "keys").string(), "--drain-grace", "0s"});
    predictions = v1::PredictionService::NewStub(channel);
    outcomes = v1::OutcomeService::NewStub(channel);
  }

  // Predicts and reports until a call fails. by_receipt: else by id.
  void Load(bool by_receipt) {
    while (true) {
      v1::PredictRequest request;
      request.set_model("small");
      for (int i = 0; i < kInstances; ++i) {
        auto* tensor = request.add_instances()->mutable_tensor();
        for (int v = 0; v < 5; ++v) tensor->add_values(static_cast<float>(i + v));
      }
      v1::PredictResponse response;
      grpc::ClientContext asking;
      asking.set_deadline(std::chrono::system_clock::now() + kDeadline);
      if (!predictions->Predict(&asking, request, &response).ok()) return;
      v1::ReportOutcomesRequest report;
      for (const auto& prediction : response.predictions()) {
        auto* outcome = report.add_outcomes();
        outcome->set_label(report.outcomes_size() % 2);
        (by_receipt ? outcome->set_receipt(prediction.receipt())
                    : outcome->set_prediction_id(prediction.prediction_id()));
        known.Report(prediction.prediction_id(), prediction.receipt(), outcome->label());
      }
      v1::ReportOutcomesResponse answer;
      grpc::ClientContext reporting;
      reporting.set_deadline(std::chrono::system_clock::now() + kDeadline);
      if (!outcomes->ReportOutcomes(&reporting, report, &answer).ok()) return;
      for (const auto& result : answer.results()) {
        EXPECT_EQ(result.status(), v1::OUTCOME_STATUS_COUNTED) << result.message();
        known.Acknowledge(result.prediction_id());
      }
    }
  }

  // Sends everything again.
  void CheckAll() {
    for (const auto& [id, reported] : known.reported()) {
      v1::ReportOutcomesRequest request;
      auto* outcome = request.add_outcomes();
      outcome->set_receipt(reported.receipt);
      outcome->set_label(reported.label);
      v1::ReportOutcomesResponse response;
      grpc::ClientContext context;
      ASSERT_TRUE(outcomes->ReportOutcomes(&context, request, &response).ok());
      const auto status = response.results(0).status();
      if (reported.acknowledged) {
        EXPECT_EQ(status, v1::OUTCOME_STATUS_DUPLICATE) << "acknowledged, and lost";
      } else {
        EXPECT_TRUE(status == v1::OUTCOME_STATUS_COUNTED || status == v1::OUTCOME_STATUS_DUPLICATE);
      }
    }
  }

  fs::path folder;
  ServerProcess server;
  std::unique_ptr<v1::PredictionService::Stub> predictions;
  std::unique_ptr<v1::OutcomeService::Stub> outcomes;
  Known known;
};

TEST_F(KillTest, LosesNoAcknowledgedOutcomeAndCountsNoneTwice) {
  std::mt19937 random(1);
  for (int kill = 0; kill < kKills; ++kill) {
    Serve();
    const int64_t until = known.acknowledged() + 1 + static_cast<int64_t>(random() % 60);
    std::vector<std::thread> clients;
    for (int c = 0; c < kClients; ++c) clients.emplace_back([this, c] { Load(c % 2 == 0); });
    known.AwaitAcknowledged(until);
    server.Signal(SIGKILL);
    for (auto& client : clients) client.join();
    EXPECT_EQ(server.Wait(), -1);
  }
  Serve();
  CheckAll();
  v1::GetCalibrationRequest request;
  request.set_model("small");
  request.set_last_outcomes(1'000'000);
  v1::GetCalibrationResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(outcomes->GetCalibration(&context, request, &response).ok());
  EXPECT_EQ(response.calibration().outcomes(), static_cast<int64_t>(known.reported().size()));
  EXPECT_GE(known.acknowledged(), kKills);
}

}  // namespace
}  // namespace credence::server::testing
