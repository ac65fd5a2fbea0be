// Dense layers and LSTM cells against the reference implementation: outputs, KL, and the gradients
// of both for all parameters and inputs.
#include <gtest/gtest.h>

#include "models/layers/init.h"
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
}

INSTANTIATE_TEST_SUITE_P(Golden, GoldenLstm,
                         InBothPrecisions(GoldenCaseNames("", "layer", "lstm_cell")), CaseName);

}  // namespace
}  // namespace credence::layers
