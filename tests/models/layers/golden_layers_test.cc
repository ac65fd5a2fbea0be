// Layers against the reference implementation: outputs, KL, and the gradients of both for all
// parameters and inputs. What a case holds is compared to the last tensor.
#include <gtest/gtest.h>

#include "models/layers/batch_norm.h"
#include "models/layers/init.h"
#include "models/layers/kl.h"
#include "models/layers/rank1_conv2d.h"
#include "models/layers/rank1_linear.h"
#include "models/layers/rank1_lstm.h"
#include "tests/models/layers/golden_case.h"

namespace credence::layers {
namespace {

using Parameter = std::tuple<std::string, torch::Dtype>;

std::string CaseName(const ::testing::TestParamInfo<Parameter>& info) {
  const auto& [name, dtype] = info.param;
  return name + (dtype == torch::kFloat64 ? "_float64" : "_float32");
}

auto InBothPrecisions(const std::vector<std::string>& names) {
  return ::testing::Combine(::testing::ValuesIn(names),
                            ::testing::Values(torch::kFloat64, torch::kFloat32));
}

// Compares every tensor of the case whose name starts with `prefix` with a gradient.
void ExpectGradients(const GoldenCase& golden, const std::string& prefix,
                     const torch::nn::Module& module, const torch::Tensor& x) {
  for (const auto& parameter : module.named_parameters()) {
    const std::string tensor = prefix + GoldenName(parameter.key());
    if (golden.Has(tensor)) golden.ExpectEqual(parameter.value().grad(), tensor);
  }
  if (golden.Has(prefix + "x")) golden.ExpectEqual(x.grad(), prefix + "x");
}

// The KL of each vector, in the order in which the layer declares them.
torch::Tensor KlTerms(const GoldenCase& golden, const torch::nn::Module& layer) {
  const PosteriorOptions prior = golden.Posterior();
  std::vector<torch::Tensor> terms;
  const auto parameters = layer.named_parameters();
  for (const std::string vector : {"r", "s", "recurrent_r", "recurrent_s"}) {
    const torch::Tensor* mean = parameters.find(vector + ".mean");
    if (mean == nullptr) continue;
    const torch::Tensor stddev = PositiveFromStored(parameters[vector + ".stddev"]);
    terms.push_back(GaussianKl(*mean, stddev, prior.prior_mean, prior.prior_stddev));
  }
  return torch::stack(terms);
}

template <typename Layer>
void ExpectLayer(const GoldenCase& golden, Layer& layer, const torch::Tensor& x,
                 const torch::Tensor& y) {
  golden.ExpectEqual(y, "out/y");
  (y * golden.GetByComponent("ct/y")).sum().backward();
  ExpectGradients(golden, "grad/", layer, x);
  if (!golden.Has("kl/sum")) return;
  layer.zero_grad();
  const torch::Tensor kl = layer.Kl();
  golden.ExpectEqual(kl, "kl/sum");
  golden.ExpectEqual(KlTerms(golden, layer), "kl/terms");
  kl.backward();
  ExpectGradients(golden, "klgrad/", layer, x);
}

Activation ActivationOf(const GoldenCase& golden) {
  const nlohmann::json& name = golden.attributes().at("activation");
  if (name.is_null()) return Activation::kNone;
  if (name == "relu") return Activation::kRelu;
  if (name == "relu6") return Activation::kRelu6;
  EXPECT_EQ(name, "tanh");
  return Activation::kTanh;
}

class GoldenDense : public ::testing::TestWithParam<Parameter> {};

TEST_P(GoldenDense, EqualsTheReference) {
  const GoldenCase golden(std::get<0>(GetParam()), std::get<1>(GetParam()));
  const torch::Tensor kernel = golden.Get("param/kernel");
  Rank1LinearOptions options;
  options.in = kernel.size(0);
  options.out = kernel.size(1);
  options.additive = golden.attributes().at("additive");
  options.bias = golden.Has("param/bias");
  options.activation = ActivationOf(golden);
  options.posterior = golden.Posterior();
  Rank1Linear layer(options, MakeGenerator(1));
  golden.FillParameters(layer);
  StoredNoise noise(golden, "eps/");

  const torch::Tensor x = golden.GetByComponent("in/x").requires_grad_();
  ExpectLayer(golden, layer, x, layer.Forward(x, noise));
  golden.ExpectAllCompared();
}

INSTANTIATE_TEST_SUITE_P(Golden, GoldenDense,
                         InBothPrecisions(GoldenCaseNames("", "layer", "dense")), CaseName);

class GoldenLstm : public ::testing::TestWithParam<Parameter> {};

TEST_P(GoldenLstm, EqualsTheReference) {
  const GoldenCase golden(std::get<0>(GetParam()), std::get<1>(GetParam()));
  Rank1LstmOptions options;
  options.name = "";
  options.in = golden.Get("param/kernel").size(0);
  options.units = golden.attributes().at("units");
  options.additive = golden.attributes().at("additive");
  options.posterior = golden.Posterior();
  Rank1Lstm layer(options, MakeGenerator(1));
  golden.FillParameters(layer);
  StoredNoise noise(golden, "eps/");

  const torch::Tensor x = golden.GetByComponent("in/x").requires_grad_();
  const bool single_step = x.dim() == 3;
  std::optional<torch::Tensor> lengths;
  std::optional<LstmState> initial;
  if (golden.Has("in/lengths")) lengths = golden.GetByComponent("in/lengths");
  if (golden.Has("in/h0"))
    initial = {golden.GetByComponent("in/h0"), golden.GetByComponent("in/c0")};
  const LstmOutput output =
      layer.Forward(single_step ? x.unsqueeze(2) : x, noise, lengths, initial);
  const torch::Tensor y =
      single_step ? torch::cat({output.last.h, output.last.c}, 2) : torch::stack(output.steps, 2);
  ExpectLayer(golden, layer, x, y);
  golden.ExpectAllCompared();
}

INSTANTIATE_TEST_SUITE_P(Golden, GoldenLstm,
                         InBothPrecisions(GoldenCaseNames("", "layer", "lstm_cell")), CaseName);

// [..., H, W, C] -> [..., C, H, W] and back.
torch::Tensor ChannelsFirst(const torch::Tensor& x) { return x.movedim(-1, -3); }
torch::Tensor ChannelsLast(const torch::Tensor& x) { return x.movedim(-3, -1); }

class GoldenConv : public ::testing::TestWithParam<Parameter> {};

TEST_P(GoldenConv, EqualsTheReference) {
  const GoldenCase golden(std::get<0>(GetParam()), std::get<1>(GetParam()));
  const torch::Tensor kernel = golden.Get("param/kernel");
  Rank1Conv2dOptions options;
  options.in = kernel.size(2);
  options.out = kernel.size(3);
  options.kernel_size = golden.attributes().at("kernel");
  options.stride = golden.attributes().at("stride");
  const bool same = golden.attributes().at("padding") == "same";
  options.padding = same ? Padding::kSame : Padding::kValid;
  options.additive = golden.attributes().at("additive");
  options.bias = golden.Has("param/bias");
  options.posterior = golden.Posterior();
  Rank1Conv2d layer(options, MakeGenerator(1));
  golden.FillParameters(layer);
  StoredNoise noise(golden, "eps/");

  const torch::Tensor x = golden.GetByComponent("in/x").requires_grad_();
  const torch::Tensor y = layer.Forward(ChannelsFirst(x), noise);
  (y.flatten(0, 1) * golden.Get("ct/y_torch")).sum().backward();
  // The file has images and kernels in LibTorch's order too.
  golden.ExpectEqual(y, "out/y_torch");
  golden.ExpectEqual(ChannelsFirst(x.grad()), "grad/x_torch");
  golden.ExpectEqual(layer.kernel().grad().permute({3, 2, 0, 1}), "grad/kernel_torch");
  layer.zero_grad();
  x.mutable_grad() = torch::Tensor();
  StoredNoise again(golden, "eps/");
  ExpectLayer(golden, layer, x, ChannelsLast(layer.Forward(ChannelsFirst(x), again)));
  golden.ExpectAllCompared();
}

INSTANTIATE_TEST_SUITE_P(Golden, GoldenConv,
                         InBothPrecisions(GoldenCaseNames("", "layer", "conv2d")), CaseName);

class GoldenBatchNorm : public ::testing::TestWithParam<Parameter> {};

TEST_P(GoldenBatchNorm, EqualsTheReference) {
  const GoldenCase golden(std::get<0>(GetParam()), std::get<1>(GetParam()));
  const torch::Tensor x = ChannelsFirst(golden.GetByComponent("in/x"));
  BatchNormOptions options;
  options.channels = x.size(2);
  options.components = x.size(0);
  options.momentum = golden.attributes().at("keras_momentum");
  options.epsilon = golden.attributes().at("epsilon");
  BatchNorm layer(options);
  layer.to(golden.dtype());
  golden.ExpectEqual(ChannelsLast(layer.Forward(x)), "out/train");
  layer.eval();
  golden.ExpectEqual(layer.named_buffers()["running_mean"], "out/moving_mean");
  golden.ExpectEqual(layer.named_buffers()["running_variance"], "out/moving_variance");
  golden.ExpectEqual(ChannelsLast(layer.Forward(x)), "out/eval_after_one_step");
  golden.ExpectAllCompared();
}

// Made in float32: the numbers themselves are good to about 1e-7.
INSTANTIATE_TEST_SUITE_P(Golden, GoldenBatchNorm,
                         ::testing::Combine(::testing::ValuesIn(GoldenCaseNames("bn_")),
                                            ::testing::Values(torch::kFloat32)),
                         CaseName);

// A case that no test above, in golden_losses_test.cc or in tests/models/networks picks up would
// pass unseen.
TEST(GoldenCases, AreAllOfAKindThatIsTested) {
  for (const std::string& name : GoldenCaseNames("")) {
    const nlohmann::json attributes = GoldenCase(name, torch::kFloat64).attributes();
    const std::string layer = attributes.value("layer", "");
    bool tested = layer == "dense" || layer == "lstm_cell" || layer == "conv2d";
    for (const char* prefix : {"bn_", "kl_terms", "initial_stddev", "metrics", "train_"}) {
      tested = tested || name.starts_with(prefix);
    }
    EXPECT_TRUE(tested) << name;
  }
}

}  // namespace
}  // namespace credence::layers
