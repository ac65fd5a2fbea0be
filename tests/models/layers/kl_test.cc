// The closed forms against Monte Carlo, and the properties that any such divergence has.
//
// A KL divergence is the mean of the log-ratio log q(v) - log p(v) over draws v of q. The mean of n
// independent log-ratios is off by its standard error sd / sqrt(n) and nearly normal (n = 200,000),
// so z = 5 of them are passed once in 1.7 million checks of a right formula; sd is taken from the
// draws. That needs a log-ratio with a variance:
//   Gaussian, log-normal  a quadratic in a Gaussian: all moments exist.
//   Cauchy                log(gq / gp) + log(((v - xp)^2 + gp^2) / ((v - xq)^2 + gq^2)). The
//   quotient
//                         is continuous, positive, and goes to 1 as v goes to either infinity: it
//                         has a smallest value above 0 and a largest, so its logarithm is bounded,
//                         and all moments exist although v has not even a mean.
#include "models/layers/kl.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "models/layers/noise.h"
#include "tests/models/layers/finite_difference.h"

namespace credence::layers {
namespace {

constexpr int64_t kDraws = 200000;
constexpr double kStandardErrors = 5;

// Mean (location) and stddev (scale) of posterior and prior.
struct Setting {
  double mean, spread, prior_mean, prior_spread;
};

constexpr Setting kSettings[] = {
    {0.7, 0.2, 1, 0.1},       {-1, 0.0316, 1, 0.1},  // a vector's start, sign -1
    {1.02, 0.0316, 1, 0.005}, {1, 2, 0, 1},         {0.3, 0.01, 0, 5}, {2, 0.5, 2, 0.5},
};

torch::Tensor Scalar(double value) { return torch::full({}, value, torch::kFloat64); }

torch::Tensor Noise(Family family, int64_t n = kDraws) {
  GeneratorNoise noise(1);
  return noise.Draw("v", family, 1, 1, n, torch::kFloat64).flatten();
}

torch::Tensor GaussianLogDensity(const torch::Tensor& x, double mean, double stddev) {
  return -((x - mean) / stddev).square() / 2 - std::log(stddev * std::sqrt(2 * std::numbers::pi));
}

torch::Tensor CauchyLogDensity(const torch::Tensor& x, double loc, double scale) {
  return -torch::log1p(((x - loc) / scale).square()) - std::log(scale * std::numbers::pi);
}

torch::Tensor GaussianLogRatio(const torch::Tensor& x, const Setting& s) {
  return GaussianLogDensity(x, s.mean, s.spread) -
         GaussianLogDensity(x, s.prior_mean, s.prior_spread);
}

torch::Tensor CauchyLogRatio(const torch::Tensor& x, const Setting& s) {
  return CauchyLogDensity(x, s.mean, s.spread) - CauchyLogDensity(x, s.prior_mean, s.prior_spread);
}

void ExpectMean(const torch::Tensor& log_ratio, const torch::Tensor& closed_form,
                const Setting& setting) {
  const double n = static_cast<double>(log_ratio.numel());
  const double standard_error = log_ratio.std().item<double>() / std::sqrt(n);
  const double rounding = 1e-12 * std::max(1.0, closed_form.item<double>());  // where sd is 0
  EXPECT_NEAR(log_ratio.mean().item<double>(), closed_form.item<double>(),
              kStandardErrors * standard_error + rounding)
      << "q (" << setting.mean << ", " << setting.spread << "), p (" << setting.prior_mean << ", "
      << setting.prior_spread << ")";
}

TEST(GaussianKl, IsTheMeanLogRatio) {
  const torch::Tensor noise = Noise(Family::kGaussian);
  for (const Setting& s : kSettings) {
    ExpectMean(GaussianLogRatio(s.mean + s.spread * noise, s),
               GaussianKl(Scalar(s.mean), Scalar(s.spread), s.prior_mean, s.prior_spread), s);
  }
}

TEST(TiedMeanGaussianKl, IsTheMeanLogRatioWithThePosteriorsMean) {
  const torch::Tensor noise = Noise(Family::kGaussian);
  for (Setting s : kSettings) {
    s.prior_mean = s.mean;
    ExpectMean(GaussianLogRatio(s.mean + s.spread * noise, s),
               TiedMeanGaussianKl(Scalar(s.spread), s.prior_spread), s);
  }
}

TEST(LogNormalKl, IsTheMeanLogRatio) {
  const torch::Tensor noise = Noise(Family::kGaussian);
  for (const Setting& s : kSettings) {
    const torch::Tensor v = torch::exp(s.mean + s.spread * noise);
    // The density of v is the Gaussian's at log v, over v.
    const torch::Tensor log_q = GaussianLogDensity(v.log(), s.mean, s.spread) - v.log();
    const torch::Tensor log_p = GaussianLogDensity(v.log(), s.prior_mean, s.prior_spread) - v.log();
    ExpectMean(log_q - log_p,
               LogNormalKl(Scalar(s.mean), Scalar(s.spread), s.prior_mean, s.prior_spread), s);
  }
}

TEST(CauchyKl, IsTheMeanLogRatio) {
  const torch::Tensor noise = Noise(Family::kCauchy);
  for (const Setting& s : kSettings) {
    ExpectMean(CauchyLogRatio(s.mean + s.spread * noise, s),
               CauchyKl(Scalar(s.mean), Scalar(s.spread), s.prior_mean, s.prior_spread), s);
  }
}

TEST(TiedLocCauchyKl, IsTheMeanLogRatioWithThePosteriorsLocation) {
  const torch::Tensor noise = Noise(Family::kCauchy);
  for (Setting s : kSettings) {
    s.prior_mean = s.mean;
    ExpectMean(CauchyLogRatio(s.mean + s.spread * noise, s),
               TiedLocCauchyKl(Scalar(s.spread), s.prior_spread), s);
  }
}

// What the tolerance of the Cauchy checks stands on, to 10^12 scales from the middle.
TEST(CauchyKl, HasABoundedLogRatio) {
  const torch::Tensor decades = torch::pow(10, torch::linspace(-12, 12, 2001, torch::kFloat64));
  for (const Setting& s : kSettings) {
    const double d = s.mean - s.prior_mean, gq = s.spread, gp = s.prior_spread;
    // (v - xp)^2 + gp^2 <= 2 (v - xq)^2 + 2 d^2 + gp^2, which is at most
    // max(2, (2 d^2 + gp^2) / gq^2) times (v - xq)^2 + gq^2; and the same with q and p exchanged.
    const double above = std::log(std::max(2.0, (2 * d * d + gp * gp) / (gq * gq)));
    const double below = std::log(std::max(2.0, (2 * d * d + gq * gq) / (gp * gp)));
    for (const double sign : {-1.0, 1.0}) {
      const torch::Tensor ratio = CauchyLogRatio(s.mean + sign * s.spread * decades, s);
      EXPECT_LE(ratio.max().item<double>(), std::log(gq / gp) + above + 1e-9);
      EXPECT_GE(ratio.min().item<double>(), std::log(gq / gp) - below - 1e-9);
    }
  }
}

TEST(CauchySingleSampleKl, HasTheClosedFormAsItsMean) {
  const torch::Tensor noise = Noise(Family::kCauchy);
  for (const Setting& s : kSettings) {
    const torch::Tensor x = s.mean + s.spread * noise, ratios = CauchyLogRatio(x, s);
    const torch::Tensor loc = Scalar(s.mean), scale = Scalar(s.spread);
    const torch::Tensor sum = CauchySingleSampleKl(x, loc, scale, s.prior_mean, s.prior_spread);
    EXPECT_NEAR(sum.item<double>(), ratios.sum().item<double>(), 1e-6);
    ExpectMean(ratios + (sum - ratios.sum()) / kDraws,
               CauchyKl(loc, scale, s.prior_mean, s.prior_spread), s);
  }
}

// Element by element, over random posteriors, two closed forms or one and a number.
class KlProperties : public ::testing::Test {
 protected:
  static constexpr int64_t kPosteriors = 200;
  static constexpr double kPriorMean = 1, kPriorSpread = 0.1;

  torch::Tensor mean_ = 1 + Noise(Family::kGaussian, kPosteriors);
  torch::Tensor spread_ =
      torch::exp(Noise(Family::kGaussian, 2 * kPosteriors).slice(0, kPosteriors) - 2);

  using Kl = torch::Tensor (*)(const torch::Tensor&, const torch::Tensor&, double, double);
  static constexpr Kl kGaussian = GaussianKl, kCauchy = CauchyKl;

  // For each element its own sum of one.
  static torch::Tensor Each(Kl kl, const torch::Tensor& mean, const torch::Tensor& spread,
                            double prior_mean = kPriorMean, double prior_spread = kPriorSpread) {
    std::vector<torch::Tensor> each;
    for (int64_t i = 0; i < mean.size(0); ++i) {
      each.push_back(kl(mean[i], spread[i], prior_mean, prior_spread));
    }
    return torch::stack(each);
  }
  static void ExpectSame(const torch::Tensor& a, const torch::Tensor& b) {
    EXPECT_TRUE(torch::allclose(a, b, 1e-9, 1e-12)) << (a - b).abs().max();
  }
};

TEST_F(KlProperties, IsAboveZeroWherePosteriorAndPriorDiffer) {
  for (const Kl kl : {kGaussian, kCauchy}) {
    EXPECT_GT(Each(kl, mean_, spread_).min().item<double>(), 0);
  }
}

TEST_F(KlProperties, IsZeroWhereThePosteriorIsThePrior) {
  const torch::Tensor mean = Scalar(kPriorMean), spread = Scalar(kPriorSpread);
  EXPECT_NEAR(GaussianKl(mean, spread, kPriorMean, kPriorSpread).item<double>(), 0, 1e-15);
  EXPECT_NEAR(LogNormalKl(mean, spread, kPriorMean, kPriorSpread).item<double>(), 0, 1e-15);
  EXPECT_NEAR(CauchyKl(mean, spread, kPriorMean, kPriorSpread).item<double>(), 0, 1e-15);
  EXPECT_NEAR(TiedMeanGaussianKl(spread, kPriorSpread).item<double>(), 0, 1e-15);
  EXPECT_NEAR(TiedLocCauchyKl(spread, kPriorSpread).item<double>(), 0, 1e-15);
}

TEST_F(KlProperties, SumsOverElements) {
  for (const Kl kl : {kGaussian, kCauchy}) {
    ExpectSame(kl(mean_.view({4, -1}), spread_.view({4, -1}), kPriorMean, kPriorSpread),
               Each(kl, mean_, spread_).sum());
  }
}

TEST_F(KlProperties, ATiedPriorHasThePosteriorsMean) {
  for (int64_t i = 0; i < kPosteriors; ++i) {
    const torch::Tensor mean = mean_[i], spread = spread_[i];
    const double at = mean.item<double>();
    ExpectSame(TiedMeanGaussianKl(spread, kPriorSpread),
               GaussianKl(mean, spread, at, kPriorSpread));
    ExpectSame(TiedLocCauchyKl(spread, kPriorSpread), CauchyKl(mean, spread, at, kPriorSpread));
  }
}

// v -> a v + c of both distributions leaves the divergence as it is.
TEST_F(KlProperties, IsTheSameInOtherUnits) {
  for (const Kl kl : {kGaussian, kCauchy}) {
    ExpectSame(Each(kl, -3 * mean_ + 7, 3 * spread_, -3 * kPriorMean + 7, 3 * kPriorSpread),
               Each(kl, mean_, spread_));
  }
  // Log-normal: v -> c v^a.
  ExpectSame(LogNormalKl(2 * mean_ + std::log(5), 2 * spread_, 2 * kPriorMean + std::log(5),
                         2 * kPriorSpread),
             LogNormalKl(mean_, spread_, kPriorMean, kPriorSpread));
}

// If v is Cauchy(x, g), 1 / v is Cauchy(x / (x^2 + g^2), g / (x^2 + g^2)).
TEST_F(KlProperties, OfCauchysIsTheSameForTheInverse) {
  const torch::Tensor size = mean_.square() + spread_.square();
  const double prior_size = kPriorMean * kPriorMean + kPriorSpread * kPriorSpread;
  ExpectSame(Each(kCauchy, mean_ / size, spread_ / size, kPriorMean / prior_size,
                  kPriorSpread / prior_size),
             Each(kCauchy, mean_, spread_));
}

TEST_F(KlProperties, OfCauchysIsSymmetricAndOfGaussiansIsNot) {
  const torch::Tensor at = Scalar(kPriorMean), width = Scalar(kPriorSpread);
  for (int64_t i = 0; i < kPosteriors; ++i) {
    const double mean = mean_[i].item<double>(), spread = spread_[i].item<double>();
    ExpectSame(CauchyKl(mean_[i], spread_[i], kPriorMean, kPriorSpread),
               CauchyKl(at, width, mean, spread));
    EXPECT_FALSE(torch::allclose(GaussianKl(mean_[i], spread_[i], kPriorMean, kPriorSpread),
                                 GaussianKl(at, width, mean, spread), 1e-6));
  }
}

TEST_F(KlProperties, GradientsEqualFiniteDifferences) {
  const torch::Tensor mean = mean_.slice(0, 0, 20).clone().requires_grad_();
  const torch::Tensor spread = (0.3 + spread_.slice(0, 0, 20)).requires_grad_();
  const torch::Tensor value = (mean_ + 0.3).slice(0, 0, 20).clone().requires_grad_();
  const auto check = [&](const char* name, const std::function<torch::Tensor()>& kl) {
    EXPECT_TRUE(GradientsEqualFiniteDifferences(
        kl, NamedTensors{{"mean", mean}, {"spread", spread}, {"value", value}}))
        << name;
  };
  check("Gaussian", [&] { return GaussianKl(mean, spread, 1, 0.5); });
  check("tied Gaussian", [&] { return TiedMeanGaussianKl(spread, 0.5); });
  check("log-normal", [&] { return LogNormalKl(mean, spread, 0, 0.5); });
  check("Cauchy", [&] { return CauchyKl(mean, spread, 1, 0.5); });
  check("tied Cauchy", [&] { return TiedLocCauchyKl(spread, 0.5); });
  check("single sample", [&] { return CauchySingleSampleKl(value, mean, spread, 1, 0.5); });
}

}  // namespace
}  // namespace credence::layers
