#include "models/networks/dense_stack.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace credence::networks {

absl::StatusOr<layers::Activation> ActivationFromName(const std::string& name) {
  if (name == "relu") return layers::Activation::kRelu;
  if (name == "relu6") return layers::Activation::kRelu6;
  if (name == "tanh") return layers::Activation::kTanh;
  return absl::InvalidArgumentError(
      absl::StrCat("network.activation: got \"", name, "\", want \"relu\", \"relu6\" or \"tanh\""));
}

DenseStack::DenseStack(torch::nn::Module& owner, int64_t in, bool raw_inputs,
                       const checkpoint::NetworkSpec& spec, bool additive,
                       const NetworkOptions& options, const torch::Generator& generator) {
  layers::Rank1LinearOptions layer;
  layer.in = in;
  layer.additive = additive;
  layer.posterior = options.posterior;
  layer.kernel_init_scale = options.kernel_init_scale;
  layer.posterior.clip = layers::kDenseClip;
  for (size_t i = 0; i <= spec.hidden.size(); ++i) {
    const bool last = i == spec.hidden.size();
    layer.name = absl::StrCat("l", i);
    layer.raw_inputs = raw_inputs && i == 0;
    layer.out = last ? spec.outputs : spec.hidden[i];
    layer.activation = last ? layers::Activation::kNone : *ActivationFromName(spec.activation);
    layers_.push_back(
        owner.register_module(layer.name, std::make_shared<layers::Rank1Linear>(layer, generator)));
    layer.in = layer.out;
  }
  if (options.output_bias.empty()) return;
  const torch::NoGradGuard no_grad;
  layers_.back()->bias().copy_(torch::tensor(options.output_bias));
}

torch::Tensor DenseStack::Forward(const torch::Tensor& x, layers::NoiseSource& noise) const {
  torch::Tensor y = x;
  for (const auto& layer : layers_) y = layer->Forward(y, noise);
  return y;
}

torch::Tensor DenseStack::Kl() const {
  torch::Tensor kl = layers_.front()->Kl();
  for (size_t i = 1; i < layers_.size(); ++i) kl = kl + layers_[i]->Kl();
  return kl;
}

std::vector<torch::Tensor> DenseStack::Kernels() const {
  std::vector<torch::Tensor> kernels;
  for (const auto& layer : layers_) {
    for (const torch::Tensor& kernel : layer->Decayed()) kernels.push_back(kernel);
  }
  return kernels;
}

}  // namespace credence::networks
