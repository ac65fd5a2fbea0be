#include "models/layers/kl.h"

#include <cmath>

namespace credence::layers {
namespace {

// log density of Cauchy(loc, scale) at value, without -log(pi), which cancels in a ratio.
torch::Tensor CauchyLogDensity(const torch::Tensor& value, const torch::Tensor& loc,
                               const torch::Tensor& scale) {
  return -torch::log(scale) - torch::log1p(((value - loc) / scale).square());
}

// offset: of the posterior's mean (location) from the prior's.
torch::Tensor OffsetGaussianKl(const torch::Tensor& offset, const torch::Tensor& stddev,
                               double prior_stddev) {
  const torch::Tensor mean_term = (offset.square() / (2 * prior_stddev * prior_stddev)).sum();
  return TiedMeanGaussianKl(stddev, prior_stddev) + mean_term;
}

torch::Tensor OffsetCauchyKl(const torch::Tensor& offset, const torch::Tensor& scale,
                             double prior_scale) {
  const torch::Tensor distance = (scale + prior_scale).square() + offset.square();
  return (torch::log(distance) - torch::log(scale * (4 * prior_scale))).sum();
}

}  // namespace

torch::Tensor GaussianKl(const torch::Tensor& mean, const torch::Tensor& stddev, double prior_mean,
                         double prior_stddev) {
  return OffsetGaussianKl(mean - prior_mean, stddev, prior_stddev);
}

torch::Tensor GaussianKl(const torch::Tensor& mean, const torch::Tensor& stddev,
                         const torch::Tensor& prior_mean, double prior_stddev) {
  return OffsetGaussianKl(mean - prior_mean, stddev, prior_stddev);
}

torch::Tensor TiedMeanGaussianKl(const torch::Tensor& stddev, double prior_stddev) {
  const torch::Tensor ratio = stddev / prior_stddev;
  return (ratio.square() / 2 - 0.5 - torch::log(ratio)).sum();
}

torch::Tensor LogNormalKl(const torch::Tensor& mean, const torch::Tensor& stddev, double prior_mean,
                          double prior_stddev) {
  return GaussianKl(mean, stddev, prior_mean, prior_stddev);
}

torch::Tensor CauchyKl(const torch::Tensor& loc, const torch::Tensor& scale, double prior_loc,
                       double prior_scale) {
  return OffsetCauchyKl(loc - prior_loc, scale, prior_scale);
}

torch::Tensor CauchyKl(const torch::Tensor& loc, const torch::Tensor& scale,
                       const torch::Tensor& prior_loc, double prior_scale) {
  return OffsetCauchyKl(loc - prior_loc, scale, prior_scale);
}

torch::Tensor TiedLocCauchyKl(const torch::Tensor& scale, double prior_scale) {
  return (2 * torch::log(scale + prior_scale) - torch::log(scale * (4 * prior_scale))).sum();
}

torch::Tensor CauchySingleSampleKl(const torch::Tensor& value, const torch::Tensor& loc,
                                   const torch::Tensor& scale, double prior_loc,
                                   double prior_scale) {
  const torch::Tensor prior = CauchyLogDensity(value, torch::full({}, prior_loc, value.options()),
                                               torch::full({}, prior_scale, value.options()));
  return (CauchyLogDensity(value, loc, scale) - prior).sum();
}

}  // namespace credence::layers
