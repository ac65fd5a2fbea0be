// The members' factors: drawn once, at load, from the checkpoint's posterior and the manifest's
// seed, in plain C++, so that every executor runs the very same members.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "models/checkpoint/checkpoint.h"

namespace credence::predict {

// Tensor name -> [M, dim] row-major, for every rank-1 vector and bias of the network: l0.r, l0.s,
// l0.bias, ... Member m = k * S + j is draw j of component k; a bias is its component's. Kernels
// are not copied: read them from the checkpoint. Gaussian: mean + stddev * eps; Cauchy: loc + scale
// * eps, eps standard; stddev and scale are softplus(stored) + 1e-7. Dense factors are clipped to
// [-10, 10] as in the reference implementation; LSTM factors and points are not.
struct Members {
  int count = 0;  // M
  std::map<std::string, std::vector<float>> factors;
};

// Floats of one member's factors; Members hold count times as many.
int64_t FactorsPerMember(const checkpoint::Checkpoint& checkpoint);

// The first draws of a component are the same whatever `samples` is.
Members DrawMembers(const checkpoint::Checkpoint& checkpoint, int samples, uint64_t seed);

// Standard variates of one rank-1 vector's component: a std::mt19937_64 whose seed is made of the
// model's seed, the vector's name and the component. Specified in docs/checkpoint_format.md, so
// that another implementation draws the same members. One thread.
class NoiseStream {
 public:
  NoiseStream(uint64_t seed, std::string_view name, int component);

  double Normal();  // Box-Muller: the cosine first, then the sine of the same pair
  double Cauchy();  // tan(pi (u - 1/2))

 private:
  double Uniform();  // 53 bits, in [0, 1)

  std::mt19937_64 generator_;
  double kept_ = 0;
  bool has_kept_ = false;
};

}  // namespace credence::predict
