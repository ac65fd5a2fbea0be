#include "models/layers/kernel.h"

#include <memory>

#include "models/layers/kl.h"

namespace credence::layers {

torch::Tensor KernelDraw::Multiply(const torch::Tensor& x) const {
  if (matrix.dim() == 3 && x.dim() == 4) {
    // matmul would copy every component's matrix for each of the indices in front.
    const torch::Tensor rows = x.transpose(0, 1).flatten(1, 2);
    const torch::Tensor y = torch::matmul(rows, matrix);
    return y.unflatten(1, {x.size(0), x.size(2)}).transpose(0, 1).contiguous();
  }
  const torch::Tensor y = torch::matmul(x, matrix);
  if (!deviation.defined()) return y;
  return torch::addcmul(y, torch::matmul(x * in_signs, deviation), out_signs);
}

torch::Tensor KernelDraw::MultiplyRows(const torch::Tensor& x, int64_t K) const {
  if (matrix.dim() == 2 && !deviation.defined()) return torch::mm(x, matrix);
  const torch::Tensor y = Multiply(x.view({K, x.size(0) / K, x.size(1)}));
  return y.reshape({x.size(0), y.size(2)});
}

Kernel::Kernel(torch::nn::Module& owner, const std::string& layer, const std::string& name,
               const PosteriorOptions& options, const std::function<torch::Tensor()>& initial)
    : full_name_(layer + "." + name),
      components_(options.components),
      prior_stddev_(options.kernel_prior_stddev) {
  if (options.family == Family::kMeanField) {
    auto parts = owner.register_module(name, std::make_shared<torch::nn::Module>(name));
    matrix_ = parts->register_parameter("mean", initial());
    stored_stddev_ = parts->register_parameter(
        "stddev", torch::full(matrix_.sizes(), StoredFromPositive(options.kernel_initial_stddev)));
    return;
  }
  if (options.family != Family::kEnsemble) {
    matrix_ = owner.register_parameter(name, initial());
    return;
  }
  std::vector<torch::Tensor> starts;
  for (int64_t k = 0; k < options.components; ++k) starts.push_back(initial());
  matrix_ = owner.register_parameter(name, torch::stack(starts));
}

KernelDraw Kernel::Sample(NoiseSource& noise, int64_t B) const {
  KernelDraw draw;
  draw.matrix = matrix_;
  if (!stored_stddev_.defined()) return draw;
  const int64_t K = components_, in = matrix_.size(0), out = matrix_.size(1);
  const torch::TensorOptions options = matrix_.options();
  draw.deviation =
      PositiveFromStored(stored_stddev_) * noise.DrawKernel(full_name_, in, out, options);
  draw.in_signs = noise.Draw(full_name_ + ".in_signs", Family::kMeanField, K, B, in, options);
  draw.out_signs = noise.Draw(full_name_ + ".out_signs", Family::kMeanField, K, B, out, options);
  return draw;
}

std::vector<torch::Tensor> Kernel::Decayed() const {
  if (stored_stddev_.defined()) return {};
  return {matrix_};
}

torch::Tensor Kernel::Kl() const {
  if (!stored_stddev_.defined()) return torch::zeros({}, matrix_.options());
  return GaussianKl(matrix_, PositiveFromStored(stored_stddev_), 0.0, prior_stddev_);
}

}  // namespace credence::layers
