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

PosteriorOptions OfInputs(const Rank1LinearOptions& options) {
  return options.raw_inputs ? Unmasked(options.posterior) : options.posterior;
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
      kernel_(*this, options.name, "kernel", options.posterior,
              [&] { return InitialKernel(options, generator); }),
      r_(*this, options.name, "r", options.in, OfInputs(options), generator),
      s_(*this, options.name, "s", options.out, Unmasked(options.posterior), generator) {
  if (options.bias) {
    bias_ = register_parameter("bias", torch::zeros({options.posterior.components, options.out}));
  }
}

torch::Tensor Rank1Linear::Forward(const torch::Tensor& x, NoiseSource& noise) const {
  const int64_t B = x.size(-2);
  const KernelDraw kernel = kernel_.Sample(noise, B);
  const torch::Tensor r = r_.Sample(noise, B);
  const torch::Tensor s = s_.Sample(noise, B);
  const torch::Tensor y = kernel.Multiply(PerturbInputs(x, r, options_.additive));
  const torch::Tensor bias = bias_.defined() ? bias_.unsqueeze(1) : bias_;
  return Activate(PerturbOutputs(y, s, bias, options_.additive), options_.activation);
}

}  // namespace credence::layers
