#include "server/outcomes/housekeeping.h"

#include <gmock/gmock.h>

#include <future>
#include <sstream>

#include "tests/server/support/fake_journal.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;

struct HousekeepingTest : ::testing::Test {
  void Write(const std::string& id, absl::Time predicted_at) {
    const JournalPrediction prediction{.prediction_id = id,
                                       .model = "icu",
                                       .version = 3,
                                       .predicted_at = predicted_at,
                                       .probabilities = {0.5, 0.5},
                                       .average_nll = {0.7, 0.7},
                                       .cohort = ""};
    std::vector<OutcomeJoins> joins;
    ASSERT_TRUE(journal.Write(std::span(&prediction, 1), {}, absl::Hours(1), joins).ok());
  }

  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  testing::FakeJournal journal;
  std::ostringstream logged;
  Log log{"text", "info", logged};
};

TEST_F(HousekeepingTest, KnowsTheVersionsOfTheLastStep) {
  Housekeeping housekeeping(journal, absl::ZeroDuration(), log);
  Write("a", now);
  EXPECT_FALSE(housekeeping.Knows("icu", 3));
  housekeeping.Step(now);
  EXPECT_TRUE(housekeeping.Knows("icu", 3));
  EXPECT_FALSE(housekeeping.Knows("icu", 4));
}

TEST_F(HousekeepingTest, DeletesWhatIsOlderThanTheRetentionOnceAnHour) {
  Housekeeping housekeeping(journal, absl::Hours(24), log);
  Write("old", now - absl::Hours(25));
  Write("young", now - absl::Hours(23));
  housekeeping.Step(now);
  EXPECT_EQ(journal.predictions(), 1);
  EXPECT_THAT(logged.str(), HasSubstr("predictions=1"));
  Write("older", now - absl::Hours(30));
  housekeeping.Step(now + absl::Minutes(59));
  EXPECT_EQ(journal.predictions(), 2);
  housekeeping.Step(now + absl::Minutes(60));
  EXPECT_EQ(journal.predictions(), 1);
}

TEST_F(HousekeepingTest, DeletesNothingBeforeItSteps) {
  Housekeeping housekeeping(journal, absl::Hours(24), log);
  Write("old", now - absl::Hours(25));
  housekeeping.ReadVersions();
  EXPECT_TRUE(housekeeping.Knows("icu", 3));
  EXPECT_EQ(journal.predictions(), 1);
}

// Its purge ends when it is told to.
struct EndlessToPurge : testing::FakeJournal {
  absl::StatusOr<int64_t> Purge(absl::Time, const std::stop_token& stop) override {
    std::promise<void> told;
    std::stop_callback on_stop(stop, [&told] { told.set_value(); });
    begun.set_value();
    told.get_future().wait();
    return 0;
  }
  std::promise<void> begun;
};

TEST_F(HousekeepingTest, StopsInTheMiddleOfAPurge) {
  EndlessToPurge endless;
  Housekeeping housekeeping(endless, absl::Hours(24), log);
  housekeeping.Start();
  endless.begun.get_future().wait();
}

TEST_F(HousekeepingTest, KeepsEverythingWithoutARetention) {
  Housekeeping housekeeping(journal, absl::ZeroDuration(), log);
  Write("old", absl::UnixEpoch());
  housekeeping.Step(now);
  EXPECT_EQ(journal.predictions(), 1);
}

TEST_F(HousekeepingTest, SaysThatItCannotDelete) {
  Housekeeping housekeeping(journal, absl::Hours(24), log);
  journal.Fail(absl::UnavailableError("down"));
  housekeeping.Step(now);
  EXPECT_THAT(logged.str(), HasSubstr("reason=down"));
}

}  // namespace
}  // namespace credence::server
