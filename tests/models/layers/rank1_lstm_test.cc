#include "models/layers/rank1_lstm.h"

#include <gtest/gtest.h>

#include "models/layers/init.h"
#include "tests/models/layers/finite_difference.h"

namespace credence::layers {
namespace {

constexpr int64_t kIn = 3, kUnits = 2, kBatch = 3, kSteps = 4;

std::unique_ptr<Rank1Lstm> Make(int64_t components, Family family, bool additive = false,
                                double random_sign_init = -0.5) {
  Rank1LstmOptions options;
  options.in = kIn;
  options.units = kUnits;
  options.additive = additive;
  options.posterior.components = components;
  options.posterior.family = family;
  options.posterior.random_sign_init = random_sign_init;
  auto lstm = std::make_unique<Rank1Lstm>(options, MakeGenerator(1));
  lstm->to(torch::kFloat64);
  return lstm;
}

torch::Tensor Input() {
  GeneratorNoise noise(9);
  return noise.Draw("x", Family::kGaussian, kBatch, kSteps, kIn, torch::kFloat64).unsqueeze(0);
}

TEST(Rank1Lstm, OnePointAtOneIsLibTorchsOwn) {
  const auto lstm = Make(1, Family::kPoint, false, 0);
  torch::nn::LSTM own(torch::nn::LSTMOptions(kIn, kUnits).batch_first(true));
  own->to(torch::kFloat64);
  {
    const torch::NoGradGuard no_grad;
    const auto parameters = own->named_parameters();
    parameters["weight_ih_l0"].copy_(lstm->kernel().t());
    parameters["weight_hh_l0"].copy_(lstm->recurrent_kernel().t());
    parameters["bias_ih_l0"].copy_(lstm->named_parameters()["bias"][0]);
    parameters["bias_hh_l0"].zero_();
  }
  GeneratorNoise noise(1);
  const LstmOutput output = lstm->Forward(Input(), noise);
  const auto [want, state] = own->forward(Input()[0]);
  EXPECT_TRUE(torch::allclose(torch::stack(output.steps, 2)[0], want, 0, 1e-14));
  EXPECT_TRUE(torch::allclose(output.last.c[0], std::get<1>(state)[0], 0, 1e-14));
}

TEST(Rank1Lstm, StartsWithOneInTheForgetQuarterOfTheBias) {
  const torch::Tensor bias = Make(2, Family::kPoint)->named_parameters()["bias"];
  const torch::Tensor want =
      torch::tensor({0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0}, torch::kFloat64);
  EXPECT_TRUE(torch::equal(bias, want.expand({2, 8})));
}

TEST(Rank1Lstm, MaskedStepsCarryTheState) {
  const auto lstm = Make(2, Family::kPoint);
  GeneratorNoise noise(1);
  const torch::Tensor lengths = torch::tensor({4, 2, 0});
  const LstmOutput masked = lstm->Forward(Input(), noise, lengths);
  const LstmOutput full = lstm->Forward(Input(), noise);
  EXPECT_TRUE(torch::equal(masked.last.h.select(1, 0), full.last.h.select(1, 0)));
  EXPECT_TRUE(torch::equal(masked.last.h.select(1, 1), full.steps[1].select(1, 1)));
  EXPECT_TRUE(torch::equal(masked.steps[2].select(1, 1), masked.steps[1].select(1, 1)));
  EXPECT_EQ(masked.last.h.select(1, 2).abs().sum().item<double>(), 0);
}

TEST(Rank1Lstm, MaskedInputsHaveNoInfluence) {
  const auto lstm = Make(2, Family::kPoint);
  GeneratorNoise noise(1);
  const torch::Tensor lengths = torch::full({kBatch}, 2, torch::kInt64);
  torch::Tensor changed = Input();
  changed.narrow(2, 2, 2).fill_(100);
  EXPECT_TRUE(torch::equal(lstm->Forward(Input(), noise, lengths).last.c,
                           lstm->Forward(changed, noise, lengths).last.c));
}

TEST(Rank1Lstm, GoesOnFromAState) {
  const auto lstm = Make(2, Family::kPoint);
  GeneratorNoise noise(1);
  const LstmOutput whole = lstm->Forward(Input(), noise);
  const LstmOutput first = lstm->Forward(Input().narrow(2, 0, 2), noise);
  const LstmOutput second = lstm->Forward(Input().narrow(2, 2, 2), noise, std::nullopt, first.last);
  EXPECT_TRUE(torch::allclose(second.last.h, whole.last.h, 0, 1e-14));
  EXPECT_TRUE(torch::allclose(second.last.c, whole.last.c, 0, 1e-14));
}

// Equal rows at all steps; a fixed point would not be reached if factors changed between steps.
TEST(Rank1Lstm, KeepsItsDrawOverTheSequence) {
  const auto lstm = Make(1, Family::kGaussian);
  const torch::Tensor x = Input().narrow(2, 0, 1).expand({1, kBatch, 400, kIn});
  GeneratorNoise noise(1);
  const LstmOutput output = lstm->Forward(x, noise);
  EXPECT_TRUE(torch::allclose(output.steps[399], output.steps[398], 0, 1e-9));
  EXPECT_FALSE(torch::allclose(output.last.h, lstm->Forward(x, noise).last.h));
}

TEST(Rank1Lstm, TiledComponentsEqualSeparateLayers) {
  const auto lstm = Make(3, Family::kPoint);
  GeneratorNoise noise(1);
  const LstmOutput tiled = lstm->Forward(Input(), noise);
  for (int64_t k = 0; k < 3; ++k) {
    const auto single = Make(1, Family::kPoint);
    const torch::NoGradGuard no_grad;
    for (auto& parameter : single->named_parameters()) {
      const torch::Tensor from = lstm->named_parameters()[parameter.key()];
      const bool shared = parameter.key().ends_with("kernel");
      parameter.value().copy_(shared ? from : from.narrow(0, k, 1));
    }
    EXPECT_TRUE(
        torch::allclose(single->Forward(Input(), noise).last.h[0], tiled.last.h[k], 0, 1e-14));
  }
}

TEST(Rank1Lstm, GradientsEqualFiniteDifferences) {
  for (const Family family : {Family::kPoint, Family::kGaussian, Family::kCauchy}) {
    for (const bool additive : {false, true}) {
      const auto lstm = Make(2, family, additive);
      const torch::Tensor x = Input().requires_grad_();
      const torch::Tensor lengths = torch::tensor({4, 3, 1});
      const auto loss = [&] {
        GeneratorNoise noise(1);
        const LstmOutput output = lstm->Forward(x, noise, lengths);
        return torch::stack(output.steps).square().sum() + output.last.c.sum() + 0.01 * lstm->Kl();
      };
      EXPECT_TRUE(GradientsEqualFiniteDifferences(loss, *lstm, {{"x", x}}))
          << "family " << static_cast<int>(family) << ", additive " << additive;
    }
  }
}

}  // namespace
}  // namespace credence::layers
