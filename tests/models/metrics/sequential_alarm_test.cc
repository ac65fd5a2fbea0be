#include "models/metrics/sequential_alarm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "models/metrics/uniform.h"

namespace credence::metrics {
namespace {

using ::testing::HasSubstr;

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double Logit(double p) { return std::log(p / (1 - p)); }

// Sum over all 2^n label sequences of probability * evidence; truth: of y = 1 at each place.
double ExpectedEvidence(const std::vector<double>& stated, const std::vector<double>& truth) {
  double sum = 0;
  for (unsigned labels = 0; labels < 1U << stated.size(); ++labels) {
    SequentialAlarm alarm;
    double probability = 1;
    for (size_t i = 0; i < stated.size(); ++i) {
      const int y = static_cast<int>(labels >> i & 1U);
      alarm.Observe(stated[i], y);
      probability *= y == 1 ? truth[i] : 1 - truth[i];
    }
    sum += probability * std::exp(alarm.log_evidence());
  }
  return sum;
}

// p as a hospital sees it: log-odds about -2.2, spread 1.2.
double DrawRisk(std::mt19937_64& generator) {
  double sum = 0;
  for (int i = 0; i < 12; ++i) sum += Uniform(generator);
  return Sigmoid(-2.2 + 1.2 * (sum - 6));
}

// Outcomes until the alarm, or limit + 1; labels drawn with log-odds moved by `shift` after
// `quiet` calibrated ones.
int64_t FirstAlarm(uint64_t seed, double shift, int64_t quiet, int64_t limit) {
  std::mt19937_64 generator(seed);
  SequentialAlarm alarm;
  for (int64_t t = 1; t <= limit; ++t) {
    const double p = DrawRisk(generator);
    const double truth = t <= quiet ? p : Sigmoid(Logit(p) + shift);
    alarm.Observe(p, Uniform(generator) < truth ? 1 : 0);
    if (alarm.alarmed()) return t;
  }
  return limit + 1;
}

TEST(SequentialAlarm, StartsAtOneAndIsAMartingaleOverEveryPath) {
  EXPECT_EQ(SequentialAlarm().log_evidence(), 0);
  const std::vector<double> stated = {0.1, 0.7, 0.02, 0.5, 0.31, 0.99, 0.08, 0.2, 0.44, 0.001};
  for (size_t n = 1; n <= stated.size(); ++n) {
    const std::vector<double> some(stated.begin(), stated.begin() + static_cast<long>(n));
    EXPECT_NEAR(ExpectedEvidence(some, some), 1, 1e-12) << n;
  }
}

TEST(SequentialAlarm, ExpectsMoreThanOneWhereTheRisksAreWrong) {
  const std::vector<double> stated(10, 0.1);
  EXPECT_GT(ExpectedEvidence(stated, std::vector<double>(10, 0.25)), 1.3);
  EXPECT_GT(ExpectedEvidence(std::vector<double>(10, 0.6), std::vector<double>(10, 0.35)), 1.2);
}

TEST(SequentialAlarm, EarnsNothingWhereCertaintyIsTrue) {
  // 1e-9 and 1 - 1e-9 are stated and true; 0 and 1 too. Held at 1e-6, a bet on still less must not
  // win a millionth each time.
  EXPECT_LE(ExpectedEvidence({1e-9, 0, 1, 1 - 1e-9, 1e-9}, {1e-9, 0, 1, 1 - 1e-9, 1e-9}),
            1 + 1e-12);
  SequentialAlarm alarm;
  for (int t = 0; t < 2'000'000; ++t) alarm.Observe(t % 2, t % 2);
  EXPECT_LE(alarm.log_evidence_max(), 1e-9);
}

TEST(SequentialAlarm, AnImpossibleEventRaisesItSoon) {
  SequentialAlarm alarm;
  for (int i = 0; i < 3; ++i) alarm.Observe(0, 1);
  EXPECT_TRUE(std::isfinite(alarm.log_evidence()));
  for (int i = 0; i < 7; ++i) alarm.Observe(0, 1);
  EXPECT_TRUE(alarm.alarmed());
}

TEST(SequentialAlarm, RaisesAtMostOneInAHundredCalibratedStreams) {
  // 1000 streams at a bound of 1 %: 10 on average at most; 22 has probability 0.0004 there.
  int raised = 0;
  for (uint64_t seed = 1; seed <= 1000; ++seed) raised += FirstAlarm(seed, 0, 0, 2000) <= 2000;
  EXPECT_LE(raised, 21);
}

TEST(SequentialAlarm, FindsShiftsFromTheStartAndLater) {
  int early = 0;  // one in a hundred streams, at most
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    EXPECT_LE(FirstAlarm(seed, 1, 0, 1000), 1000) << seed;
    EXPECT_LE(FirstAlarm(seed, -1, 0, 2000), 2000) << seed;
    const int64_t late = FirstAlarm(seed, 1, 2000, 4000);
    early += late <= 2000 ? 1 : 0;
    EXPECT_LE(late, 3000) << seed;
  }
  EXPECT_LE(early, 1);
}

TEST(SequentialAlarm, FindsRisksThatAreTooExtremeAndTooTimid) {
  for (const double slope : {0.5, 2.0}) {
    std::mt19937_64 generator(7);
    SequentialAlarm alarm;
    int t = 0;
    for (; t < 6000 && !alarm.alarmed(); ++t) {
      const double p = DrawRisk(generator);
      alarm.Observe(p, Uniform(generator) < Sigmoid(-2.2 + slope * (Logit(p) + 2.2)) ? 1 : 0);
    }
    EXPECT_LT(t, 6000) << slope;
  }
}

TEST(SequentialAlarm, FindsAWrongSlopeWhereTheNumberOfEventsIsRight) {
  // About -1.43, these risks' mean log-odds weighted by p (1 - p), a slope moves 1 event in 100.
  for (const double slope : {0.7, 1.4}) {
    std::mt19937_64 generator(11);
    SequentialAlarm alarm;
    double expected = 0, happening = 0;
    for (int t = 0; t < 4000; ++t) {
      const double p = DrawRisk(generator), truth = Sigmoid(-1.43 + slope * (Logit(p) + 1.43));
      expected += p;
      happening += truth;
      alarm.Observe(p, Uniform(generator) < truth ? 1 : 0);
    }
    EXPECT_NEAR(happening / expected, 1, 0.04) << slope;
    EXPECT_TRUE(alarm.alarmed()) << slope;
  }
}

TEST(SequentialAlarm, StaysRaised) {
  SequentialAlarm alarm;
  for (int i = 0; i < 200; ++i) alarm.Observe(0.1, 1);
  ASSERT_TRUE(alarm.alarmed());
  const double most = alarm.log_evidence_max();
  for (int i = 0; i < 2000; ++i) alarm.Observe(0.1, i % 10 == 9);
  EXPECT_LT(alarm.log_evidence(), most);
  EXPECT_EQ(alarm.log_evidence_max(), most);
  EXPECT_TRUE(alarm.alarmed());
}

TEST(SequentialAlarm, KeepsItsFloorInALongRun) {
  std::mt19937_64 generator(3);
  SequentialAlarm alarm;
  for (int t = 0; t < 2'000'000; ++t) alarm.Observe(0.1, Uniform(generator) < 0.1 ? 1 : 0);
  // What is not spent is a floor: 1 / log2(t + 2).
  EXPECT_GE(alarm.log_evidence(), -std::log(std::log2(2e6 + 2)));
  EXPECT_FALSE(alarm.alarmed());
}

TEST(SequentialAlarm, ComesBackFromTextToTheBit) {
  std::mt19937_64 generator(5);
  SequentialAlarm alarm;
  for (int t = 0; t < 3000; ++t) {
    if (t % 500 == 0) {
      const auto restored = SequentialAlarm::Restore(alarm.Save());
      ASSERT_TRUE(restored.ok()) << restored.status();
      EXPECT_EQ(restored->Save(), alarm.Save());
      alarm = *restored;
    }
    const double p = DrawRisk(generator);
    alarm.Observe(p, Uniform(generator) < p ? 1 : 0);
  }
  std::mt19937_64 again(5);
  SequentialAlarm straight;
  for (int t = 0; t < 3000; ++t) {
    const double p = DrawRisk(again);
    straight.Observe(p, Uniform(again) < p ? 1 : 0);
  }
  EXPECT_EQ(alarm.log_evidence(), straight.log_evidence());
  EXPECT_EQ(alarm.Save(), straight.Save());
  EXPECT_EQ(alarm.outcomes(), 3000);
}

TEST(SequentialAlarm, RefusesDamagedText) {
  SequentialAlarm alarm;
  alarm.Observe(0.3, 1);
  const std::string good = alarm.Save();
  EXPECT_THAT(SequentialAlarm::Restore("").status().message(), HasSubstr("want 16"));
  EXPECT_FALSE(SequentialAlarm::Restore(good + " 0").ok());
  EXPECT_FALSE(SequentialAlarm::Restore("alarm0" + good.substr(6)).ok());
  EXPECT_FALSE(SequentialAlarm::Restore(good.substr(0, good.size() - 1)).ok());
  std::string not_a_number = good;
  not_a_number.replace(not_a_number.size() - 16, 16, "7ff8000000000000");
  EXPECT_FALSE(SequentialAlarm::Restore(not_a_number).ok());
}

}  // namespace
}  // namespace credence::metrics
