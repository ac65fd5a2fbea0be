#include "models/metrics/calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/metrics/uniform.h"

namespace credence::metrics {
namespace {

// Risks spread like a mortality model's, with labels drawn from them after shifting their log-odds.
struct Simulated {
  std::vector<double> risk;
  std::vector<int> label;
  Cases cases() const { return {risk, label}; }
};

Simulated Simulate(int n, double intercept, double slope) {
  std::mt19937_64 generator(7);
  Simulated simulated;
  for (int i = 0; i < n; ++i) {
    const double logit = 6 * Uniform(generator) - 5;
    const double truth = 1 / (1 + std::exp(-(intercept + slope * logit)));
    simulated.risk.push_back(1 / (1 + std::exp(-logit)));
    simulated.label.push_back(Uniform(generator) < truth ? 1 : 0);
  }
  return simulated;
}

TEST(Ece, WeighsTheGapOfEachBin) {
  // Bin 1 of 10: 0.1 and 0.15, none happened: gap 0.25 / 2. Bin 9: 1.0 and 0.9, one happened: gap
  // 0.9 / 2.
  const std::vector<double> risk{0.1, 0.15, 1.0, 0.9};
  const std::vector<int> label{0, 0, 1, 0};
  EXPECT_NEAR(*Ece({risk, label}, 10), (0.25 + 0.9) / 4, 1e-15);
}

TEST(Ece, PutsARiskOfOneIntoTheLastBin) {
  const std::vector<double> risk{1.0};
  const std::vector<int> label{1};
  const auto bins = *Reliability({risk, label});
  ASSERT_EQ(bins.size(), 15u);
  EXPECT_EQ(bins[14].count, 1);
  EXPECT_EQ(*Ece({risk, label}), 0);
}

TEST(Ece, RejectsNoBins) {
  const std::vector<double> risk{0.5};
  const std::vector<int> label{1};
  EXPECT_EQ(Ece({risk, label}, 0).status().message(), "bins: got 0, wanted at least 1");
}

TEST(Reliability, GivesWilsonsInterval) {
  // 1 of 4 at 95 %: the textbook value is (0.0456, 0.6994).
  const std::vector<double> risk{0.31, 0.32, 0.33, 0.28};
  const std::vector<int> label{1, 0, 0, 0};
  const ReliabilityBin bin = (*Reliability({risk, label}, 4))[1];
  EXPECT_EQ(bin.count, 4);
  EXPECT_DOUBLE_EQ(bin.predicted, 0.31);
  EXPECT_DOUBLE_EQ(bin.observed, 0.25);
  EXPECT_NEAR(bin.observed_low, 0.0456, 5e-5);
  EXPECT_NEAR(bin.observed_high, 0.6994, 5e-5);
}

TEST(TopLabelEce, ComparesTheTopProbabilityWithBeingRight) {
  const std::vector<double> probabilities{0.7, 0.2, 0.1, 0.1, 0.3, 0.6};
  const std::vector<int> label{0, 1};
  EXPECT_NEAR(*TopLabelEce(probabilities, 3, label, 10), (0.3 + 0.6) / 2, 1e-15);
}

TEST(TopLabelEce, RejectsALabelThatIsNoClass) {
  const std::vector<double> probabilities{0.7, 0.3};
  const std::vector<int> label{2};
  EXPECT_EQ(TopLabelEce(probabilities, 2, label).status().message(),
            "label[0]: got 2, wanted 0 to 1");
  EXPECT_FALSE(TopLabelEce(probabilities, 3, label).ok());
}

TEST(Recalibrate, FindsTheSlopeAndInterceptThatMadeTheLabels) {
  // n = 40000 gives standard errors of 0.02 (slope) and 0.03 (intercept); the bounds are 4 of them.
  const Simulated simulated = Simulate(40000, 0.5, 0.7);
  const Recalibration fit = *Recalibrate(simulated.cases());
  EXPECT_NEAR(fit.slope, 0.7, 0.08);
  EXPECT_NEAR(fit.intercept, 0.5, 0.12);
}

TEST(Recalibrate, FindsAPureShiftInTheLarge) {
  // Standard error 0.016 at n = 40000; the bound is 4 of them.
  const Simulated simulated = Simulate(40000, -0.4, 1);
  EXPECT_NEAR(Recalibrate(simulated.cases())->in_the_large, -0.4, 0.065);
}

TEST(Recalibrate, SolvesTwoGroupsExactly) {
  // Two distinct risks make the fit saturated: its line goes through the groups' log-odds, 1/4 and
  // 3/4.
  const std::vector<double> risk{0.2, 0.2, 0.2, 0.2, 0.6, 0.6, 0.6, 0.6};
  const std::vector<int> label{1, 0, 0, 0, 1, 1, 1, 0};
  const Recalibration fit = *Recalibrate({risk, label});
  const double x0 = std::log(0.2 / 0.8), x1 = std::log(0.6 / 0.4);
  EXPECT_NEAR(fit.slope, 2 * std::log(3) / (x1 - x0), 1e-9);
  EXPECT_NEAR(fit.intercept + fit.slope * x1, std::log(3), 1e-9);
}

TEST(Recalibrate, RefusesSeparatedLabelsEqualRisksAndOneClass) {
  const auto code = [](std::vector<double> risk, std::vector<int> label) {
    return Recalibrate({risk, label}).status().code();
  };
  EXPECT_EQ(code({0.1, 0.2, 0.8, 0.9}, {0, 0, 1, 1}), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code({0.3, 0.3, 0.3}, {0, 1, 0}), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code({0.1, 0.9}, {0, 0}), absl::StatusCode::kFailedPrecondition);
}

TEST(ObservedOverExpected, DividesEventsByTheSumOfRisks) {
  const std::vector<double> risk{0.25, 0.25, 0.5};
  const std::vector<int> label{1, 0, 1};
  EXPECT_DOUBLE_EQ(*ObservedOverExpected({risk, label}), 2);
  const std::vector<double> zero{0, 0, 0};
  EXPECT_EQ(ObservedOverExpected({zero, label}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(NullEce, ShrinksAsTheSquareRootOfTheCases) {
  const Simulated small = Simulate(500, 0, 1), large = Simulate(8000, 0, 1);
  const NullBand few = *NullEce(small.risk), many = *NullEce(large.risk);
  EXPECT_LT(few.q10, few.q50);
  EXPECT_LT(few.q50, few.q90);
  // 16 times the cases: a quarter of the error. 1000 draws know the median to about 3 %.
  EXPECT_NEAR(few.q50 / many.q50, 4, 0.6);
}

TEST(NullEce, HoldsTheEceOfAPerfectModelInFourOfFive) {
  // 50 perfect models; inside the 10-90 % band 40 are expected, with a standard deviation of 2.8.
  int inside = 0;
  std::mt19937_64 generator(3);
  Simulated simulated = Simulate(1000, 0, 1);
  const NullBand band = *NullEce(simulated.risk);
  for (int model = 0; model < 50; ++model) {
    for (size_t i = 0; i < simulated.risk.size(); ++i) {
      simulated.label[i] = Uniform(generator) < simulated.risk[i] ? 1 : 0;
    }
    const double ece = *Ece(simulated.cases());
    inside += ece >= band.q10 && ece <= band.q90 ? 1 : 0;
  }
  EXPECT_NEAR(inside, 40, 9);
}

TEST(NullEce, IsTheSameForTheSameSeed) {
  const Simulated simulated = Simulate(200, 0, 1);
  EXPECT_EQ(NullEce(simulated.risk, {.draws = 50, .seed = 4})->q50,
            NullEce(simulated.risk, {.draws = 50, .seed = 4})->q50);
  EXPECT_NE(NullEce(simulated.risk, {.draws = 50, .seed = 4})->q50,
            NullEce(simulated.risk, {.draws = 50, .seed = 5})->q50);
}

TEST(NullReliability, IsBinomialInEachBin) {
  // 400 cases at 0.5: the standard deviation of the share is 0.025, so 10 % to 90 % is 0.5 +-
  // 0.032.
  const std::vector<double> risk(400, 0.5);
  const auto bands = *NullReliability(risk, {.bins = 4, .draws = 2000});
  ASSERT_EQ(bands.size(), 4u);
  EXPECT_NEAR(bands[2].q10, 0.468, 0.006);
  EXPECT_NEAR(bands[2].q90, 0.532, 0.006);
  EXPECT_EQ(bands[0].q90, 0);
}

TEST(NullReliability, RejectsNoDrawsAndNoBins) {
  const std::vector<double> risk{0.5};
  EXPECT_FALSE(NullReliability(risk, {.draws = 0}).ok());
  EXPECT_FALSE(NullReliability(risk, {.bins = -1}).ok());
}

}  // namespace
}  // namespace credence::metrics
