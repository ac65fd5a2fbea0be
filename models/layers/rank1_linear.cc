#include "models/layers/rank1_linear.h"

#include <cmath>

#include "models/layers/init.h"

namespace credence::layers {
namespace {

torch::Tensor InitialKernel(const Rank1LinearOptions& options, const torch::Generator& generator) {
  const bool rectified =
      options.activation == Activation::kRelu || options.activation == Activation::kRelu6;
  const double stddev = std::sqrt((rectified ? 2.0 : 1.0) / static_cast<double>(options.in));
  return TruncatedKernel(options.in, options.out, options.kernel_init_scale * stddev, generator);
}

}  // namespace

torch::Tensor Activate(const torch::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::kNone:
      return x;
    case Activation::kRelu:
      return torch::relu(x);
    case Activation::kRelu6:
      return torch::relu6(x);
    case Activation::kTanh:
      return torch::tanh(x);
  }
  return x;
}

Rank1Linear::Rank1Linear(const Rank1LinearOptions& options, const torch::Generator& generator)
    : options_(options),
      kernel_(register_parameter("kernel", InitialKernel(options, generator))),
      r_(*this, options.name, "r", options.in, options.posterior, generator),
      s_(*this, options.name, "s", options.out, options.posterior, generator) {
  if (options.bias) {
    bias_ = register_parameter("bias", torch::zeros({options.posterior.components, options.out}));
  }
}

torch::Tensor Rank1Linear::Forward(const torch::Tensor& x, NoiseSource& noise) const {
  const torch::Tensor r = r_.Sample(noise, x.size(1));
  const torch::Tensor s = s_.Sample(noise, x.size(1));
  torch::Tensor y = torch::matmul(options_.additive ? x + r : x * r, kernel_);
  const bool biased = bias_.defined();
  if (options_.additive) {
    y = y + (biased ? s + bias_.unsqueeze(1) : s);
  } else {
    y = biased ? torch::addcmul(bias_.unsqueeze(1), y, s) : y * s;
  }
  return Activate(y, options_.activation);
}

}  // namespace credence::layers
