#include "models/layers/kl.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "models/layers/noise.h"

namespace credence::layers {
namespace {

constexpr int64_t kDraws = 200000;
constexpr double kMean = 0.7, kSpread = 0.2, kPriorMean = 1, kPriorSpread = 0.1;

torch::Tensor Scalar(double value) { return torch::full({}, value, torch::kFloat64); }

torch::Tensor Noise(Family family) {
  GeneratorNoise noise(1);
  return noise.Draw("v", family, 1, 1, kDraws, torch::kFloat64).flatten();
}

torch::Tensor GaussianLogDensity(const torch::Tensor& x, double mean, double stddev) {
  return -((x - mean) / stddev).square() / 2 - std::log(stddev * std::sqrt(2 * std::numbers::pi));
}

torch::Tensor CauchyLogDensity(const torch::Tensor& x, double loc, double scale) {
  return -torch::log1p(((x - loc) / scale).square()) - std::log(scale * std::numbers::pi);
}

// The mean of n log-ratios has the standard error sd / sqrt(n), with sd taken from the draws.
void ExpectMean(const torch::Tensor& log_ratio, const torch::Tensor& closed_form) {
  const double n = static_cast<double>(log_ratio.numel());
  EXPECT_NEAR(log_ratio.mean().item<double>(), closed_form.item<double>(),
              5 * log_ratio.std().item<double>() / std::sqrt(n));
}

TEST(GaussianKl, IsTheMeanLogRatio) {
  const torch::Tensor x = kMean + kSpread * Noise(Family::kGaussian);
  ExpectMean(
      GaussianLogDensity(x, kMean, kSpread) - GaussianLogDensity(x, kPriorMean, kPriorSpread),
      GaussianKl(Scalar(kMean), Scalar(kSpread), kPriorMean, kPriorSpread));
}

TEST(CauchyKl, IsTheMeanLogRatio) {
  const torch::Tensor x = kMean + kSpread * Noise(Family::kCauchy);
  ExpectMean(CauchyLogDensity(x, kMean, kSpread) - CauchyLogDensity(x, kPriorMean, kPriorSpread),
             CauchyKl(Scalar(kMean), Scalar(kSpread), kPriorMean, kPriorSpread));
}

TEST(LogNormalKl, IsTheMeanLogRatio) {
  // The Jacobian 1 / v is the same in both densities and cancels.
  const torch::Tensor log_v = kMean + kSpread * Noise(Family::kGaussian);
  ExpectMean(GaussianLogDensity(log_v, kMean, kSpread) - GaussianLogDensity(log_v, 0, kPriorSpread),
             LogNormalKl(Scalar(kMean), Scalar(kSpread), 0, kPriorSpread));
}

TEST(CauchySingleSampleKl, HasTheClosedFormAsItsMean) {
  const torch::Tensor x = kMean + kSpread * Noise(Family::kCauchy);
  const torch::Tensor sum =
      CauchySingleSampleKl(x, Scalar(kMean), Scalar(kSpread), kPriorMean, kPriorSpread);
  const torch::Tensor ratios =
      CauchyLogDensity(x, kMean, kSpread) - CauchyLogDensity(x, kPriorMean, kPriorSpread);
  EXPECT_NEAR(sum.item<double>(), ratios.sum().item<double>(), 1e-6);
  ExpectMean(ratios, CauchyKl(Scalar(kMean), Scalar(kSpread), kPriorMean, kPriorSpread));
}

TEST(Kl, IsZeroWhereThePosteriorIsThePrior) {
  const torch::Tensor mean = Scalar(kPriorMean), spread = Scalar(kPriorSpread);
  EXPECT_NEAR(GaussianKl(mean, spread, kPriorMean, kPriorSpread).item<double>(), 0, 1e-15);
  EXPECT_NEAR(CauchyKl(mean, spread, kPriorMean, kPriorSpread).item<double>(), 0, 1e-15);
  EXPECT_NEAR(TiedMeanGaussianKl(spread, kPriorSpread).item<double>(), 0, 1e-15);
  EXPECT_NEAR(TiedLocCauchyKl(spread, kPriorSpread).item<double>(), 0, 1e-15);
}

TEST(Kl, ATiedPriorLeavesTheMeanOut) {
  const torch::Tensor spread = Scalar(kSpread);
  EXPECT_NEAR(TiedMeanGaussianKl(spread, kPriorSpread).item<double>(),
              GaussianKl(Scalar(3), spread, 3, kPriorSpread).item<double>(), 1e-15);
  EXPECT_NEAR(TiedLocCauchyKl(spread, kPriorSpread).item<double>(),
              CauchyKl(Scalar(3), spread, 3, kPriorSpread).item<double>(), 1e-15);
}

TEST(Kl, SumsOverElements) {
  const torch::Tensor mean = torch::full({3, 4}, kMean, torch::kFloat64);
  const torch::Tensor spread = torch::full({3, 4}, kSpread, torch::kFloat64);
  EXPECT_NEAR(GaussianKl(mean, spread, 1, 0.1).item<double>(),
              12 * GaussianKl(Scalar(kMean), Scalar(kSpread), 1, 0.1).item<double>(), 1e-12);
  EXPECT_NEAR(CauchyKl(mean, spread, 1, 0.1).item<double>(),
              12 * CauchyKl(Scalar(kMean), Scalar(kSpread), 1, 0.1).item<double>(), 1e-12);
}

}  // namespace
}  // namespace credence::layers
