// One explicit table: network name -> factory.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/checkpoint/manifest.h"
#include "models/layers/posterior.h"

namespace credence::networks {

// A network of any family. Parameter names are those of checkpoint::ExpectedTensors, but for those
// that serve training alone (layers::IsTrainingOnly).
class Network : public torch::nn::Module {
 public:
  // x [K, B, D], or [1, B, D] where all components see the same rows -> logits [K, B, L].
  // Throws LibTorch's exceptions on a wrong shape.
  virtual torch::Tensor Forward(const torch::Tensor& x, layers::NoiseSource& noise) const = 0;

  // Nats, summed over components and over everything that has a prior in the family.
  virtual torch::Tensor Kl() const = 0;

  // What weight decay applies to: the weight matrices, unless they have a prior of their own.
  virtual std::vector<torch::Tensor> Kernels() const = 0;
};

// How a network starts, and its priors.
struct NetworkOptions {
  // Components, family and dropout rate are the Rank1Spec's, and dense factors are clipped as in
  // the reference.
  layers::PosteriorOptions posterior;
  // Of the embedding's kernel; where not given, as the Rank1Spec says. kEnsemble: each component
  // has its own, as served members have.
  std::optional<layers::Family> embedding;
  double kernel_init_scale = 1;     // times the usual sd of the dense kernels
  std::vector<double> output_bias;  // [L], of every component (log-odds of the base rate); or empty
  uint64_t seed = 1;                // of all initial values
};

// Components, family and dropout rate come from the Rank1Spec. The same arguments give the same
// network. Errors: InvalidArgument for an unknown name (naming those known) or a dimension the
// network cannot have; those of checkpoint::CheckPosterior.
absl::StatusOr<std::shared_ptr<Network>> MakeNetwork(const checkpoint::NetworkSpec& spec,
                                                     const checkpoint::Rank1Spec& rank1,
                                                     const NetworkOptions& options = {});

// The table's names.
std::vector<std::string> NetworkNames();

}  // namespace credence::networks
