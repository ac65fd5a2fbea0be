#include "models/layers/batch_norm.h"

#include <vector>

namespace credence::layers {

BatchNorm::BatchNorm(const BatchNormOptions& options) : options_(options) {
  const std::vector<int64_t> shape = {options.per_component ? options.components : 1,
                                      options.channels};
  scale_ = register_parameter("scale", torch::ones(shape));
  offset_ = register_parameter("offset", torch::zeros(shape));
  running_mean_ = register_buffer("running_mean", torch::zeros(shape));
  running_variance_ = register_buffer("running_variance", torch::ones(shape));
}

torch::Tensor BatchNorm::Forward(const torch::Tensor& x) {
  // LibTorch normalises dimension 1 of a batch: components' rows go into the batch, or with
  // statistics of their own into the channels.
  torch::Tensor batch;
  if (options_.per_component) {
    std::vector<int64_t> shape = x.sizes().vec();
    shape[0] = options_.components;
    batch = x.expand(shape).transpose(0, 1).flatten(1, 2);
  } else {
    batch = x.flatten(0, 1);
  }
  // Views: LibTorch updates them in place.
  torch::Tensor mean = running_mean_.view(-1), variance = running_variance_.view(-1);
  const torch::Tensor y =
      torch::batch_norm(batch, scale_.view(-1), offset_.view(-1), mean, variance, is_training(),
                        1 - options_.momentum, options_.epsilon, /*cudnn_enabled=*/true);
  if (!options_.per_component) return y.unflatten(0, {x.size(0), x.size(1)});
  return y.unflatten(1, {options_.components, options_.channels}).transpose(0, 1);
}

}  // namespace credence::layers
