#include "models/layers/posterior.h"

#include <cmath>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/layers/init.h"
#include "models/layers/kl.h"

namespace credence::layers {
namespace {

constexpr char kPriorMeanName[] = "prior_mean";
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

// The clamp's backward pass costs four times what looking costs, and Gaussian draws stay inside.
torch::Tensor Clipped(const torch::Tensor& draw, double clip) {
  if (draw.numel() == 0) return draw;
  const auto [least, most] = draw.detach().aminmax();
  if (least.item<double>() >= -clip && most.item<double>() <= clip) return draw;
  return draw.clamp(-clip, clip);
}

}  // namespace

PosteriorOptions Unmasked(PosteriorOptions options) {
  options.dropout_rate = 0;
  return options;
}

torch::Tensor PositiveFromStored(const torch::Tensor& stored) {
  return torch::softplus(stored, 1, kSoftplusThreshold) + kSpreadFloor;
}

double StoredFromPositive(double positive) { return std::log(std::expm1(positive)); }

double InitialStoredStddev(double dropout_rate) {
  return StoredFromPositive(std::sqrt(dropout_rate / (1 - dropout_rate)));
}

bool IsTrainingOnly(const std::string& parameter) {
  return absl::EndsWith(parameter, absl::StrCat(".", kPriorMeanName));
}

Posterior::Posterior(torch::nn::Module& owner, const std::string& layer, const std::string& name,
                     int64_t dim, const PosteriorOptions& options,
                     const torch::Generator& generator)
    : options_(options), full_name_(layer + "." + name), dim_(dim) {
  location_ = RandomSigns({options.components, dim}, options.random_sign_init, generator,
                          options.prior_mean);
  if (options.family == Family::kPoint) location_ = owner.register_parameter(name, location_);
  // Empty, but of the owner's dtype and device.
  if (!IsRank1(options.family)) location_ = owner.register_buffer(name, torch::empty({0}));
  if (options.family != Family::kGaussian && options.family != Family::kCauchy) return;
  const bool gaussian = options.family == Family::kGaussian;
  auto vector = owner.register_module(name, std::make_shared<torch::nn::Module>(name));
  location_ = vector->register_parameter(gaussian ? "mean" : "loc", location_);
  spread_ = vector->register_parameter(gaussian ? "stddev" : "scale",
                                       InitialSpread(options, dim, generator));
  if (options.prior_mean_kind == PriorMean::kTrainable) {
    prior_mean_ = vector->register_parameter(kPriorMeanName, torch::full({1}, options.prior_mean));
  }
}

torch::Tensor Posterior::Mask(NoiseSource& noise, int64_t B) const {
  const double p = options_.dropout_rate;
  if (p == 0) return {};
  const torch::Tensor uniform =
      noise.Draw(full_name_, options_.family, options_.components, B, dim_, location_.options());
  return (uniform >= p).to(uniform.scalar_type()) / (1 - p);
}

torch::Tensor Posterior::Sample(NoiseSource& noise, int64_t B) const {
  if (options_.family == Family::kDropout) return Mask(noise, B);
  if (!IsRank1(options_.family)) return {};
  const torch::Tensor location = location_.unsqueeze(1);
  if (options_.family == Family::kPoint) return location;
  const torch::Tensor eps =
      noise.Draw(full_name_, options_.family, options_.components, B, dim_, location_.options());
  const torch::Tensor draw =
      torch::addcmul(location, PositiveFromStored(spread_).unsqueeze(1), eps);
  return options_.clip ? Clipped(draw, *options_.clip) : draw;
}

torch::Tensor Posterior::Kl() const {
  if (!spread_.defined()) return torch::zeros({}, location_.options());
  const bool cauchy = options_.family == Family::kCauchy;
  const torch::Tensor spread = PositiveFromStored(spread_);
  const double sp = options_.prior_stddev;
  switch (options_.prior_mean_kind) {
    case PriorMean::kTied:
      return cauchy ? TiedLocCauchyKl(spread, sp) : TiedMeanGaussianKl(spread, sp);
    case PriorMean::kTrainable:
      return cauchy ? CauchyKl(location_, spread, prior_mean_, sp)
                    : GaussianKl(location_, spread, prior_mean_, sp);
    case PriorMean::kFixed:
      break;
  }
  return cauchy ? CauchyKl(location_, spread, options_.prior_mean, sp)
                : GaussianKl(location_, spread, options_.prior_mean, sp);
}

torch::Tensor PerturbInputs(const torch::Tensor& x, const torch::Tensor& r, bool additive) {
  if (!r.defined()) return x;
  return additive ? x + r : x * r;
}

torch::Tensor PerturbOutputs(const torch::Tensor& y, const torch::Tensor& s,
                             const torch::Tensor& bias, bool additive) {
  if (!s.defined()) return bias.defined() ? y + bias : y;
  if (additive) return y + (bias.defined() ? s + bias : s);
  return bias.defined() ? torch::addcmul(bias, y, s) : y * s;
}

}  // namespace credence::layers
