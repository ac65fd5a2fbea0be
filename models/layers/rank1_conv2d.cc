#include "models/layers/rank1_conv2d.h"

#include <algorithm>
#include <cmath>

#include "models/layers/init.h"

namespace credence::layers {
namespace {

torch::Tensor InitialKernel(const Rank1Conv2dOptions& options, const torch::Generator& generator) {
  const int64_t size = options.kernel_size, fan_in = size * size * options.in;
  const double stddev = options.kernel_init_scale * std::sqrt(2.0 / static_cast<double>(fan_in));
  return TruncatedKernel(fan_in, options.out, stddev, generator)
      .view({size, size, options.in, options.out});
}

// [K, B, channels] -> [K, B, channels, 1, 1].
torch::Tensor AtEveryPixel(const torch::Tensor& vector) { return vector.unsqueeze(3).unsqueeze(4); }

int64_t ZerosOf(int64_t side, int64_t kernel_size, int64_t stride) {
  const int64_t outputs = (side + stride - 1) / stride;
  return std::max<int64_t>(0, (outputs - 1) * stride + kernel_size - side);
}

torch::Tensor PadSame(const torch::Tensor& x, int64_t kernel_size, int64_t stride) {
  const int64_t rows = ZerosOf(x.size(-2), kernel_size, stride);
  const int64_t columns = ZerosOf(x.size(-1), kernel_size, stride);
  return torch::constant_pad_nd(x, {columns / 2, columns - columns / 2, rows / 2, rows - rows / 2});
}

}  // namespace

Rank1Conv2d::Rank1Conv2d(const Rank1Conv2dOptions& options, const torch::Generator& generator)
    : options_(options),
      kernel_(register_parameter("kernel", InitialKernel(options, generator))),
      r_(*this, options.name, "r", options.in, options.posterior, generator),
      s_(*this, options.name, "s", options.out, options.posterior, generator) {
  if (options.bias) {
    bias_ = register_parameter("bias", torch::zeros({options.posterior.components, options.out}));
  }
}

torch::Tensor Rank1Conv2d::Forward(const torch::Tensor& x, NoiseSource& noise) const {
  const int64_t B = x.size(1);
  const torch::Tensor r = AtEveryPixel(r_.Sample(noise, B));
  const torch::Tensor s = AtEveryPixel(s_.Sample(noise, B));
  torch::Tensor images = PerturbInputs(x, r, options_.additive);
  if (options_.padding == Padding::kSame) {
    images = PadSame(images, options_.kernel_size, options_.stride);
  }
  torch::Tensor y = torch::conv2d(images.flatten(0, 1), kernel_.permute({3, 2, 0, 1}),
                                  /*bias=*/{}, options_.stride);
  const torch::Tensor bias = bias_.defined() ? AtEveryPixel(bias_.unsqueeze(1)) : bias_;
  y = PerturbOutputs(y.unflatten(0, {images.size(0), B}), s, bias, options_.additive);
  return Activate(y, options_.activation);
}

}  // namespace credence::layers
