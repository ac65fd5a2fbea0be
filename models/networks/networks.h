// One explicit table: network name -> factory.
#pragma once

#include <torch/torch.h>

#include <memory>

#include "absl/status/statusor.h"
#include "models/checkpoint/manifest.h"
#include "models/layers/posterior.h"

namespace credence::networks {

// A rank-1 network. Parameter names are those of checkpoint::ExpectedTensors.
class Network : public torch::nn::Module {
 public:
  // x [K, B, D], or [1, B, D] where all components see the same rows -> logits [K, B, L].
  virtual torch::Tensor Forward(const torch::Tensor& x, layers::NoiseSource& noise) = 0;

  // Nats, summed over components and over every rank-1 vector.
  virtual torch::Tensor Kl() const = 0;

  // The shared weight matrices (what weight decay applies to).
  virtual std::vector<torch::Tensor> Kernels() const = 0;
};

// Initial posterior and priors of every layer; components and family come from the Rank1Spec.
// Errors: InvalidArgument for an unknown name (naming those known) or a dimension the network cannot have.
absl::StatusOr<std::shared_ptr<Network>> MakeNetwork(const checkpoint::NetworkSpec& spec,
                                                     const checkpoint::Rank1Spec& rank1,
                                                     const layers::PosteriorOptions& posterior);

}  // namespace credence::networks
