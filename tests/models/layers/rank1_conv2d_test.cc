#include "models/layers/rank1_conv2d.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/layers/init.h"
#include "tests/models/layers/finite_difference.h"

namespace credence::layers {
namespace {

constexpr int64_t kIn = 2, kOut = 3, kBatch = 3;

Rank1Conv2dOptions Options(int64_t components, Family family) {
  Rank1Conv2dOptions options;
  options.name = "c0";
  options.in = kIn;
  options.out = kOut;
  options.activation = Activation::kTanh;
  options.posterior.components = components;
  options.posterior.family = family;
  options.posterior.random_sign_init = -0.5;
  return options;
}

std::unique_ptr<Rank1Conv2d> Make(const Rank1Conv2dOptions& options) {
  auto layer = std::make_unique<Rank1Conv2d>(options, MakeGenerator(1));
  layer->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  if (options.bias) {
    layer->named_parameters()["bias"].copy_(
        torch::linspace(-1, 1, layer->bias().numel()).view_as(layer->bias()));
  }
  return layer;
}

torch::Tensor Images(int64_t height, int64_t width, int64_t K = 1) {
  GeneratorNoise noise(9);
  return noise.Draw("x", Family::kGaussian, K, kBatch, kIn * height * width, torch::kFloat64)
      .view({K, kBatch, kIn, height, width});
}

torch::Tensor Forward(const Rank1Conv2d& layer, const torch::Tensor& x) {
  GeneratorNoise noise(1);
  return layer.Forward(x, noise);
}

torch::Tensor TorchKernel(const Rank1Conv2d& layer) { return layer.kernel().permute({3, 2, 0, 1}); }

TEST(Rank1Conv2d, TiledComponentsEqualLibTorchsOwnWithScaledKernels) {
  Rank1Conv2dOptions options = Options(3, Family::kPoint);
  options.padding = Padding::kValid;
  options.stride = 2;
  const auto layer = Make(options);
  const auto parameters = layer->named_parameters();
  const torch::Tensor x = Images(7, 6), y = Forward(*layer, x);
  for (int64_t k = 0; k < 3; ++k) {
    const torch::Tensor scale = torch::outer(parameters["s"][k], parameters["r"][k]);
    const torch::Tensor want = torch::tanh(torch::conv2d(
        x[0], TorchKernel(*layer) * scale.view({kOut, kIn, 1, 1}), layer->bias()[k], 2));
    EXPECT_TRUE(torch::allclose(y[k], want, 0, 1e-14));
  }
}

TEST(Rank1Conv2d, SameGivesASidesShareOfTheStride) {
  for (const int64_t kernel_size : {1, 2, 3, 5}) {
    for (const int64_t stride : {1, 2, 3}) {
      Rank1Conv2dOptions options = Options(1, Family::kPoint);
      options.kernel_size = kernel_size;
      options.stride = stride;
      const auto layer = Make(options);
      for (const int64_t side : {4, 5, 6, 7}) {
        EXPECT_EQ(Forward(*layer, Images(side, 5)).size(3), (side + stride - 1) / stride)
            << "kernel " << kernel_size << ", stride " << stride << ", side " << side;
      }
    }
  }
}

// TensorFlow's rule, where LibTorch's padding = 1 would put a row of zeros before the image.
TEST(Rank1Conv2d, SameWithStrideTwoOnAnEvenSidePutsItsZerosLast) {
  Rank1Conv2dOptions options = Options(2, Family::kPoint);
  options.stride = 2;
  const auto same = Make(options);
  options.padding = Padding::kValid;
  const auto valid = Make(options);
  const torch::Tensor x = Images(6, 4);
  const torch::Tensor padded = torch::constant_pad_nd(x, {0, 1, 0, 1});
  EXPECT_TRUE(torch::equal(Forward(*same, x), Forward(*valid, padded)));
  const torch::Tensor odd = Images(5, 7);
  const torch::Tensor all_round = torch::constant_pad_nd(odd, {1, 1, 1, 1});
  EXPECT_TRUE(torch::equal(Forward(*same, odd), Forward(*valid, all_round)));
}

TEST(Rank1Conv2d, AdditiveLeavesThePaddingZero) {
  Rank1Conv2dOptions options = Options(2, Family::kPoint);
  options.additive = true;
  const auto layer = Make(options);
  const auto parameters = layer->named_parameters();
  const torch::Tensor x = Images(5, 5), y = Forward(*layer, x);
  for (int64_t k = 0; k < 2; ++k) {
    const torch::Tensor perturbed = x[0] + parameters["r"][k].view({kIn, 1, 1});
    const torch::Tensor bias = parameters["s"][k] + layer->bias()[k];
    const torch::Tensor want =
        torch::tanh(torch::conv2d(perturbed, TorchKernel(*layer), bias, 1, /*padding=*/1));
    EXPECT_TRUE(torch::allclose(y[k], want, 0, 1e-14));
  }
}

TEST(Rank1Conv2d, OneByOneIsADenseLayerAtEveryPixel) {
  for (const bool additive : {false, true}) {
    Rank1Conv2dOptions options = Options(2, Family::kPoint);
    options.kernel_size = 1;
    options.additive = additive;
    const auto layer = Make(options);
    Rank1LinearOptions dense_options;
    dense_options.in = kIn;
    dense_options.out = kOut;
    dense_options.additive = additive;
    dense_options.activation = options.activation;
    dense_options.posterior = options.posterior;
    Rank1Linear dense(dense_options, MakeGenerator(2));
    dense.to(torch::kFloat64);
    {
      const torch::NoGradGuard no_grad;
      for (auto& parameter : dense.named_parameters()) {
        parameter.value().copy_(
            layer->named_parameters()[parameter.key()].view_as(parameter.value()));
      }
    }
    const torch::Tensor x = Images(2, 3);
    GeneratorNoise noise(1);
    const torch::Tensor pixels = x.permute({0, 1, 3, 4, 2}).flatten(1, 3);
    const torch::Tensor want = dense.Forward(pixels, noise);  // [K, B * H * W, out]
    const torch::Tensor got = Forward(*layer, x).permute({0, 1, 3, 4, 2}).flatten(1, 3);
    EXPECT_TRUE(torch::allclose(got, want, 0, 1e-14));
  }
}

TEST(Rank1Conv2d, DrawsDifferByExampleAndAreTheSameAtEveryPixel) {
  Rank1Conv2dOptions options = Options(2, Family::kGaussian);
  options.kernel_size = 1;
  const auto layer = Make(options);
  const torch::Tensor one_colour = torch::ones({1, kBatch, kIn, 4, 4}, torch::kFloat64);
  const torch::Tensor y = Forward(*layer, one_colour);
  EXPECT_TRUE(torch::equal(y, y.narrow(3, 0, 1).narrow(4, 0, 1).expand_as(y)));
  EXPECT_FALSE(torch::allclose(y.select(1, 0), y.select(1, 1)));
  GeneratorNoise another(2);
  EXPECT_FALSE(torch::allclose(y, layer->Forward(one_colour, another)));
}

TEST(Rank1Conv2d, ComponentsMaySeeTheirOwnImages) {
  const auto layer = Make(Options(2, Family::kPoint));
  const torch::Tensor x = Images(4, 4, 2), y = Forward(*layer, x);
  for (int64_t k = 0; k < 2; ++k) {
    EXPECT_TRUE(torch::allclose(y[k], Forward(*layer, x.narrow(0, k, 1))[k], 0, 1e-14));
  }
}

TEST(Rank1Conv2d, StartsFromHeNormal) {
  Rank1Conv2dOptions options = Options(1, Family::kPoint);
  options.in = 16;
  options.out = 64;
  const torch::Tensor kernel = Rank1Conv2d(options, MakeGenerator(1)).kernel();
  EXPECT_EQ(kernel.sizes(), (std::vector<int64_t>{3, 3, 16, 64}));
  const double stddev = std::sqrt(2.0 / (9 * 16)), n = static_cast<double>(kernel.numel());
  EXPECT_NEAR(kernel.mean().item<double>(), 0, 5 * stddev / std::sqrt(n));
  // A normal cut at two deviations has a lighter fourth moment than a normal, whose sd estimate
  // has the standard error sd / sqrt(2 n).
  EXPECT_NEAR(kernel.std().item<double>(), stddev, 5 * stddev / std::sqrt(2 * n));
  EXPECT_LE(kernel.abs().max().item<double>(), 2 * stddev / 0.8796 + 1e-6);
}

TEST(Rank1Conv2d, GradientsEqualFiniteDifferences) {
  for (const Family family : {Family::kPoint, Family::kGaussian, Family::kCauchy}) {
    for (const bool additive : {false, true}) {
      for (const Padding padding : {Padding::kSame, Padding::kValid}) {
        Rank1Conv2dOptions options = Options(2, family);
        options.additive = additive;
        options.padding = padding;
        options.stride = 2;
        const auto layer = Make(options);
        const torch::Tensor x = Images(4, 4).requires_grad_();
        const auto loss = [&] { return Forward(*layer, x).square().sum() + 0.01 * layer->Kl(); };
        EXPECT_TRUE(GradientsEqualFiniteDifferences(loss, *layer, {{"x", x}}))
            << "family " << static_cast<int>(family) << ", additive " << additive << ", padding "
            << static_cast<int>(padding);
      }
    }
  }
}

}  // namespace
}  // namespace credence::layers
