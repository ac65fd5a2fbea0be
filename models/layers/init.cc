#include "models/layers/init.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>

namespace credence::layers {
namespace {

// Standard deviation of a standard normal cut at +-2.
constexpr double kCutStddev = 0.87962566103423978;

}  // namespace

torch::Generator MakeGenerator(uint64_t seed) {
  return at::make_generator<at::CPUGeneratorImpl>(seed);
}

torch::Tensor TruncatedNormal(at::IntArrayRef shape, double mean, double stddev,
                              torch::Generator generator) {
  // By the inverse distribution function: erfinv of a uniform in +-erf(2 / sqrt(2)).
  const double bound = std::erf(std::sqrt(2.0));
  const torch::Tensor uniform =
      torch::empty(shape, torch::kFloat64).uniform_(-bound, bound, std::move(generator));
  return (torch::erfinv(uniform) * (std::sqrt(2.0) * stddev) + mean).to(torch::kFloat32);
}

torch::Tensor TruncatedKernel(int64_t in, int64_t out, double stddev, torch::Generator generator) {
  return TruncatedNormal({in, out}, 0, stddev / kCutStddev, std::move(generator));
}

torch::Tensor RandomSigns(at::IntArrayRef shape, double p, torch::Generator generator,
                          double mean) {
  torch::Tensor values = torch::empty(shape);
  if (p > 0) return values.bernoulli_(p, std::move(generator)) * 2 - 1;
  return values.normal_(mean, -p, std::move(generator));
}

torch::Tensor GlorotUniform(int64_t in, int64_t out, torch::Generator generator) {
  const double limit = std::sqrt(6.0 / static_cast<double>(in + out));
  return torch::empty({in, out}).uniform_(-limit, limit, std::move(generator));
}

torch::Tensor Orthogonal(int64_t in, int64_t out, torch::Generator generator) {
  const torch::Tensor normal =
      torch::empty({std::max(in, out), std::min(in, out)}).normal_(0, 1, std::move(generator));
  const auto [q, r] = torch::linalg_qr(normal);
  const torch::Tensor columns = q * r.diagonal().sign();  // else not uniform over rotations
  return (in < out ? columns.t() : columns).contiguous();
}

}  // namespace credence::layers
