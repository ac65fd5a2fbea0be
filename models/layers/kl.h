// Divergences between a posterior q and a prior p over the elements of a rank-1 vector. All take
// and return nats, summed over elements; parameters broadcast. Each states its formula per element.
#pragma once

#include <torch/torch.h>

namespace credence::layers {

// KL(N(mq, sq) || N(mp, sp)) = log(sp / sq) + (sq^2 + (mq - mp)^2) / (2 sp^2) - 1/2.
torch::Tensor GaussianKl(const torch::Tensor& mean, const torch::Tensor& stddev, double prior_mean,
                         double prior_stddev);
// The same with a prior mean that is learned; it broadcasts.
torch::Tensor GaussianKl(const torch::Tensor& mean, const torch::Tensor& stddev,
                         const torch::Tensor& prior_mean, double prior_stddev);

// The same with mp = mq: no mean term.
torch::Tensor TiedMeanGaussianKl(const torch::Tensor& stddev, double prior_stddev);

// KL(LogNormal(mq, sq) || LogNormal(mp, sp)): that of the logarithms, which are Gaussian.
torch::Tensor LogNormalKl(const torch::Tensor& mean, const torch::Tensor& stddev, double prior_mean,
                          double prior_stddev);

// KL(Cauchy(xq, gq) || Cauchy(xp, gp)) = log(((gq + gp)^2 + (xq - xp)^2) / (4 gq gp)), in closed
// form (Chyzak and Nielsen, 2019).
torch::Tensor CauchyKl(const torch::Tensor& loc, const torch::Tensor& scale, double prior_loc,
                       double prior_scale);
// The same with a prior location that is learned; it broadcasts.
torch::Tensor CauchyKl(const torch::Tensor& loc, const torch::Tensor& scale,
                       const torch::Tensor& prior_loc, double prior_scale);
torch::Tensor TiedLocCauchyKl(const torch::Tensor& scale, double prior_scale);

// log q(v) - log p(v) at one draw v of q: edward2's estimate, whose mean is CauchyKl.
torch::Tensor CauchySingleSampleKl(const torch::Tensor& value, const torch::Tensor& loc,
                                   const torch::Tensor& scale, double prior_loc,
                                   double prior_scale);

}  // namespace credence::layers
