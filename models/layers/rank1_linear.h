// A dense layer of any family. Rank-1: K components share it, each with its own input vector r,
// output vector s and bias.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/layers/kernel.h"
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
  bool raw_inputs = false;  // the inputs are data, not hidden units: dropout leaves them whole
  Activation activation = Activation::kNone;
  // The kernel starts from a truncated normal with sd scale * sqrt(2 / in), or sqrt(1 / in) where
  // the activation is none or tanh.
  double kernel_init_scale = 1;
  PosteriorOptions posterior;  // of r, of s, and of the kernel
};

// Multiplicative: y = act(((x o r) W) o s + b); additive: y = act((x + r) W + s + b).
// For W shared by all, (x o r) W o s = x (W o (r s^T)): rank-1 perturbations of one matrix.
// Where the family has no r or s (see Posterior), these are left out.
// Parameters: kernel [in, out] (see Kernel); r and s (see Posterior); bias [K, out], zeros at
// first.
class Rank1Linear : public torch::nn::Module {
 public:
  Rank1Linear(const Rank1LinearOptions& options, const torch::Generator& generator);

  // x [K, B, in], or [1, B, in] where all components see the same rows -> [K, B, out]. With
  // dimensions in front, [..., K or 1, B, in], the example b of component k keeps its draws.
  torch::Tensor Forward(const torch::Tensor& x, NoiseSource& noise) const;

  // Nats, summed over components, elements, and kernel, r and s.
  torch::Tensor Kl() const { return kernel_.Kl() + r_.Kl() + s_.Kl(); }

  const torch::Tensor& kernel() const { return kernel_.matrix(); }
  // What weight decay applies to: the kernel, unless it has a prior of its own.
  std::vector<torch::Tensor> Decayed() const { return kernel_.Decayed(); }
  const torch::Tensor& bias() const { return bias_; }  // undefined without a bias

 private:
  Rank1LinearOptions options_;
  Kernel kernel_;
  Posterior r_, s_;
  torch::Tensor bias_;
};

}  // namespace credence::layers
