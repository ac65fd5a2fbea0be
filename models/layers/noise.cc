#include "models/layers/noise.h"

#include <ATen/CPUGeneratorImpl.h>

#include <exception>

#include "absl/strings/str_cat.h"

namespace credence::layers {

torch::Tensor NoiseSource::DrawKernel(const std::string& name, int64_t in, int64_t out,
                                      const torch::TensorOptions& options) {
  return Draw(name, Family::kGaussian, 1, in, out, options).squeeze(0);
}

GeneratorNoise::GeneratorNoise(uint64_t seed)
    : generator_(at::make_generator<at::CPUGeneratorImpl>(seed)) {}

torch::Tensor GeneratorNoise::Draw(const std::string&, Family family, int64_t K, int64_t B,
                                   int64_t dim, const torch::TensorOptions& options) {
  torch::Tensor noise = torch::empty({K, B, dim}, options.device(torch::kCPU));
  if (family == Family::kCauchy) {
    noise.cauchy_(0, 1, generator_);
  } else if (family == Family::kDropout) {
    noise.uniform_(0, 1, generator_);
  } else if (family == Family::kMeanField) {
    noise.bernoulli_(0.5, generator_).mul_(2).sub_(1);
  } else {
    noise.normal_(0, 1, generator_);
  }
  return noise.to(options.device());
}

torch::Tensor GeneratorNoise::State() const { return generator_.get_state(); }

absl::Status GeneratorNoise::SetState(const torch::Tensor& state) {
  try {
    generator_.set_state(state);
  } catch (const std::exception&) {
    return absl::InvalidArgumentError(
        absl::StrCat("noise state: got ", state.numel(), " elements of type ",
                     c10::toString(state.scalar_type()), ", want the ", State().numel(),
                     " bytes that State() of this build of LibTorch gives"));
  }
  return absl::OkStatus();
}

}  // namespace credence::layers
