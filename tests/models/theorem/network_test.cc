#include "models/theorem/network.h"

#include <gtest/gtest.h>

#include <cmath>

namespace credence::theorem {
namespace {

struct Estimate {
  double mean = 0, variance = 0;
  double mean_error = 0, variance_error = 0;
};

Estimate EstimateOf(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  Estimate estimate;
  for (double value : values) estimate.mean += value / n;
  double fourth = 0;
  for (double value : values) {
    const double square = (value - estimate.mean) * (value - estimate.mean);
    estimate.variance += square / n;
    fourth += square * square / n;
  }
  estimate.mean_error = std::sqrt(estimate.variance / n);
  estimate.variance_error = std::sqrt((fourth - estimate.variance * estimate.variance) / n);
  return estimate;
}

// f(x | W*) and the variance stddev^2 (|alpha|^2 + |beta|^2 + stddev^2 |C|^2), exact for both laws
// of a linear network of one hidden layer.
struct Exact {
  double mean = 0, variance = 0;
};

Exact ExactOf(const Network& network, double stddev) {
  const Matrix& kernel = network.kernels.front();
  std::vector<double> beta(kernel.cols);
  Exact exact;
  double lines = 0, elements = 0;
  for (int64_t i = 0; i < kernel.rows; ++i) {
    double alpha = 0;
    for (int64_t j = 0; j < kernel.cols; ++j) {
      const double c =
          static_cast<double>(network.x[i]) * kernel.row(i)[j] * network.readouts.front()[j];
      alpha += c;
      beta[j] += c;
      elements += c * c;
    }
    exact.mean += alpha;
    lines += alpha * alpha;
  }
  for (double value : beta) lines += value * value;
  exact.variance = stddev * stddev * (lines + stddev * stddev * elements);
  return exact;
}

TEST(DrawScores, HasTheMomentsOfTheFormulaInALinearNetwork) {
  constexpr double kStddev = 0.5;
  const Network network = RandomNetwork(Activation::kIdentity, 20, 30, 1, 1);
  const Exact exact = ExactOf(network, kStddev);
  for (Law law : {Law::kRank1, Law::kFullRank}) {
    Normal normal(2);
    const Scores scores = DrawScores(network, law, kStddev, 20'000, normal);
    const Estimate estimate = EstimateOf(scores.hidden.front());
    EXPECT_NEAR(estimate.mean, exact.mean, 5 * estimate.mean_error);
    EXPECT_NEAR(estimate.variance, exact.variance, 5 * estimate.variance_error);
  }
}

// Independent matrices of mean W*: a linear network's mean is f(x | W*) at every depth, with or
// without a perturbed read-out.
TEST(DrawScores, KeepsTheMeanOfADeepLinearNetwork) {
  const Network network = RandomNetwork(Activation::kIdentity, 10, 12, 3, 3);
  Normal still(4), normal(4);
  const Scores exact = DrawScores(network, Law::kRank1, 0, 1, still);
  for (Law law : {Law::kRank1, Law::kFullRank}) {
    const Scores scores = DrawScores(network, law, 0.4, 20'000, normal);
    for (size_t l = 0; l < 3; ++l) {
      for (const auto& [drawn, wanted] :
           {std::pair(scores.hidden[l], exact.hidden[l]), std::pair(scores.all[l], exact.all[l])}) {
        const Estimate estimate = EstimateOf(drawn);
        EXPECT_NEAR(estimate.mean, wanted.front(), 5 * estimate.mean_error) << "layer " << l + 1;
      }
    }
  }
}

// Units so deep in saturation that noise moves them only where a factor falls below 0, 6.7 standard
// deviations away: h = (1, -1), and C = h o v = (0.7, -0.2) with the column sum 0.5.
TEST(DrawScores, PerturbsTheReadoutByTheFormula) {
  constexpr double kStddev = 0.15;
  Network network = RandomNetwork(Activation::kTanh, 1, 2, 1, 5);
  network.x = {1000};
  network.kernels[0].values = {100, -100};
  network.readouts[0] = {0.7F, 0.2F};
  const double mean = 0.5, lines = 0.25 + 0.53, elements = 0.53;
  const double variance = kStddev * kStddev * (lines + kStddev * kStddev * elements);
  for (Law law : {Law::kRank1, Law::kFullRank}) {
    Normal normal(6);
    const Scores scores = DrawScores(network, law, kStddev, 20'000, normal);
    const Estimate estimate = EstimateOf(scores.all[0]);
    EXPECT_NEAR(estimate.mean, mean, 5 * estimate.mean_error);
    EXPECT_NEAR(estimate.variance, variance, 5 * estimate.variance_error);
  }
}

TEST(DrawScores, IsTheNetworkItselfWithoutNoise) {
  const Network network = RandomNetwork(Activation::kTanh, 3, 4, 2, 7);
  double h[4] = {};
  for (int j = 0; j < 4; ++j) {
    double z = 0;
    for (int i = 0; i < 3; ++i) z += network.x[i] * network.kernels[0].row(i)[j];
    h[j] = std::tanh(z);
  }
  double score = 0;
  for (int j = 0; j < 4; ++j) {
    double z = 0;
    for (int i = 0; i < 4; ++i) z += h[i] * network.kernels[1].row(i)[j];
    score += std::tanh(z) * network.readouts[1][j];
  }
  for (Law law : {Law::kRank1, Law::kFullRank}) {
    Normal normal(8);
    const Scores scores = DrawScores(network, law, 0, 300, normal);
    ASSERT_EQ(scores.hidden[1].size(), 300U);
    EXPECT_NEAR(scores.hidden[1].front(), score, 1e-5);
    EXPECT_NEAR(scores.all[1].back(), score, 1e-5);
  }
}

// One weight c: alpha = beta = C = c, so the bound is stddev sqrt(2 / (1 + stddev^2)).
TEST(LinearBound, HasItsClosedFormForOneWeight) {
  Network network = RandomNetwork(Activation::kIdentity, 1, 1, 1, 9);
  EXPECT_NEAR(LinearBound(network, 0.3), 0.3 * std::sqrt(2 / 1.09), 1e-6);
  EXPECT_NEAR(LinearBound(network, 1), 1, 1e-6);
}

// C = I: alpha = beta = (1 .. 1), and |C beta|^2 = |C|_F^2 = |CC^T|_F^2 = n.
TEST(LinearBound, ShrinksWithTheRootOfTheStableRank) {
  constexpr int kSize = 40;
  constexpr double kStddev = 0.5, kVariance = kStddev * kStddev;
  Network network = RandomNetwork(Activation::kIdentity, kSize, kSize, 1, 9);
  network.x.assign(kSize, 1);
  network.readouts[0].assign(kSize, 1);
  std::fill(network.kernels[0].values.begin(), network.kernels[0].values.end(), 0.0f);
  for (int i = 0; i < kSize; ++i) network.kernels[0].row(i)[i] = 1;
  const double one_weight =
      std::sqrt((4 * kVariance + 2 * kVariance * kVariance) / ((1 + kVariance) * (2 + kVariance)));
  EXPECT_NEAR(LinearBound(network, kStddev), one_weight / std::sqrt(kSize), 1e-6);
}

}  // namespace
}  // namespace credence::theorem
