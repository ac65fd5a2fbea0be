// The members' factors: drawn once, at load, from the checkpoint's posterior and the manifest's seed, in plain C++, so
// that every executor runs the very same members.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/checkpoint/checkpoint.h"

namespace credence::predict {

// Tensor name -> [M, dim] row-major, for every rank-1 vector and bias of the network: l0.r, l0.s, l0.bias, ...
// Member m = k * S + j is draw j of component k; a bias is its component's. Kernels are not copied: read them from the
// checkpoint. Gaussian: mean + stddev * eps; Cauchy: loc + scale * eps, eps standard; dense factors are clipped to
// [-10, 10] as in the reference implementation, LSTM factors are not.
// The generator is specified in docs/checkpoint_format.md, so that another implementation draws the same members.
struct Members {
  int count = 0;  // M
  std::map<std::string, std::vector<float>> factors;
};

Members DrawMembers(const checkpoint::Checkpoint& checkpoint, int samples, uint64_t seed);

}  // namespace credence::predict
