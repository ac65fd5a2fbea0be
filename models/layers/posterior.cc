#include "models/layers/posterior.h"

#include <cmath>
#include <memory>

#include "models/layers/init.h"
#include "models/layers/kl.h"

namespace credence::layers {
namespace {

constexpr double kSpreadFloor = 1e-7;
constexpr double kInitialSpreadNoise = 0.1;
// Above this, softplus(x) is x in double too; LibTorch's own default of 20 is off by 2e-9.
constexpr double kSoftplusThreshold = 40;

torch::Tensor InitialSpread(const PosteriorOptions& options, int64_t dim,
                            const torch::Generator& generator) {
  const double start = InitialStoredStddev(options.initial_dropout_rate);
  if (options.family == Family::kCauchy) return torch::full({options.components, dim}, start);
  return TruncatedNormal({options.components, dim}, start, kInitialSpreadNoise, generator);
}

}  // namespace

torch::Tensor PositiveFromStored(const torch::Tensor& stored) {
  return torch::softplus(stored, 1, kSoftplusThreshold) + kSpreadFloor;
}

double InitialStoredStddev(double dropout_rate) {
  return std::log(std::expm1(std::sqrt(dropout_rate / (1 - dropout_rate))));
}

Posterior::Posterior(torch::nn::Module& owner, const std::string& layer, const std::string& name,
                     int64_t dim, const PosteriorOptions& options,
                     const torch::Generator& generator)
    : options_(options), full_name_(layer + "." + name) {
  location_ = RandomSigns({options.components, dim}, options.random_sign_init, generator);
  if (options.family == Family::kPoint) {
    location_ = owner.register_parameter(name, location_);
    return;
  }
  const bool gaussian = options.family == Family::kGaussian;
  auto vector = owner.register_module(name, std::make_shared<torch::nn::Module>(name));
  location_ = vector->register_parameter(gaussian ? "mean" : "loc", location_);
  spread_ = vector->register_parameter(gaussian ? "stddev" : "scale",
                                       InitialSpread(options, dim, generator));
}

torch::Tensor Posterior::Sample(NoiseSource& noise, int64_t B) const {
  const torch::Tensor location = location_.unsqueeze(1);
  if (options_.family == Family::kPoint) return location;
  const torch::Tensor eps = noise.Draw(full_name_, options_.family, options_.components, B,
                                       location_.size(1), location_.options());
  const torch::Tensor draw =
      torch::addcmul(location, PositiveFromStored(spread_).unsqueeze(1), eps);
  return options_.clip ? draw.clamp(-*options_.clip, *options_.clip) : draw;
}

torch::Tensor Posterior::Kl() const {
  if (options_.family == Family::kPoint) return torch::zeros({}, location_.options());
  const torch::Tensor spread = PositiveFromStored(spread_);
  const double sp = options_.prior_stddev;
  if (options_.family == Family::kCauchy) {
    return options_.tied_prior_mean ? TiedLocCauchyKl(spread, sp)
                                    : CauchyKl(location_, spread, options_.prior_mean, sp);
  }
  return options_.tied_prior_mean ? TiedMeanGaussianKl(spread, sp)
                                  : GaussianKl(location_, spread, options_.prior_mean, sp);
}

}  // namespace credence::layers
