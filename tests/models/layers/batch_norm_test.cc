#include "models/layers/batch_norm.h"

#include <gtest/gtest.h>

#include "models/layers/noise.h"
#include "tests/models/layers/finite_difference.h"

namespace credence::layers {
namespace {

constexpr int64_t kComponents = 2, kBatch = 3, kChannels = 4;

BatchNorm Make(bool per_component) {
  BatchNormOptions options;
  options.channels = kChannels;
  options.components = kComponents;
  options.per_component = per_component;
  BatchNorm layer(options);
  layer.to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : layer.named_parameters()) {
    parameter.value().copy_(
        torch::linspace(0.5, 2, parameter.value().numel()).view_as(parameter.value()));
  }
  return layer;
}

torch::Tensor Images(int64_t K = kComponents) {
  GeneratorNoise noise(9);
  return 3 + 2 * noise.Draw("x", Family::kGaussian, K, kBatch, kChannels * 2, torch::kFloat64)
                     .view({K, kBatch, kChannels, 2, 1});
}

// By the formula, over those dimensions; the parameters [P, C] broadcast.
torch::Tensor Normalised(const BatchNorm& layer, const torch::Tensor& x, at::IntArrayRef over) {
  const auto parameters = layer.named_parameters();
  const auto broadcast = [](const torch::Tensor& v) { return v.view({-1, 1, kChannels, 1, 1}); };
  const torch::Tensor mean = x.mean(over, true), variance = x.var(over, false, true);
  return (x - mean) / torch::sqrt(variance + 1e-5) * broadcast(parameters["scale"]) +
         broadcast(parameters["offset"]);
}

TEST(BatchNorm, SharesItsStatisticsOverAllComponents) {
  BatchNorm layer = Make(false);
  const torch::Tensor x = Images();
  EXPECT_TRUE(torch::allclose(layer.Forward(x), Normalised(layer, x, {0, 1, 3, 4}), 0, 1e-12));
}

TEST(BatchNorm, GivesEachComponentItsOwnStatisticsOnRequest) {
  BatchNorm layer = Make(true);
  const torch::Tensor x = Images();
  EXPECT_TRUE(torch::allclose(layer.Forward(x), Normalised(layer, x, {1, 3, 4}), 0, 1e-12));
  const torch::Tensor shared = Images(1);
  EXPECT_TRUE(torch::allclose(
      layer.Forward(shared),
      Normalised(layer, shared.expand({kComponents, -1, -1, -1, -1}), {1, 3, 4}), 0, 1e-12));
}

TEST(BatchNorm, KeepsRunningStatisticsWithAnUnbiasedVariance) {
  for (const bool per_component : {false, true}) {
    BatchNorm layer = Make(per_component);
    const torch::Tensor x = Images();
    layer.Forward(x);
    layer.Forward(x);
    const std::vector<int64_t> over =
        per_component ? std::vector<int64_t>{1, 3, 4} : std::vector<int64_t>{0, 1, 3, 4};
    const auto buffers = layer.named_buffers();
    const auto after_two = [](double start, const torch::Tensor& batch) {
      return 0.81 * start + 0.19 * batch;  // 0.9 (0.9 start + 0.1 batch) + 0.1 batch
    };
    EXPECT_TRUE(torch::allclose(buffers["running_mean"], after_two(0, x.mean(over)), 0, 1e-12));
    EXPECT_TRUE(
        torch::allclose(buffers["running_variance"], after_two(1, x.var(over, true)), 0, 1e-12));
  }
}

TEST(BatchNorm, EvaluationUsesTheRunningStatisticsAndKeepsThem) {
  for (const bool per_component : {false, true}) {
    BatchNorm layer = Make(per_component);
    layer.Forward(Images());
    layer.eval();
    const torch::Tensor mean = layer.named_buffers()["running_mean"].clone();
    const torch::Tensor variance = layer.named_buffers()["running_variance"].clone();
    const auto parameters = layer.named_parameters();
    // No pixels here: rows alone are normalised too.
    const torch::Tensor x = Images().select(4, 0).select(3, 0);
    const torch::Tensor scale = parameters["scale"] / torch::sqrt(variance + 1e-5);
    const torch::Tensor want =
        (x - mean.unsqueeze(1)) * scale.unsqueeze(1) + parameters["offset"].unsqueeze(1);
    EXPECT_TRUE(torch::allclose(layer.Forward(x), want, 0, 1e-12));
    EXPECT_TRUE(torch::equal(layer.named_buffers()["running_mean"], mean));
  }
}

TEST(BatchNorm, GradientsEqualFiniteDifferences) {
  for (const bool per_component : {false, true}) {
    BatchNorm layer = Make(per_component);
    const torch::Tensor x = Images().requires_grad_();
    for (const bool training : {true, false}) {
      layer.train(training);
      const auto loss = [&] { return layer.Forward(x).sin().sum(); };
      EXPECT_TRUE(GradientsEqualFiniteDifferences(loss, layer, {{"x", x}}))
          << "per component " << per_component << ", training " << training;
    }
  }
}

}  // namespace
}  // namespace credence::layers
