#include "models/layers/losses.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/layers/noise.h"
#include "tests/models/layers/finite_difference.h"

namespace credence::layers {
namespace {

torch::Tensor Logits(int64_t K, int64_t B, int64_t L) {
  GeneratorNoise noise(3);
  return 2 * noise.Draw("logits", Family::kGaussian, K, B, L, torch::kFloat64);
}

TEST(LogLikelihood, IsTheLogOfTheLabelsProbability) {
  const torch::Tensor logits = Logits(2, 3, 4);
  const torch::Tensor labels = torch::tensor({3, 0, 2});
  const torch::Tensor got = LogLikelihood(logits, labels);
  const torch::Tensor p = torch::softmax(logits, 2);
  EXPECT_EQ(got.sizes(), (std::vector<int64_t>{2, 3}));
  EXPECT_NEAR(got[1][0].item<double>(), std::log(p[1][0][3].item<double>()), 1e-14);
}

TEST(LogLikelihood, ABinaryLogitIsTheLogOddsOfClassOne) {
  const torch::Tensor binary = Logits(2, 3, 1);
  const torch::Tensor two = torch::cat({torch::zeros_like(binary), binary}, 2);
  const torch::Tensor labels = torch::tensor({1, 0, 1});
  EXPECT_TRUE(torch::allclose(LogLikelihood(binary, labels), LogLikelihood(two, labels), 0, 1e-14));
}

TEST(LogLikelihood, TakesLabelsOfEachComponent) {
  const torch::Tensor logits = Logits(2, 3, 4);
  const torch::Tensor labels = torch::tensor({{0, 1, 2}, {3, 2, 1}});
  const torch::Tensor got = LogLikelihood(logits, labels);
  EXPECT_TRUE(torch::equal(got[1], LogLikelihood(logits, labels[1])[1]));
}

TEST(LogLikelihood, StaysFiniteForSureAndWrongAnswers) {
  const torch::Tensor logits = torch::tensor({-800.0, 800.0}, torch::kFloat64).view({1, 2, 1});
  const torch::Tensor got = LogLikelihood(logits, torch::tensor({1, 1}));
  EXPECT_EQ(got[0][0].item<double>(), -800);
  EXPECT_EQ(got[0][1].item<double>(), 0);
}

TEST(MixtureNll, IsMinusTheLogOfTheMeanProbability) {
  const torch::Tensor logits = Logits(5, 3, 4);
  const torch::Tensor labels = torch::tensor({3, 0, 2});
  const torch::Tensor mean = torch::softmax(logits, 2).mean(0);
  const torch::Tensor want = -mean.gather(1, labels.unsqueeze(1)).log().mean();
  EXPECT_NEAR(MixtureNll(logits, labels).item<double>(), want.item<double>(), 1e-14);
}

TEST(MixtureNll, IsNeverAboveTheAverageAndEqualForEqualMembers) {
  const torch::Tensor labels = torch::arange(50) % 2;
  const torch::Tensor logits = Logits(4, 50, 1);
  EXPECT_LT(MixtureNll(logits, labels).item<double>(), AverageNll(logits, labels).item<double>());
  const torch::Tensor equal = logits.narrow(0, 0, 1).expand({4, 50, 1});
  EXPECT_NEAR(MixtureNll(equal, labels).item<double>(), AverageNll(equal, labels).item<double>(),
              1e-14);
}

TEST(Nll, GradientsEqualFiniteDifferences) {
  const torch::Tensor binary = Logits(3, 4, 1).requires_grad_();
  const torch::Tensor classes = Logits(3, 4, 5).requires_grad_();
  const torch::Tensor zeros_and_ones = torch::tensor({1, 0, 0, 1});
  const torch::Tensor soft = torch::tensor({0.9, 0.1, 0.5, 1.0}, torch::kFloat64);
  const torch::Tensor numbers = torch::tensor({4, 0, 2, 1});
  for (const auto nll : {AverageNll, MixtureNll}) {
    for (const torch::Tensor& labels : {zeros_and_ones, soft}) {
      EXPECT_TRUE(GradientsEqualFiniteDifferences([&] { return nll(binary, labels); },
                                                  {{"binary logits", binary}}));
    }
    EXPECT_TRUE(GradientsEqualFiniteDifferences([&] { return nll(classes, numbers); },
                                                {{"logits", classes}}));
  }
}

// A component's gradient is its posterior weight for the label, p_k(y) / sum_j p_j(y), times what
// it would be alone; the average weighs all by 1 / K.
TEST(MixtureNll, WeighsGradientsByHowWellAComponentExplainsTheLabel) {
  const torch::Tensor logits = Logits(3, 1, 4).requires_grad_();
  const torch::Tensor label = torch::tensor({2});
  const auto gradient = [&](const torch::Tensor& loss) {
    return torch::autograd::grad({loss}, {logits})[0];
  };
  const torch::Tensor weights = torch::softmax(LogLikelihood(logits, label).detach(), 0);
  EXPECT_TRUE(torch::allclose(gradient(MixtureNll(logits, label)),
                              3 * weights.unsqueeze(2) * gradient(AverageNll(logits, label)), 0,
                              1e-14));
}

TEST(Annealing, RisesToOneInTSteps) {
  EXPECT_DOUBLE_EQ(Annealing(0, 10), 0.1);
  EXPECT_DOUBLE_EQ(Annealing(8, 10), 0.9);
  EXPECT_DOUBLE_EQ(Annealing(9, 10), 1);
  EXPECT_DOUBLE_EQ(Annealing(100, 10), 1);
  EXPECT_DOUBLE_EQ(Annealing(0, 0), 1);
}

TEST(NegativeElbo, AddsItsThreeTerms) {
  const torch::Tensor logits = Logits(4, 3, 1), labels = torch::tensor({1, 0, 1});
  const std::vector<torch::Tensor> decayed = {torch::full({2, 2}, 3.0, torch::kFloat64)};
  ElboOptions options{.nll = NllKind::kMixture, .examples = 100, .anneal_steps = 4, .l2 = 0.5};
  const torch::Tensor kl = torch::full({}, 200.0, torch::kFloat64);
  const Elbo sum = NegativeElbo(logits, labels, decayed, kl, 0, options);
  EXPECT_EQ(sum.weight_decay.item<double>(), 0.5 * 4 * 9);
  EXPECT_EQ(sum.kl.item<double>(), 2);
  EXPECT_NEAR(sum.loss.item<double>(), MixtureNll(logits, labels).item<double>() + 18 + 0.25 * 2,
              1e-14);
  options.kl_reduction = KlReduction::kMean;
  EXPECT_EQ(NegativeElbo(logits, labels, decayed, kl, 0, options).kl.item<double>(), 0.5);
}

TEST(NegativeElbo, GradientsEqualFiniteDifferences) {
  const torch::Tensor logits = Logits(4, 3, 1).requires_grad_();
  const torch::Tensor labels = torch::tensor({1, 0, 1});
  const torch::Tensor weights = torch::linspace(-1, 1, 6, torch::kFloat64).requires_grad_();
  const torch::Tensor kl = torch::full({}, 200.0, torch::kFloat64).requires_grad_();
  for (const NllKind nll : {NllKind::kAverage, NllKind::kMixture}) {
    for (const KlReduction reduction : {KlReduction::kSum, KlReduction::kMean}) {
      const ElboOptions options{
          .nll = nll, .kl_reduction = reduction, .examples = 9, .anneal_steps = 4, .l2 = 0.5};
      const auto loss = [&] {
        return NegativeElbo(logits, labels, {weights}, kl, 1, options).loss;
      };
      EXPECT_TRUE(GradientsEqualFiniteDifferences(
          loss, {{"logits", logits}, {"weights", weights}, {"kl", kl}}));
    }
  }
}

TEST(NllAt, AlternatesByTheStepAlone) {
  ElboOptions options;
  options.nll = NllKind::kAlternating;
  options.alternate_steps = 2;
  std::string kinds;
  for (int64_t step = 0; step < 9; ++step) {
    kinds += NllAt(step, options) == NllKind::kAverage ? 'a' : 'm';
  }
  EXPECT_EQ(kinds, "aammaamma");
  options.nll = NllKind::kMixture;
  EXPECT_EQ(NllAt(0, options), NllKind::kMixture);
}

TEST(NegativeElbo, AlternatesBetweenTheNlls) {
  const torch::Tensor logits = Logits(3, 4, 2), labels = torch::tensor({0, 1, 1, 0});
  ElboOptions options;
  options.nll = NllKind::kAlternating;
  options.alternate_steps = 5;
  const torch::Tensor kl = torch::zeros({}, torch::kFloat64);
  const auto nll = [&](int64_t step) {
    return NegativeElbo(logits, labels, {}, kl, step, options).nll.item<double>();
  };
  EXPECT_EQ(nll(4), AverageNll(logits, labels).item<double>());
  EXPECT_EQ(nll(5), MixtureNll(logits, labels).item<double>());
  EXPECT_NE(nll(4), nll(5));
}

}  // namespace
}  // namespace credence::layers
