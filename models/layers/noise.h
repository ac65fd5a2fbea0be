// Standardised noise for the reparameterised draws of a layer's weights.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "models/layers/family.h"

namespace credence::layers {

// Where standardised noise comes from: a generator in training, stored draws in a replay.
class NoiseSource {
 public:
  virtual ~NoiseSource() = default;

  // Noise for the vector of that full name, such as `l0.r`: [K, B, dim], standard normal
  // (kGaussian), standard Cauchy (kCauchy), uniform in [0, 1) (kDropout) or signs of +-1
  // (kMeanField). Each example and component has its own; one call per vector and forward pass.
  virtual torch::Tensor Draw(const std::string& name, Family family, int64_t K, int64_t B,
                             int64_t dim, const torch::TensorOptions& options) = 0;

  // Standard normal noise for the kernel of that full name, [in, out]; one for all examples of a
  // forward pass. As it stands here: Draw of in examples. A source whose examples share their noise
  // must draw otherwise.
  virtual torch::Tensor DrawKernel(const std::string& name, int64_t in, int64_t out,
                                   const torch::TensorOptions& options);
};

// Independent draws from one generator. It draws on the CPU whatever the device asked for, so that
// a seed means the same noise everywhere. Not thread-safe.
class GeneratorNoise final : public NoiseSource {
 public:
  explicit GeneratorNoise(uint64_t seed);

  torch::Tensor Draw(const std::string& name, Family family, int64_t K, int64_t B, int64_t dim,
                     const torch::TensorOptions& options) override;

  // The generator's state, uint8 [n]: a source set to it goes on with the very same draws.
  torch::Tensor State() const;
  // Errors: InvalidArgument if the bytes are no such state.
  absl::Status SetState(const torch::Tensor& state);

 private:
  torch::Generator generator_;
};

}  // namespace credence::layers
