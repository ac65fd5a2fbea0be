// A dense layer that K components share, each with its own input vector r, output vector s and
// bias.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <optional>
#include <string>

#include "models/layers/posterior.h"

namespace credence::layers {

enum class Activation { kNone, kRelu, kRelu6, kTanh };

torch::Tensor Activate(const torch::Tensor& x, Activation activation);

// What the reference implementation clips the draws of dense factors to.
inline constexpr double kDenseClip = 10;

struct Rank1LinearOptions {
  std::string name;  // full name, for the noise: "l0"
  int64_t in = 0;
  int64_t out = 0;
  bool additive = false;
  bool bias = true;
  Activation activation = Activation::kNone;
  // The kernel starts from a truncated normal with sd scale * sqrt(2 / in), or sqrt(1 / in) where
  // the activation is none or tanh.
  double kernel_init_scale = 1;
  PosteriorOptions posterior;  // of r and of s
};

// Multiplicative: y = act(((x o r) W) o s + b); additive: y = act((x + r) W + s + b).
// For W shared by all, (x o r) W o s = x (W o (r s^T)): rank-1 perturbations of one matrix.
// Parameters: kernel [in, out]; r and s (see Posterior); bias [K, out], zeros at first.
class Rank1Linear : public torch::nn::Module {
 public:
  Rank1Linear(const Rank1LinearOptions& options, const torch::Generator& generator);

  // x [K, B, in], or [1, B, in] where all components see the same rows -> [K, B, out].
  torch::Tensor Forward(const torch::Tensor& x, NoiseSource& noise) const;

  // Nats, summed over components, elements, and r and s.
  torch::Tensor Kl() const { return r_.Kl() + s_.Kl(); }

  const torch::Tensor& kernel() const { return kernel_; }
  const torch::Tensor& bias() const { return bias_; }  // undefined without a bias

 private:
  Rank1LinearOptions options_;
  torch::Tensor kernel_;
  Posterior r_, s_;
  torch::Tensor bias_;
};

}  // namespace credence::layers
