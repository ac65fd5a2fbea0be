// Initial values of parameters. Each draws from the generator it is given and nothing else, so a
// seed gives the same network.
#pragma once

#include <torch/torch.h>

#include <cstdint>

namespace credence::layers {

torch::Generator MakeGenerator(uint64_t seed);

// Normal(mean, stddev) cut at two of its standard deviations; `stddev` is that before the cut.
torch::Tensor TruncatedNormal(at::IntArrayRef shape, double mean, double stddev,
                              torch::Generator generator);

// The same about 0, widened so that the values have `stddev` after the cut (Keras' he_normal and
// lecun_normal).
torch::Tensor TruncatedKernel(int64_t in, int64_t out, double stddev, torch::Generator generator);

// p > 0: +1 with probability p, else -1; p <= 0: Normal(mean, |p|).
torch::Tensor RandomSigns(at::IntArrayRef shape, double p, torch::Generator generator,
                          double mean = 1);

// Uniform in +-sqrt(6 / (in + out)).
torch::Tensor GlorotUniform(int64_t in, int64_t out, torch::Generator generator);

// Orthonormal rows (in <= out) or columns (in > out).
torch::Tensor Orthogonal(int64_t in, int64_t out, torch::Generator generator);

}  // namespace credence::layers
