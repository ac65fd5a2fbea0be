// The monitor on every database: what it knows comes back after a restart.
#include <gmock/gmock.h>

#include <cmath>
#include <span>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "server/outcomes/monitor.h"
#include "tests/server/journal/stores.h"

namespace credence::server {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

// Case i: its prediction and its first outcome.
void Write(Journal& journal, int i, int label) {
  JournalPrediction prediction;
  prediction.prediction_id = absl::StrCat("p", i);
  prediction.model = "icu";
  prediction.version = 3;
  prediction.predicted_at = kNow - absl::Hours(5);
  const double risk = 0.03 * (1 + i % 17);
  prediction.probabilities = {1 - risk, risk};
  prediction.average_nll = {0.01 - std::log(1 - risk), 0.01 - std::log(risk)};
  JournalOutcome outcome;
  outcome.prediction_id = prediction.prediction_id;
  outcome.label = label;
  outcome.observed_at = outcome.received_at = kNow;
  std::vector<OutcomeJoins> joins;
  const absl::Status status = journal.Write({&prediction, 1}, {&outcome, 1}, absl::Hours(9), joins);
  ASSERT_TRUE(status.ok()) << status;
}

// A server's part of the story: its own metrics, its own monitor.
class Replica {
 public:
  explicit Replica(Journal& journal) {
    MonitorOptions options;
    options.window = 50;
    options.recompute = options.count = options.save = absl::ZeroDuration();
    options.clock = [] { return absl::UnixEpoch(); };  // counts take no time
    monitor_ = std::make_unique<Monitor>(journal, metrics_, log_, options);
    MonitoredVersion version;
    version.model = "icu";
    version.version = 3;
    monitor_->Watch(version);
  }
  std::shared_ptr<const MonitorSnapshot> Step() {
    const absl::Status status = monitor_->Step(kNow);
    EXPECT_TRUE(status.ok()) << status;
    return *monitor_->Find("icu", 3);
  }

 private:
  std::ostringstream lines_;
  Log log_{"text", "info", lines_};
  Metrics metrics_;
  std::unique_ptr<Monitor> monitor_;
};

struct MonitorOnStores : ::testing::TestWithParam<std::string> {
  void SetUp() override {
    std::string why;
    store = testing::MakeStore(GetParam(), why);
    if (store == nullptr) GTEST_SKIP() << "SKIPPED: " << why;
  }
  std::unique_ptr<testing::JournalStore> store;
};

TEST_P(MonitorOnStores, ShowsTheSameAfterARestartAndOnAReplicaThatLookedSeldom) {
  auto journal = *store->Open();
  {
    Replica replica(*journal);
    for (int i = 0; i < 60; ++i) {
      Write(*journal, i, i % 3 == 0 ? 1 : 0);
      if (i % 10 == 0) replica.Step();
    }
    replica.Step();
  }
  journal.reset();
  journal = *store->Open();
  Replica often(*journal);
  for (int i = 60; i < 90; ++i) {
    Write(*journal, i, i % 3 == 0 ? 1 : 0);
    if (i % 7 == 0) Write(*journal, i - 5, 1);  // a correction, or a duplicate
    often.Step();
  }
  const auto seen = often.Step();
  EXPECT_EQ(seen->evidence.alarm().outcomes(), 90);
  EXPECT_EQ(seen->window.count, 50);
  EXPECT_EQ(seen->coverage.predictions, 90);

  Replica seldom(*journal);  // from the state that the first replica saved
  const auto same = seldom.Step();
  EXPECT_EQ(same->evidence.alarm().Save(), seen->evidence.alarm().Save());
  EXPECT_EQ(same->window.events, seen->window.events);
  EXPECT_EQ(same->window.ece->value, seen->window.ece->value);
}

INSTANTIATE_TEST_SUITE_P(Stores, MonitorOnStores, ::testing::ValuesIn(testing::StoreKinds()),
                         [](const auto& kind) { return kind.param; });

}  // namespace
}  // namespace credence::server
