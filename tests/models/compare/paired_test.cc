#include "models/compare/paired.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "models/metrics/calibration.h"
#include "models/metrics/ranking.h"

namespace credence::compare {
namespace {

using ::testing::HasSubstr;

Answers AnswersOf(std::vector<double> risk, std::vector<int> event) {
  Answers answers{.cases_sha256 = "rows"};
  for (size_t i = 0; i < risk.size(); ++i) {
    const double p = event[i] == 1 ? risk[i] : 1 - risk[i];
    answers.mixture_nll.push_back(-std::log(p));
    answers.average_nll.push_back(-std::log(p));
    answers.brier.push_back((1 - p) * (1 - p));
    answers.epistemic.push_back(0);
  }
  answers.risk = std::move(risk);
  answers.event = std::move(event);
  return answers;
}

TEST(Paired, ADifferenceThatIsTheSameOnEveryRowHasNoInterval) {
  const Answers base = AnswersOf({0.2, 0.5, 0.7}, {0, 1, 1});
  Answers worse = base;
  for (double& nll : worse.mixture_nll) nll += 0.25;
  const auto differences = PairedDifferences({&worse}, {&base}, {.replicates = 100});
  ASSERT_TRUE(differences.ok()) << differences.status();
  EXPECT_NEAR(differences->mixture_nll.value, 0.25, 1e-12);
  EXPECT_NEAR(differences->mixture_nll.interval.low, 0.25, 1e-12);
  EXPECT_NEAR(differences->mixture_nll.interval.high, 0.25, 1e-12);
  EXPECT_TRUE(differences->mixture_nll.is_clear());
  EXPECT_EQ(differences->brier.value, 0);
  EXPECT_FALSE(differences->brier.is_clear());
}

// Rows differ by 0 and 1, so a resample's mean is 0, 1/2 or 1 with chances 1/4, 1/2, 1/4: the
// middle 95 % reach from 0 to 1, around the mean of 1/2.
TEST(Paired, TwoRowsByHand) {
  Answers base = AnswersOf({0.5, 0.5}, {0, 1});
  Answers other = base;
  base.mixture_nll = {0.3, 0.4};
  other.mixture_nll = {0.3, 1.4};
  const auto differences = PairedDifferences({&other}, {&base}, {.replicates = 4000});
  ASSERT_TRUE(differences.ok()) << differences.status();
  EXPECT_NEAR(differences->mixture_nll.value, 0.5, 1e-12);
  // The interval is moved by the resamples' own bias: sd sqrt(1/8 / 4000) = 0.006.
  EXPECT_NEAR(differences->mixture_nll.interval.low, 0, 0.03);
  EXPECT_NEAR(differences->mixture_nll.interval.high, 1, 0.03);
}

TEST(Paired, IsTheMeanOverThePairsOfSeeds) {
  const Answers base = AnswersOf({0.5, 0.5}, {0, 1});
  Answers first = base, second = base;
  for (double& nll : first.mixture_nll) nll += 0.1;
  for (double& nll : second.mixture_nll) nll += 0.3;
  const auto differences =
      PairedDifferences({&first, &second}, {&base, &base, &base}, {.replicates = 10});
  ASSERT_TRUE(differences.ok()) << differences.status();
  EXPECT_NEAR(differences->mixture_nll.value, 0.2, 1e-12);
}

// Pairs of (event, none): 0.6 > 0.2, 0.6 > 0.4, 0.4 > 0.2, 0.4 = 0.4: (3 + 1/2) / 4.
TEST(Paired, AurocByHandWithATie) {
  const Answers answers = AnswersOf({0.6, 0.2, 0.4, 0.4}, {1, 0, 1, 0});
  const std::vector<size_t> order = {1, 2, 3, 0};
  EXPECT_DOUBLE_EQ(WeightedAuroc(answers, order, {1, 1, 1, 1}), 3.5 / 4);
  // Row 2 (0.4, event) counted twice: of 6 pairs, 2 + 2 * 1.5.
  EXPECT_DOUBLE_EQ(WeightedAuroc(answers, order, {1, 1, 2, 1}), 5.0 / 6);
  EXPECT_TRUE(std::isnan(WeightedAuroc(answers, order, {1, 0, 1, 0})));
}

TEST(Paired, AurocIsThatOfTheMetrics) {
  std::vector<double> risk;
  std::vector<int> event;
  for (int i = 0; i < 200; ++i) {
    risk.push_back((i * 37 % 101) / 101.0);
    event.push_back((i * 53 % 97) < 30 + i % 40 ? 1 : 0);
  }
  const Answers answers = AnswersOf(risk, event);
  std::vector<size_t> order(risk.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return risk[a] < risk[b]; });
  const auto ranking = metrics::Rank({answers.risk, answers.event});
  ASSERT_TRUE(ranking.ok()) << ranking.status();
  EXPECT_NEAR(WeightedAuroc(answers, order, std::vector<int>(risk.size(), 1)), ranking->auroc,
              1e-12);
}

TEST(Paired, EceIsThatOfTheMetricsWithRowsRepeated) {
  const Answers answers = AnswersOf({0.9, 0.21, 0.25, 1.0}, {1, 0, 1, 1});
  const std::vector<double> risk = {0.9, 0.21, 0.25, 0.25, 0.25};
  const std::vector<int> event = {1, 0, 1, 1, 1};
  const auto repeated = metrics::Ece({risk, event});
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_NEAR(WeightedEce(answers, {1, 1, 3, 0}), *repeated, 1e-12);
  EXPECT_TRUE(std::isnan(WeightedEce(answers, {0, 0, 0, 0})));
}

TEST(Paired, AnswersToOtherRowsAreRefused) {
  const Answers base = AnswersOf({0.5, 0.5}, {0, 1});
  Answers other = base;
  other.cases_sha256 = "others";
  EXPECT_THAT(PairedDifferences({&other}, {&base}, {}).status().message(),
              HasSubstr("wanted the 2 rows that the baseline answered"));
  EXPECT_FALSE(PairedDifferences({}, {&base}, {}).ok());
}

}  // namespace
}  // namespace credence::compare
