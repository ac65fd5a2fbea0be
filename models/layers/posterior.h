// The posterior over one rank-1 vector: K components, each a point, a diagonal Gaussian or a
// diagonal Cauchy. After edward2's TrainableNormal and TrainableCauchy (Dusenberry et al., 2020).
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <optional>
#include <string>

#include "models/layers/noise.h"

namespace credence::layers {

// How a vector starts and what its prior is.
struct PosteriorOptions {
  int64_t components = 1;  // K
  Family family = Family::kGaussian;
  double random_sign_init = 0.5;       // > 0: +-1 with P(+1) of this; <= 0: Normal(1, |value|)
  double initial_dropout_rate = 1e-3;  // d in (0, 1): initial stddev (scale) sqrt(d / (1 - d))
  double prior_mean = 1;
  double prior_stddev = 0.1;     // Cauchy: the prior's scale
  bool tied_prior_mean = false;  // the prior's mean is the posterior's: no mean term in the KL
  std::optional<double> clip;    // draws are clamped to [-clip, clip], gradient 0 outside
};

// softplus(stored) + 1e-7: stddev or scale from the parameter as stored.
torch::Tensor PositiveFromStored(const torch::Tensor& stored);

// softplus^-1(sqrt(d / (1 - d))): the stored value that a stddev starts from.
double InitialStoredStddev(double dropout_rate);

// The parameters live in `owner`, [K, dim] each, float32: point `<name>`; Gaussian `<name>.mean`,
// `<name>.stddev`; Cauchy `<name>.loc`, `<name>.scale`; stddev and scale as stored, before
// softplus. Gaussian stddevs start from TruncatedNormal(InitialStoredStddev(d), 0.1), Cauchy scales
// and all of a vector's elements from InitialStoredStddev(d) itself.
class Posterior {
 public:
  // layer: the owner's full name, so that noise is drawn for `<layer>.<name>`.
  Posterior(torch::nn::Module& owner, const std::string& layer, const std::string& name,
            int64_t dim, const PosteriorOptions& options, const torch::Generator& generator);

  // location + spread * eps, clipped: [K, B, dim]; for points the values, unclipped: [K, 1, dim].
  torch::Tensor Sample(NoiseSource& noise, int64_t B) const;

  // Nats, summed over components and elements; 0 for points; closed forms of kl.h.
  torch::Tensor Kl() const;

 private:
  PosteriorOptions options_;
  std::string full_name_;
  // The same tensors as the owner's, so that they follow its dtype and device. spread_: stored.
  torch::Tensor location_, spread_;
};

}  // namespace credence::layers
