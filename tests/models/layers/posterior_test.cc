#include "models/layers/posterior.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "models/layers/init.h"
#include "models/layers/kl.h"

namespace credence::layers {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kDim = 5;

struct Owned {
  explicit Owned(const PosteriorOptions& options)
      : posterior(owner, "l0", "r", kDim, options, MakeGenerator(1)) {
    owner.to(torch::kFloat64);
  }
  torch::nn::Module owner;
  Posterior posterior;
};

PosteriorOptions Options(Family family) {
  PosteriorOptions options;
  options.components = 3;
  options.family = family;
  return options;
}

// The same number everywhere; remembers what it was asked.
class ConstantNoise final : public NoiseSource {
 public:
  explicit ConstantNoise(double value) : value_(value) {}
  torch::Tensor Draw(const std::string& name, Family, int64_t K, int64_t B, int64_t dim,
                     const torch::TensorOptions& options) override {
    asked = name;
    return torch::full({K, B, dim}, value_, options);
  }
  std::string asked;

 private:
  double value_;
};

TEST(Posterior, ParametersCarryTheCheckpointsNames) {
  EXPECT_THAT(Owned(Options(Family::kPoint)).owner.named_parameters().keys(), ElementsAre("r"));
  EXPECT_THAT(Owned(Options(Family::kGaussian)).owner.named_parameters().keys(),
              ElementsAre("r.mean", "r.stddev"));
  EXPECT_THAT(Owned(Options(Family::kCauchy)).owner.named_parameters().keys(),
              ElementsAre("r.loc", "r.scale"));
}

TEST(Posterior, SamplesLocationPlusSpreadTimesNoise) {
  Owned owned(Options(Family::kGaussian));
  const auto parameters = owned.owner.named_parameters();
  ConstantNoise noise(2);
  const torch::Tensor want =
      parameters["r.mean"] + 2 * (torch::softplus(parameters["r.stddev"]) + 1e-7);
  const torch::Tensor draw = owned.posterior.Sample(noise, 4);
  EXPECT_EQ(noise.asked, "l0.r");
  EXPECT_TRUE(torch::allclose(draw, want.unsqueeze(1).expand({3, 4, kDim}), 0, 1e-15));
}

TEST(Posterior, PointsAreTheirValuesForAllExamples) {
  Owned owned(Options(Family::kPoint));
  ConstantNoise noise(2);
  EXPECT_TRUE(
      torch::equal(owned.posterior.Sample(noise, 4), owned.owner.parameters()[0].unsqueeze(1)));
  EXPECT_EQ(owned.posterior.Kl().item<double>(), 0);
}

TEST(Posterior, ClipsDrawsAndTheirGradient) {
  PosteriorOptions options = Options(Family::kGaussian);
  options.clip = 0.5;  // locations are +-1: every draw lies outside
  Owned owned(options);
  ConstantNoise noise(0);
  const torch::Tensor draw = owned.posterior.Sample(noise, 1);
  EXPECT_TRUE(torch::equal(draw.abs(), torch::full_like(draw, 0.5)));
  draw.sum().backward();
  EXPECT_EQ(owned.owner.parameters()[0].grad().abs().max().item<double>(), 0);
}

TEST(Posterior, StartsFromSignsAndTheDropoutRate) {
  PosteriorOptions options = Options(Family::kCauchy);
  options.initial_dropout_rate = 0.2;  // sqrt(.2 / .8) = .5
  const Owned cauchy(options);
  const torch::Tensor loc = cauchy.owner.parameters()[0];
  EXPECT_TRUE(torch::equal(loc.abs(), torch::ones_like(loc)));
  const torch::Tensor scale = PositiveFromStored(cauchy.owner.parameters()[1]);
  EXPECT_TRUE(torch::allclose(scale, torch::full_like(scale, 0.5), 0, 1e-6));

  options.family = Family::kGaussian;
  const torch::Tensor stored = Owned(options).owner.parameters()[1];
  const torch::Tensor offset = stored - InitialStoredStddev(0.2);
  EXPECT_LE(offset.abs().max().item<double>(), 0.2 + 1e-6);  // TruncatedNormal(., 0.1)
  EXPECT_GT(offset.std().item<double>(), 0);
}

TEST(Posterior, KlIsThatOfItsFamilyAndPrior) {
  for (const Family family : {Family::kGaussian, Family::kCauchy}) {
    PosteriorOptions options = Options(family);
    Owned free(options);
    options.prior_mean_kind = PriorMean::kTied;
    Owned tied(options);
    const auto parameters = free.owner.parameters();
    const torch::Tensor spread = PositiveFromStored(parameters[1]);
    const bool gaussian = family == Family::kGaussian;
    EXPECT_TRUE(torch::equal(free.posterior.Kl(), gaussian
                                                      ? GaussianKl(parameters[0], spread, 1, .1)
                                                      : CauchyKl(parameters[0], spread, 1, .1)));
    EXPECT_TRUE(torch::equal(tied.posterior.Kl(), gaussian ? TiedMeanGaussianKl(spread, .1)
                                                           : TiedLocCauchyKl(spread, .1)));
  }
}

TEST(Posterior, SoftplusIsExactForLargeStoredValues) {
  const torch::Tensor stored = torch::tensor({-30.0, 0.0, 21.0, 100.0}, torch::kFloat64);
  const torch::Tensor got = PositiveFromStored(stored) - 1e-7;
  for (int64_t i = 0; i < stored.size(0); ++i) {
    const double v = stored[i].item<double>();
    EXPECT_NEAR(got[i].item<double>(),
                v > 0 ? v + std::log1p(std::exp(-v)) : std::log1p(std::exp(v)),
                1e-14 * std::max(1.0, v));
  }
}

}  // namespace
}  // namespace credence::layers
