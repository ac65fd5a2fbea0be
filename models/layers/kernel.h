// A layer's weight matrix: one that all components share, one for each of them (ensemble), or a
// Gaussian over matrices (mean_field).
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/layers/noise.h"
#include "models/layers/posterior.h"

namespace credence::layers {

// A kernel as one forward pass sees it.
struct KernelDraw {
  torch::Tensor matrix;               // [in, out], or [K, in, out] (ensemble)
  torch::Tensor deviation;            // [in, out]: stddev o eps; undefined but for mean_field
  torch::Tensor in_signs, out_signs;  // [K, B, in], [K, B, out] of +-1; with deviation

  // x [..., K or 1, B, in] -> [..., K or 1, B, out]. Row b of component k is multiplied in
  // mean_field with matrix + deviation o (in_signs_kb out_signs_kb^T).
  torch::Tensor Multiply(const torch::Tensor& x) const;

  // The same for the rows of all components, one component after another: x [K * B, in].
  torch::Tensor MultiplyRows(const torch::Tensor& x, int64_t K) const;
};

// Parameters in `owner`: `<name>` [in, out]; ensemble `<name>` [K, in, out]; mean_field
// `<name>.mean` and `<name>.stddev` [in, out], the stddev as stored, before softplus.
//
// Mean-field noise is Flipout (Wen et al., ICLR 2018, and edward2's Flipout layers, with which the
// authors made their Bayesian networks): one eps for all examples of a pass and signs of each
// example's own, for each component. Every example's weights follow q exactly, different ones' are
// uncorrelated, and the signs hold over an LSTM's steps, where local reparameterisation, which
// draws the product instead of the weights, would make each step's weights anew.
class Kernel {
 public:
  // layer: the owner's full name. initial: draws a start [in, out]; called once, or for each
  // component of an ensemble.
  Kernel(torch::nn::Module& owner, const std::string& layer, const std::string& name,
         const PosteriorOptions& options, const std::function<torch::Tensor()>& initial);

  KernelDraw Sample(NoiseSource& noise, int64_t B) const;

  // KL(q || N(0, kernel_prior_stddev^2)), nats, summed over elements; 0 but for mean_field.
  torch::Tensor Kl() const;

  // The matrix; of mean_field the mean.
  const torch::Tensor& matrix() const { return matrix_; }
  // What weight decay applies to: the matrix, unless it has a prior of its own.
  std::vector<torch::Tensor> Decayed() const;

 private:
  std::string full_name_;
  int64_t components_;
  double prior_stddev_;
  torch::Tensor matrix_, stored_stddev_;  // the same tensors as the owner's
};

}  // namespace credence::layers
