// Batch normalisation of K components' rows.
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace credence::layers {

struct BatchNormOptions {
  int64_t channels = 0;
  int64_t components = 1;      // K
  bool per_component = false;  // each its own statistics, scale and offset; else one for all rows
  // Share of the old running statistics kept at a training step, as Keras counts; LibTorch's
  // `momentum` is 1 - this.
  double momentum = 0.9;
  double epsilon = 1e-5;  // as in the authors' residual networks; Keras' own default is 1e-3
};

// y = (x - mean) / sqrt(variance + epsilon) * scale + offset, per channel. In training mode (see
// torch::nn::Module::train) mean and variance are those of the batch: over the rows of all
// components and all pixels, or with per_component over each component's own; the variance divides
// by n. Then
//   running <- momentum * running + (1 - momentum) * batch,   with a variance that divides by n
//   - 1.
// In evaluation mode they are the running ones. Shared statistics are what the paper's image
// networks use; they tie the components together in training, per_component does not.
//
// P = K with per_component, else 1. Parameters: scale [P, channels], ones at first; offset [P,
// channels], zeros. Buffers: running_mean, zeros; running_variance, ones; [P, channels].
// No posterior: the norm layers have none in the paper.
class BatchNorm : public torch::nn::Module {
 public:
  explicit BatchNorm(const BatchNormOptions& options);

  // x [K, B, channels] or [K, B, channels, H, W], or with 1 in K's place where all components see
  // the same rows -> the same shape, with per_component K in the place of 1. Training mode needs
  // two values per channel or more; LibTorch throws otherwise.
  torch::Tensor Forward(const torch::Tensor& x);

 private:
  BatchNormOptions options_;
  torch::Tensor scale_, offset_, running_mean_, running_variance_;
};

}  // namespace credence::layers
