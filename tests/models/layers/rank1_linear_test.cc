#include "models/layers/rank1_linear.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/layers/init.h"
#include "tests/models/layers/finite_difference.h"

namespace credence::layers {
namespace {

constexpr int64_t kIn = 4, kOut = 3, kBatch = 5;

Rank1LinearOptions Options(int64_t components, Family family, bool additive = false) {
  Rank1LinearOptions options;
  options.name = "l0";
  options.in = kIn;
  options.out = kOut;
  options.additive = additive;
  options.activation = Activation::kTanh;
  options.posterior.components = components;
  options.posterior.family = family;
  options.posterior.random_sign_init = -0.5;
  return options;
}

std::unique_ptr<Rank1Linear> Make(const Rank1LinearOptions& options) {
  auto layer = std::make_unique<Rank1Linear>(options, MakeGenerator(1));
  layer->to(torch::kFloat64);
  torch::NoGradGuard no_grad;
  if (options.bias)
    layer->named_parameters()["bias"].copy_(
        torch::linspace(-1, 1, layer->bias().numel()).view_as(layer->bias()));
  return layer;
}

torch::Tensor Input(int64_t K = 1) {
  GeneratorNoise noise(9);
  return noise.Draw("x", Family::kGaussian, K, kBatch, kIn, torch::kFloat64);
}

TEST(Rank1Linear, OnePointAtOneIsAPlainLayer) {
  Rank1LinearOptions options = Options(1, Family::kPoint);
  options.posterior.random_sign_init = 0;  // all factors 1
  const auto layer = Make(options);
  GeneratorNoise noise(1);
  const torch::Tensor plain = torch::tanh(Input().matmul(layer->kernel()) + layer->bias());
  EXPECT_TRUE(torch::allclose(layer->Forward(Input(), noise), plain, 0, 1e-14));
}

TEST(Rank1Linear, AdditiveAddsItsVectors) {
  const auto layer = Make(Options(2, Family::kPoint, true));
  const auto parameters = layer->named_parameters();
  GeneratorNoise noise(1);
  const torch::Tensor y = layer->Forward(Input(), noise);
  for (int64_t k = 0; k < 2; ++k) {
    const torch::Tensor z = (Input()[0] + parameters["r"][k]).mm(layer->kernel());
    const torch::Tensor want = torch::tanh(z + parameters["s"][k] + layer->bias()[k]);
    EXPECT_TRUE(torch::allclose(y[k], want, 0, 1e-14));
  }
}

TEST(Rank1Linear, TiledComponentsEqualSeparateLayers) {
  const auto layer = Make(Options(3, Family::kPoint));
  const auto parameters = layer->named_parameters();
  GeneratorNoise noise(1);
  const torch::Tensor y = layer->Forward(Input(), noise);
  for (int64_t k = 0; k < 3; ++k) {
    const torch::Tensor weights =
        layer->kernel() * torch::outer(parameters["r"][k], parameters["s"][k]);
    const torch::Tensor want = torch::tanh(Input()[0].mm(weights) + layer->bias()[k]);
    EXPECT_TRUE(torch::allclose(y[k], want, 0, 1e-14));
  }
}

TEST(Rank1Linear, ComponentsMaySeeTheirOwnRows) {
  const auto layer = Make(Options(3, Family::kPoint));
  GeneratorNoise noise(1);
  const torch::Tensor x = Input(3), y = layer->Forward(x, noise);
  for (int64_t k = 0; k < 3; ++k) {
    EXPECT_TRUE(torch::allclose(y[k], layer->Forward(x.narrow(0, k, 1), noise)[k], 0, 1e-14));
  }
}

TEST(Rank1Linear, DrawsDifferByExampleAndCallUnlessPoints) {
  GeneratorNoise noise(1);
  const torch::Tensor same_rows = Input().narrow(1, 0, 1).expand({1, kBatch, kIn});
  const auto points = Make(Options(2, Family::kPoint));
  const torch::Tensor y = points->Forward(same_rows, noise);
  EXPECT_TRUE(torch::allclose(y.select(1, 0), y.select(1, 1), 0, 1e-14));
  EXPECT_TRUE(torch::equal(y, points->Forward(same_rows, noise)));

  for (const Family family : {Family::kGaussian, Family::kCauchy}) {
    const auto layer = Make(Options(2, family));
    const torch::Tensor first = layer->Forward(same_rows, noise);
    EXPECT_FALSE(torch::allclose(first.select(1, 0), first.select(1, 1)));
    EXPECT_FALSE(torch::allclose(first, layer->Forward(same_rows, noise)));
  }
}

TEST(Rank1Linear, GradientsEqualFiniteDifferences) {
  for (const Family family : {Family::kPoint, Family::kGaussian, Family::kCauchy}) {
    for (const bool additive : {false, true}) {
      const auto layer = Make(Options(2, family, additive));
      const torch::Tensor x = Input().requires_grad_();
      const auto loss = [&] {
        GeneratorNoise noise(1);
        return layer->Forward(x, noise).square().sum() + 0.01 * layer->Kl();
      };
      EXPECT_TRUE(GradientsEqualFiniteDifferences(loss, *layer, {{"x", x}}))
          << "family " << static_cast<int>(family) << ", additive " << additive;
    }
  }
}

TEST(Rank1Linear, DoesWithoutABias) {
  Rank1LinearOptions options = Options(2, Family::kPoint);
  options.bias = false;
  const auto layer = Make(options);
  GeneratorNoise noise(1);
  EXPECT_EQ(layer->named_parameters().find("bias"), nullptr);
  EXPECT_EQ(
      layer->Forward(torch::zeros({1, 1, kIn}, torch::kFloat64), noise).abs().sum().item<double>(),
      0);
}

TEST(Activate, AppliesTheFunctionNamed) {
  const torch::Tensor x = torch::tensor({-2.0, 0.5, 8.0});
  EXPECT_TRUE(torch::equal(Activate(x, Activation::kNone), x));
  EXPECT_TRUE(torch::equal(Activate(x, Activation::kRelu), torch::tensor({0.0, 0.5, 8.0})));
  EXPECT_TRUE(torch::equal(Activate(x, Activation::kRelu6), torch::tensor({0.0, 0.5, 6.0})));
  EXPECT_TRUE(torch::equal(Activate(x, Activation::kTanh), torch::tanh(x)));
}

}  // namespace
}  // namespace credence::layers
