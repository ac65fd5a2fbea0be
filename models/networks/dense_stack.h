// The dense layers that networks end with: l0, l1, ... with an activation, then the output layer.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/checkpoint/manifest.h"
#include "models/layers/rank1_linear.h"
#include "models/networks/networks.h"

namespace credence::networks {

// "relu", "relu6" or "tanh". Errors: InvalidArgument for another name.
absl::StatusOr<layers::Activation> ActivationFromName(const std::string& name);

class DenseStack {
 public:
  // Registers the layers in `owner`. in: the first layer's input width; raw_inputs: these are the
  // row itself, not hidden units.
  // REQUIRES: spec.activation and all widths are valid (see MakeNetwork).
  DenseStack(torch::nn::Module& owner, int64_t in, bool raw_inputs,
             const checkpoint::NetworkSpec& spec, bool additive, const NetworkOptions& options,
             const torch::Generator& generator);

  // x [K or 1, B, in] -> logits [K, B, L].
  torch::Tensor Forward(const torch::Tensor& x, layers::NoiseSource& noise) const;
  torch::Tensor Kl() const;
  std::vector<torch::Tensor> Kernels() const;

 private:
  std::vector<std::shared_ptr<layers::Rank1Linear>> layers_;
};

}  // namespace credence::networks
