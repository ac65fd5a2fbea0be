// The posterior over one rank-1 vector: K components, each a point, a diagonal Gaussian or a diagonal Cauchy.
#pragma once

#include <torch/torch.h>

#include <optional>
#include <string>

namespace credence::layers {

enum class Family { kPoint, kGaussian, kCauchy };

// Where standardised noise comes from: a generator in training, stored draws in a replay.
class NoiseSource {
 public:
  virtual ~NoiseSource() = default;
  // Standard normal (kGaussian) or standard Cauchy (kCauchy) noise for the vector of that name: [K, B, dim].
  virtual torch::Tensor Draw(const std::string& name, Family family, int64_t K, int64_t B, int64_t dim,
                             const torch::TensorOptions& options) = 0;
};

// How a vector starts and what its prior is.
struct PosteriorOptions {
  int64_t components = 1;
  Family family = Family::kGaussian;
  double random_sign_init = 0.5;     // > 0: +-1 with P(+1) of this; <= 0: Normal(1, |value|)
  double initial_dropout_rate = 1e-3;  // d: initial stddev (scale) sqrt(d / (1 - d))
  double prior_mean = 1;
  double prior_stddev = 0.1;         // Cauchy: the prior's scale
  bool tied_prior_mean = false;      // the prior's mean is the posterior's: no mean term in the KL
  std::optional<double> clip;        // sampled values are clamped to [-clip, clip]
};

// Parameters, [K, dim] each: point `value`; Gaussian `mean`, `stddev`; Cauchy `loc`, `scale`; stddev and scale are stored
// before softplus (+ 1e-7).
class PosteriorImpl : public torch::nn::Module {
 public:
  PosteriorImpl(std::string name, int64_t dim, const PosteriorOptions& options);

  // [K, B, dim], or [K, 1, dim] for points.
  torch::Tensor Sample(NoiseSource& noise, int64_t B);

  // Nats, summed over components and elements; 0 for points. Gaussian: closed form, log(sp/sq) + (sq^2 + (mq-mp)^2) /
  // (2 sp^2) - 1/2. Cauchy: closed form log(((gq+gp)^2 + (mq-mp)^2) / (4 gq gp)).
  torch::Tensor Kl() const;
};
TORCH_MODULE(Posterior);

}  // namespace credence::layers
