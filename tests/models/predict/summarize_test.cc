#include "models/predict/summarize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace credence::predict {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kExact = 1e-12;

std::vector<float> Random(size_t count, float spread, uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal(0, spread);
  std::vector<float> values(count);
  for (float& value : values) value = normal(generator);
  return values;
}

// The definitions, one by one, in long double.
struct Definition {
  std::vector<long double> mean, mixture, average;
  long double total = 0, aleatoric = 0;
};

Definition Define(const std::vector<float>& logits, int members, int classes) {
  Definition d{std::vector<long double>(classes), std::vector<long double>(classes),
               std::vector<long double>(classes)};
  for (int m = 0; m < members; ++m) {
    std::vector<long double> z(classes);
    if (classes == 2) z[1] = logits[m];
    for (int c = 0; classes > 2 && c < classes; ++c) z[c] = logits[m * classes + c];
    long double sum = 0;
    for (long double value : z) sum += std::exp(value);
    for (int c = 0; c < classes; ++c) {
      const long double log_p = z[c] - std::log(sum);
      d.mean[c] += std::exp(log_p) / members;
      d.average[c] -= log_p / members;
      d.aleatoric -= std::exp(log_p) * log_p / members;
    }
  }
  for (int c = 0; c < classes; ++c) {
    d.mixture[c] = -std::log(d.mean[c]);
    d.total += d.mean[c] * d.mixture[c];
  }
  return d;
}

class SummarizeRandom : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(SummarizeRandom, EqualsTheDefinitions) {
  const auto [members, classes] = GetParam();
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const auto logits = Random(members * (classes == 2 ? 1 : classes), 1 + seed % 4, seed);
    const Summary s = Summarize(logits, members, classes, 1, 0.5).value();
    const Definition d = Define(logits, members, classes);
    for (int c = 0; c < classes; ++c) {
      EXPECT_NEAR(s.mean[c], d.mean[c], kExact);
      EXPECT_NEAR(s.mixture_nll[c], d.mixture[c], kExact * (1 + d.mixture[c]));
      EXPECT_NEAR(s.average_nll[c], d.average[c], kExact * (1 + d.average[c]));
      EXPECT_GE(s.average_nll[c], s.mixture_nll[c]);
    }
    EXPECT_NEAR(s.total, d.total, kExact);
    EXPECT_NEAR(s.aleatoric, d.aleatoric, kExact);
    EXPECT_NEAR(s.total, s.aleatoric + s.epistemic, kExact);
    EXPECT_NEAR(std::accumulate(s.mean.begin(), s.mean.end(), 0.0), 1, kExact);
    EXPECT_GE(s.epistemic, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(MembersAndClasses, SummarizeRandom,
                         testing::Values(std::pair(1, 2), std::pair(10, 2), std::pair(80, 2),
                                         std::pair(4, 3), std::pair(16, 10)));

TEST(Summarize, GivesKnownFiguresForTwoMembersThatContradictEachOther) {
  const float z = std::log(9.0f);
  const Summary s = Summarize(std::vector<float>{z, -z}, 2, 2, 1, 0.5).value();
  EXPECT_NEAR(s.mean[1], 0.5, 1e-7);
  EXPECT_NEAR(s.mixture_nll[1], std::log(2), 1e-7);
  EXPECT_NEAR(s.average_nll[1], -0.5 * (std::log(0.9) + std::log(0.1)), 1e-7);
  EXPECT_NEAR(s.total, std::log(2), 1e-7);
  EXPECT_NEAR(s.aleatoric, -0.9 * std::log(0.9) - 0.1 * std::log(0.1), 1e-7);
  EXPECT_NEAR(s.spread[1].stddev, 0.4, 1e-7);
}

TEST(Summarize, FindsNoEpistemicUncertaintyWhereMembersAreEqual) {
  const Summary s = Summarize(std::vector<float>(7, 0.3f), 7, 2, 1, 0.5).value();
  EXPECT_NEAR(s.epistemic, 0, kExact);
  EXPECT_GE(s.epistemic, 0);
  EXPECT_NEAR(s.spread[0].stddev, 0, kExact);
  EXPECT_EQ(s.agreement, 1);
}

// numpy.quantile of [0.1, 0.2, 0.4, 0.7, 0.8] by its default method, "linear".
TEST(Summarize, InterpolatesQuantilesAsType7) {
  std::vector<float> logits;
  for (double p : {0.4, 0.1, 0.8, 0.2, 0.7}) logits.push_back(std::log(p / (1 - p)));
  const Spread s = Summarize(logits, 5, 2, 1, 0.5)->spread[1];
  const double got[] = {s.min, s.q05, s.q25, s.q50, s.q75, s.q95, s.max};
  const double want[] = {0.1, 0.12, 0.2, 0.4, 0.7, 0.78, 0.8};
  for (int i = 0; i < 7; ++i) EXPECT_NEAR(got[i], want[i], 1e-7) << i;
}

TEST(Summarize, MirrorsTheSpreadOfTheTwoClasses) {
  const Summary s = Summarize(Random(10, 1, 3), 10, 2, 1, 0.5).value();
  EXPECT_NEAR(s.spread[0].q05, 1 - s.spread[1].q95, kExact);
  EXPECT_NEAR(s.spread[0].min, 1 - s.spread[1].max, kExact);
  EXPECT_NEAR(s.spread[0].stddev, s.spread[1].stddev, kExact);
}

TEST(Summarize, GivesOneMemberItsOwnProbabilityEverywhere) {
  const Summary s = Summarize(std::vector<float>{0}, 1, 2, 1, 0.5).value();
  const Spread& spread = s.spread[1];
  EXPECT_THAT((std::vector<double>{spread.min, spread.q05, spread.q50, spread.max}),
              ElementsAre(0.5, 0.5, 0.5, 0.5));
  EXPECT_EQ(s.mixture_nll[0], s.average_nll[0]);
}

TEST(Summarize, KeepsTheLogsOfProbabilitiesTooSmallForADouble) {
  const Summary s = Summarize(std::vector<float>{-1000, -1001}, 2, 2, 1, 0.5).value();
  EXPECT_EQ(s.mean[1], 0);
  EXPECT_NEAR(s.mixture_nll[1], 1000 + std::log(2) - std::log1p(std::exp(-1)), 1e-9);
  EXPECT_NEAR(s.average_nll[1], 1000.5, 1e-9);
  EXPECT_EQ(s.mixture_nll[0], 0);
  EXPECT_EQ(s.total, 0);
}

TEST(Summarize, KeepsTheDigitsOfAnNllNearZero) {
  const Summary binary = Summarize(std::vector<float>{40, 40}, 2, 2, 1, 0.5).value();
  EXPECT_NEAR(binary.mixture_nll[1] / std::exp(-40.0), 1, kExact);
  EXPECT_NEAR(binary.average_nll[1] / std::exp(-40.0), 1, kExact);
  const Summary three = Summarize(std::vector<float>{0, 40, 0}, 1, 3, 1, 0.5).value();
  EXPECT_NEAR(three.mixture_nll[1] / (2 * std::exp(-40.0)), 1, kExact);
}

TEST(Summarize, StaysFiniteForTheLargestLogits) {
  const float huge = std::numeric_limits<float>::max();
  for (int classes : {2, 3}) {
    std::vector<float> logits = {huge, -huge, 0};
    logits.resize(classes == 2 ? 2 : 6, -huge);
    const Summary s = Summarize(logits, 2, classes, 1, 0.5).value();
    for (double value : s.mixture_nll) EXPECT_TRUE(std::isfinite(value));
    for (double value : s.average_nll) EXPECT_TRUE(std::isfinite(value));
    EXPECT_TRUE(std::isfinite(s.total));
  }
}

TEST(Summarize, CountsMembersOnTheMeansSideOfTheThreshold) {
  const std::vector<float> logits = {-3, -3, -3, 2};  // p .047 .047 .047 .881, mean .256
  EXPECT_EQ(Summarize(logits, 4, 2, 1, 0.5)->agreement, 0.75);
  EXPECT_EQ(Summarize(logits, 4, 2, 1, 0.2)->agreement, 0.25);
  // The positive class may be the first one: p(0) .953 .953 .953 .119, mean .744.
  EXPECT_EQ(Summarize(logits, 4, 2, 0, 0.5)->agreement, 0.75);
}

TEST(Summarize, CountsMembersThatRankTheMeansClassFirst) {
  const std::vector<float> logits = {5, 0, 0, 4, 0, 0, 0, 1, 0};
  EXPECT_NEAR(Summarize(logits, 3, 3, 1, 0.5)->agreement, 2.0 / 3, kExact);
}

TEST(Summarize, ListsMembersInTheirOrder) {
  const Summary s = Summarize(std::vector<float>{0, std::log(3.0f)}, 2, 2, 1, 0.5).value();
  EXPECT_THAT(s.members, ElementsAre(0.5, 0.5, DoubleNear(0.25, 1e-7), DoubleNear(0.75, 1e-7)));
}

TEST(Summarize, RefusesLogitsThatAreNotFiniteOrTooFew) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(absl::IsInternal(Summarize(std::vector<float>{nan}, 1, 2, 1, 0.5).status()));
  EXPECT_THAT(Summarize(std::vector<float>{1, HUGE_VALF}, 2, 2, 1, 0.5).status().message(),
              HasSubstr("got inf"));
  EXPECT_TRUE(absl::IsInternal(Summarize(std::vector<float>{1}, 2, 2, 1, 0.5).status()));
  EXPECT_TRUE(absl::IsInternal(Summarize({}, 0, 2, 1, 0.5).status()));
}

}  // namespace
}  // namespace credence::predict
