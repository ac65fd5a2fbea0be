// A two-dimensional convolution that K components share, each with its own rank-1 vectors and bias.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>

#include "models/layers/posterior.h"
#include "models/layers/rank1_linear.h"

namespace credence::layers {

// What surrounds an image, by TensorFlow's names. kValid: nothing; outputs ceil((n - k + 1) /
// stride) a side. kSame: zeros, so that there are ceil(n / stride) outputs a side; of the p =
// max(0, (ceil(n / stride) - 1) stride + k - n) rows of zeros, p / 2 rounded down come first, so an
// odd p (stride 2 on an even side) puts the odd one last. LibTorch's `padding` cannot say that.
enum class Padding { kSame, kValid };

struct Rank1Conv2dOptions {
  std::string name;  // full name, for the noise: "c0"
  int64_t in = 0;    // channels
  int64_t out = 0;
  int64_t kernel_size = 3;  // a side
  int64_t stride = 1;
  Padding padding = Padding::kSame;
  bool additive = false;
  bool bias = true;
  Activation activation = Activation::kNone;
  // The kernel starts from a truncated normal with sd scale * sqrt(2 / (kernel_size^2 in)), Keras'
  // he_normal, whatever the activation: the batch norm and ReLU come after in residual networks.
  double kernel_init_scale = 1;
  // Of r and of s: point, Gaussian or Cauchy. The reference clips draws to kDenseClip.
  PosteriorOptions posterior;
};

// Multiplicative: y = act(conv(x o r, W) o s + b); additive: y = act(conv(x + r, W) + s + b). One
// number of r per input channel and one of s per output channel, the same at every pixel; zeros of
// the padding are put round the perturbed image and stay zero (edward2's Conv2DRank1).
//
// Images are channels-first, as LibTorch has them. Parameters: kernel W [height, width, in, out],
// TensorFlow's order, whose last two dimensions are those of a dense kernel; LibTorch's own
// [out, in, height, width] is kernel().permute({3, 2, 0, 1}). r [K, in] and s [K, out] (see
// Posterior); bias [K, out], zeros at first.
class Rank1Conv2d : public torch::nn::Module {
 public:
  Rank1Conv2d(const Rank1Conv2dOptions& options, const torch::Generator& generator);

  // x [K, B, in, H, W], or [1, B, in, H, W] where all components see the same images
  // -> [K, B, out, H', W'].
  torch::Tensor Forward(const torch::Tensor& x, NoiseSource& noise) const;

  // Nats, summed over components, elements, and r and s.
  torch::Tensor Kl() const { return r_.Kl() + s_.Kl(); }

  const torch::Tensor& kernel() const { return kernel_; }
  const torch::Tensor& bias() const { return bias_; }  // undefined without a bias

 private:
  Rank1Conv2dOptions options_;
  torch::Tensor kernel_;
  Posterior r_, s_;
  torch::Tensor bias_;
};

}  // namespace credence::layers
