// Standardised noise for the reparameterised draws of the rank-1 vectors.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace credence::layers {

enum class Family { kPoint, kGaussian, kCauchy };

// Where standardised noise comes from: a generator in training, stored draws in a replay.
class NoiseSource {
 public:
  virtual ~NoiseSource() = default;

  // Noise for the vector of that full name, such as `l0.r`: [K, B, dim], standard normal
  // (kGaussian) or standard Cauchy (kCauchy). Each example and component has its own; one call per
  // vector and forward pass.
  virtual torch::Tensor Draw(const std::string& name, Family family, int64_t K, int64_t B,
                             int64_t dim, const torch::TensorOptions& options) = 0;
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
