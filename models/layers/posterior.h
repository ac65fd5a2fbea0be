// The rank-1 vectors of a layer: K components of each, every one a point, a diagonal Gaussian or a
// diagonal Cauchy. After edward2's TrainableNormal and TrainableCauchy (Dusenberry et al., 2020).
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <optional>
#include <string>

#include "models/layers/noise.h"

namespace credence::layers {

// Where the prior of r and s has its mean (Cauchy: its location).
enum class PriorMean {
  kFixed,      // at prior_mean
  kTied,       // at the posterior's own: no mean term in the KL
  kTrainable,  // at one learned number per vector, prior_mean at first: `<name>.prior_mean` [1]
};

// How a layer's weights are distributed, start, and what their prior is. A family reads what its
// comment names.
struct PosteriorOptions {
  int64_t components = 1;  // K
  Family family = Family::kGaussian;
  // Rank-1: of r and s.
  double random_sign_init = 0.5;       // > 0: +-1 with P(+1) of this; <= 0: Normal(prior_mean,
                                       // |value|)
  double initial_dropout_rate = 1e-3;  // d in (0, 1): initial stddev (scale) sqrt(d / (1 - d))
  double prior_mean = 1;
  PriorMean prior_mean_kind = PriorMean::kFixed;
  double prior_stddev = 0.1;   // Cauchy: the prior's scale
  std::optional<double> clip;  // draws are clamped to [-clip, clip], gradient 0 outside
  // Dropout: the probability that a hidden unit's output is left out.
  double dropout_rate = 0.1;
  // Mean-field: every element of a kernel is N(0, kernel_prior_stddev^2) a priori.
  double kernel_initial_stddev = 1e-3;
  double kernel_prior_stddev = 0.1;
};

// The same without dropout: for a vector whose units are no hidden units, and for outputs, whose
// mask is that of the layer they go into.
PosteriorOptions Unmasked(PosteriorOptions options);

// softplus(stored) + 1e-7: stddev or scale from the parameter as stored.
torch::Tensor PositiveFromStored(const torch::Tensor& stored);

// softplus^-1(positive).
double StoredFromPositive(double positive);

// softplus^-1(sqrt(d / (1 - d))): the stored value that a stddev starts from.
double InitialStoredStddev(double dropout_rate);

// Whether the parameter of that name serves training alone and is in no checkpoint: a trainable
// prior's mean.
bool IsTrainingOnly(const std::string& parameter);

// The parameters live in `owner`, [K, dim] each, float32: point `<name>`; Gaussian `<name>.mean`,
// `<name>.stddev`; Cauchy `<name>.loc`, `<name>.scale`; stddev and scale as stored, before
// softplus; and `<name>.prior_mean` [1] where that is trainable. Gaussian stddevs start from
// TruncatedNormal(InitialStoredStddev(d), 0.1), Cauchy scales and all of a vector's elements from
// InitialStoredStddev(d) itself. Other families have no parameters here; they use up the numbers
// that points would, so that a seed gives them the kernels that it gives a point of K = 1.
class Posterior {
 public:
  // layer: the owner's full name, so that noise is drawn for `<layer>.<name>`.
  Posterior(torch::nn::Module& owner, const std::string& layer, const std::string& name,
            int64_t dim, const PosteriorOptions& options, const torch::Generator& generator);

  // location + spread * eps, clipped: [K, B, dim]; for points the values, unclipped: [K, 1, dim].
  // Dropout: a mask [1, B, dim], 0 with probability dropout_rate, else 1 / (1 - dropout_rate);
  // undefined where the rate is 0. Undefined for the other families: nothing to multiply with.
  torch::Tensor Sample(NoiseSource& noise, int64_t B) const;

  // Nats, summed over components and elements; 0 for points and for what is no rank-1 family;
  // closed forms of kl.h.
  torch::Tensor Kl() const;

 private:
  torch::Tensor Mask(NoiseSource& noise, int64_t B) const;

  PosteriorOptions options_;
  std::string full_name_;
  int64_t dim_;
  // The same tensors as the owner's, so that they follow its dtype and device. spread_: stored.
  torch::Tensor location_, spread_, prior_mean_;
};

// x o r, or x + r (additive); x itself where r is undefined.
torch::Tensor PerturbInputs(const torch::Tensor& x, const torch::Tensor& r, bool additive);

// y o s + bias, or y + s + bias (additive). s and bias may be undefined.
torch::Tensor PerturbOutputs(const torch::Tensor& y, const torch::Tensor& s,
                             const torch::Tensor& bias, bool additive);

}  // namespace credence::layers
