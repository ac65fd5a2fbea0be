#include "server/outcomes/evidence.h"

#include <gmock/gmock.h>

namespace credence::server {
namespace {

absl::Time At(int64_t seconds) { return absl::FromUnixSeconds(1'700'000'000 + seconds); }

// n outcomes of 0.2 each, of which every third happens.
Evidence After(int64_t n) {
  Evidence evidence;
  for (int64_t i = 1; i <= n; ++i) evidence.Observe(0.2, i % 3 == 0 ? 1 : 0, 10 * i, At(i));
  return evidence;
}

TEST(Evidence, KeepsEverySampleWhileTheyAreFew) {
  const std::vector<EvidenceSample> history = After(499).History();
  ASSERT_EQ(history.size(), 499);
  for (int64_t i = 0; i < 499; ++i) {
    EXPECT_EQ(history[i].outcomes, i + 1);
    EXPECT_EQ(history[i].time, At(i + 1));
  }
}

TEST(Evidence, ThinsEvenlyAndAlwaysEndsWithTheNewest) {
  for (const int64_t n : {500, 501, 777, 1000, 1003, 20001}) {
    const Evidence evidence = After(n);
    const std::vector<EvidenceSample> history = evidence.History();
    ASSERT_LE(history.size(), Evidence::kMaxHistory) << n;
    ASSERT_GE(history.size(), Evidence::kMaxHistory / 2 - 1) << n;
    const int64_t step = history[1].outcomes - history[0].outcomes;
    for (size_t i = 1; i + 1 < history.size(); ++i) {
      ASSERT_EQ(history[i].outcomes - history[i - 1].outcomes, step) << n;
    }
    EXPECT_EQ(history.back().outcomes, n);
    EXPECT_EQ(history.back().log_evidence, evidence.alarm().log_evidence());
  }
}

TEST(Evidence, RemembersWhenTheThresholdWasFirstPassed) {
  const Evidence evidence = After(2000);
  ASSERT_TRUE(evidence.alarm().alarmed());
  EXPECT_LT(evidence.alarmed_at(), At(2000));
  const int64_t raised = absl::ToInt64Seconds(evidence.alarmed_at() - At(0));
  EXPECT_FALSE(After(raised - 1).alarm().alarmed());
  EXPECT_TRUE(After(raised).alarm().alarmed());
  EXPECT_EQ(After(1).alarmed_at(), absl::InfiniteFuture());
}

TEST(Evidence, ComesBackFromTextAndGoesOnAlike) {
  for (const int64_t n : {0, 1, 499, 500, 750, 3001}) {
    Evidence straight = After(n);
    straight.MoveTo(10 * n + 5);
    auto restored = Evidence::Restore(straight.Save());
    ASSERT_TRUE(restored.ok()) << restored.status();
    EXPECT_EQ(restored->sequence(), 10 * n + 5);
    EXPECT_EQ(restored->alarmed_at(), straight.alarmed_at());
    for (int64_t i = n + 1; i <= n + 700; ++i) {
      straight.Observe(0.4, 0, 20 * i, At(i));
      restored->Observe(0.4, 0, 20 * i, At(i));
    }
    EXPECT_EQ(restored->Save(), straight.Save()) << n;
  }
}

TEST(Evidence, RefusesDamagedText) {
  const std::string good = After(3).Save();
  EXPECT_TRUE(Evidence::Restore(good).ok());
  for (const std::string& bad :
       {std::string(), std::string("[]"), std::string("{}"), good.substr(1), good + "}"}) {
    EXPECT_FALSE(Evidence::Restore(bad).ok()) << bad;
  }
  std::string zero = good;
  zero.replace(zero.find("\"stride\":1"), 10, "\"stride\":0");
  EXPECT_FALSE(Evidence::Restore(zero).ok());
  std::string other = good;
  other.replace(other.find("alarm1 3"), 8, "alarm1 4");
  EXPECT_FALSE(Evidence::Restore(other).ok());
}

}  // namespace
}  // namespace credence::server
