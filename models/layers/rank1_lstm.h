// An LSTM of any family. Rank-1: K components share it, each with its own vectors and bias.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/layers/kernel.h"
#include "models/layers/posterior.h"

namespace credence::layers {

struct Rank1LstmOptions {
  std::string name = "lstm";  // full name, for the noise
  int64_t in = 0;
  int64_t units = 0;  // u
  bool additive = false;
  // Of both kernels and all four vectors; the reference does not clip these.
  PosteriorOptions posterior;
};

struct LstmState {
  torch::Tensor h, c;  // [K, B, u] each
};

struct LstmOutput {
  std::vector<torch::Tensor> steps;  // T of [K, B, u]: h after each step
  LstmState last;
};

// Keras' LSTM cell with rank-1 weights (edward2's LSTMCellRank1):
//   z = ((x_t o r) W) o s + ((h o rr) U) o rs + b      (additive: sums in place of products)
//   i, f, g, o = quarters of z;  c' = sigm(f) c + sigm(i) tanh(g);  h' = sigm(o) tanh(c')
// r, s, rr, rs are drawn once per example and component and kept over the sequence; so is what the
// kernels draw. Where the family has no vectors (see Posterior), these are left out; dropout masks
// h alone, by rr, with one mask for all steps (Gal and Ghahramani, 2016).
// Parameters: kernel W [in, 4u], Glorot uniform; recurrent_kernel U [u, 4u], orthogonal (see
// Kernel); r [K, in], s [K, 4u], recurrent_r [K, u], recurrent_s [K, 4u] (see Posterior); bias [K,
// 4u], 1 in the forget quarter and 0 elsewhere at first.
class Rank1Lstm : public torch::nn::Module {
 public:
  Rank1Lstm(const Rank1LstmOptions& options, const torch::Generator& generator);

  // x [K, B, T, in], or [1, B, T, in] where all components see the same rows.
  // lengths [B] or [K, B], int64, on x's device: from step lengths[b] on, the state is carried and
  // the last output repeated. initial: zeros where not given.
  LstmOutput Forward(const torch::Tensor& x, NoiseSource& noise,
                     const std::optional<torch::Tensor>& lengths = std::nullopt,
                     const std::optional<LstmState>& initial = std::nullopt) const;

  // Nats, summed over components, elements, both kernels and the four vectors.
  torch::Tensor Kl() const;

  const torch::Tensor& kernel() const { return kernel_.matrix(); }
  const torch::Tensor& recurrent_kernel() const { return recurrent_kernel_.matrix(); }
  // What weight decay applies to: both kernels, unless they have a prior of their own.
  std::vector<torch::Tensor> Decayed() const;

 private:
  std::vector<torch::Tensor> ProjectInputs(const torch::Tensor& x, NoiseSource& noise) const;

  Rank1LstmOptions options_;
  Kernel kernel_, recurrent_kernel_;
  Posterior r_, s_, recurrent_r_, recurrent_s_;
  torch::Tensor bias_;
};

}  // namespace credence::layers
