// Training runs of the reference implementation, replayed step by step with its noise.
#include <gtest/gtest.h>

#include <span>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/layers/losses.h"
#include "models/metrics/calibration.h"
#include "models/networks/networks.h"
#include "tests/models/layers/golden_case.h"

namespace credence::networks {
namespace {

using layers::GoldenCase;
using layers::GoldenName;
using layers::StoredNoise;

std::shared_ptr<Network> MakeMlpOf(const GoldenCase& golden) {
  const nlohmann::json& layers = golden.attributes().at("layers");
  checkpoint::NetworkSpec spec;
  spec.name = "mlp";
  spec.input_width = layers.front()[0];
  spec.outputs = layers.back()[1];
  for (size_t i = 0; i + 1 < layers.size(); ++i) {
    spec.hidden.push_back(layers[i][1]);
    spec.activation = layers[i][2];
  }
  checkpoint::Rank1Spec rank1;
  rank1.components = golden.attributes().at("K");
  NetworkOptions options;
  options.posterior = golden.Posterior();
  auto network = *MakeNetwork(spec, rank1, options);
  golden.FillParameters(*network);
  return network;
}

// Keras keeps its learning rate in float32 whatever the precision of the weights.
torch::optim::SGDOptions SgdOf(const nlohmann::json& attributes) {
  return torch::optim::SGDOptions(attributes.at("lr").get<float>())
      .momentum(attributes.at("momentum"))
      .nesterov(attributes.at("nesterov"));
}

layers::ElboOptions ElboOf(const nlohmann::json& attributes) {
  layers::ElboOptions options;
  options.nll =
      attributes.at("nll") == "mixture" ? layers::NllKind::kMixture : layers::NllKind::kAverage;
  options.examples = attributes.at("N");
  options.anneal_steps = attributes.at("kl_anneal_steps");
  options.l2 = attributes.at("l2");
  return options;
}

// The reference decays kernels and biases.
std::vector<torch::Tensor> Decayed(const Network& network) {
  std::vector<torch::Tensor> decayed;
  for (const auto& parameter : network.named_parameters()) {
    if (absl::EndsWith(parameter.key(), "kernel") || absl::EndsWith(parameter.key(), "bias")) {
      decayed.push_back(parameter.value());
    }
  }
  return decayed;
}

void ExpectParameters(const GoldenCase& golden, const Network& network, const std::string& prefix,
                      bool gradients) {
  for (const auto& parameter : network.named_parameters()) {
    golden.ExpectEqual(gradients ? parameter.value().grad() : parameter.value(),
                       prefix + GoldenName(parameter.key()));
  }
}

// All steps; the terms of the objective at each, and at the first the logits and gradients.
void Replay(const GoldenCase& golden, Network& network) {
  const torch::Tensor x = golden.Get("in/x"), labels = golden.Get("in/labels");
  torch::optim::SGD sgd(network.parameters(), SgdOf(golden.attributes()));
  std::vector<torch::Tensor> nll, decay, kl, annealing, loss;
  for (int64_t step = 0; step < x.size(0); ++step) {
    StoredNoise noise(golden, absl::StrCat("eps/step", step, "_"));
    const torch::Tensor logits = network.Forward(x[step].unsqueeze(0), noise);
    const layers::Elbo elbo = layers::NegativeElbo(logits, labels[step], Decayed(network),
                                                   network.Kl(), step, ElboOf(golden.attributes()));
    sgd.zero_grad();
    elbo.loss.backward();
    if (step == 0) {
      golden.ExpectEqual(logits, "out/logits0");
      ExpectParameters(golden, network, "grad/", true);
    }
    sgd.step();
    nll.push_back(elbo.nll);
    decay.push_back(elbo.weight_decay);
    kl.push_back(elbo.kl);
    annealing.push_back(torch::full({}, elbo.annealing, golden.dtype()));
    loss.push_back(elbo.loss);
  }
  golden.ExpectEqual(torch::stack(nll), "out/nll");
  golden.ExpectEqual(torch::stack(decay), "out/l2");
  golden.ExpectEqual(torch::stack(kl), "out/kl_over_n");
  golden.ExpectEqual(torch::stack(annealing), "out/kl_scale");
  golden.ExpectEqual(torch::stack(loss), "out/loss");
}

// After training: S draws on the first step's batch.
void Evaluate(const GoldenCase& golden, const Network& network) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = golden.Get("in/x")[0].unsqueeze(0);
  const torch::Tensor labels = golden.Get("in/labels")[0];
  std::vector<torch::Tensor> draws;
  for (int64_t sample = 0; sample < golden.attributes().at("eval_samples"); ++sample) {
    StoredNoise noise(golden, absl::StrCat("eps/eval", sample, "_"));
    draws.push_back(network.Forward(x, noise));
  }
  const torch::Tensor logits = torch::stack(draws);  // [S, K, B, C]
  const torch::Tensor members = logits.flatten(0, 1);
  golden.ExpectEqual(logits, "out/eval_logits");
  const torch::Tensor mean = torch::softmax(members, 2).mean(0);
  golden.ExpectEqual(mean, "out/eval_probs");
  golden.ExpectEqual(layers::MixtureNll(members, labels), "out/eval_nll_mixture");
  golden.ExpectEqual(layers::AverageNll(members, labels), "out/eval_nll_average");
  std::vector<torch::Tensor> by_component;
  for (const torch::Tensor& component : logits.unbind(1)) {
    by_component.push_back(layers::MixtureNll(component, labels));
  }
  golden.ExpectEqual(torch::stack(by_component), "out/eval_member_nll");

  golden.ExpectEqual((mean.argmax(1) == labels).to(golden.dtype()).mean(), "out/eval_accuracy");
  const torch::Tensor wide = mean.to(torch::kFloat64).contiguous();
  std::vector<int> classes;
  for (int64_t b = 0; b < labels.size(0); ++b) classes.push_back(labels[b].item<int>());
  const double ece =
      *metrics::TopLabelEce(std::span(wide.data_ptr<double>(), static_cast<size_t>(wide.numel())),
                            static_cast<int>(wide.size(1)), classes, 15);
  golden.ExpectEqual(torch::full({}, ece, golden.dtype()), "out/eval_ece");
}

class GoldenTraining : public ::testing::TestWithParam<std::tuple<std::string, torch::Dtype>> {};

TEST_P(GoldenTraining, ReplayEqualsTheReference) {
  const GoldenCase golden(std::get<0>(GetParam()), std::get<1>(GetParam()));
  const auto network = MakeMlpOf(golden);
  Replay(golden, *network);
  ExpectParameters(golden, *network, "out/final_", false);
  Evaluate(golden, *network);
  golden.ExpectAllCompared();
}

INSTANTIATE_TEST_SUITE_P(Golden, GoldenTraining,
                         ::testing::Combine(::testing::ValuesIn(layers::GoldenCaseNames("train_")),
                                            ::testing::Values(torch::kFloat64, torch::kFloat32)),
                         [](const auto& info) {
                           return std::get<0>(info.param) +
                                  (std::get<1>(info.param) == torch::kFloat64 ? "_float64"
                                                                              : "_float32");
                         });

}  // namespace
}  // namespace credence::networks
