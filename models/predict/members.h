// The members: drawn once, at load, from the checkpoint's posterior and the manifest's seed, in
// plain C++, so that every executor runs the very same members.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/checkpoint/checkpoint.h"

namespace credence::predict {

// What is a member's own. Member m = k * S + j is draw j of component k. docs/checkpoint_format.md
// specifies every draw.
struct Members {
  int count = 0;  // M
  // Tensor name -> [M, dim] row-major, for every bias, a component's copied for each of its draws,
  // and every vector of the posterior: l0.r, l0.s, l0.bias, ... Gaussian: mean + stddev * eps;
  // Cauchy: loc + scale * eps, eps standard; stddev and scale are softplus(stored) + 1e-7. Dense
  // factors are clipped to [-10, 10] as in the reference implementation; LSTM factors and points
  // are not. Dropout: masks of 0 and 1 / (1 - p) in place of r. A vector that is not here is all
  // ones.
  std::map<std::string, std::vector<float>> factors;
  // Mean-field and gaussian embeddings only: tensor name -> [M, in, out], mean + stddev * eps.
  // Other kernels are not copied: see KernelOf.
  std::map<std::string, std::vector<float>> kernels;
};

// Whether each member has all kernels of its own, drawn or stored.
bool HasMemberKernels(const checkpoint::Checkpoint& checkpoint);

// A kernel as one member sees it.
struct MemberKernel {
  std::vector<int64_t> shape;  // [in, out]
  std::span<const float> values;
  bool mapped = true;  // on the checkpoint's file; false: in Members
};

// name: l0.kernel, ... Errors: NotFound.
absl::StatusOr<MemberKernel> KernelOf(const checkpoint::Checkpoint& checkpoint,
                                      const Members& members, const std::string& name, int member);

// Floats that the members of a checkpoint hold, without padding.
struct MemberFloats {
  int64_t shared = 0;  // kernels of all
  int64_t stored = 0;  // kernels of one member, as they stand in the file
  int64_t drawn = 0;   // what Members hold for one member

  int64_t per_member() const { return stored + drawn; }
};
MemberFloats CountFloats(const checkpoint::Checkpoint& checkpoint);

// The first draws of a component are the same whatever `samples` is.
Members DrawMembers(const checkpoint::Checkpoint& checkpoint, int samples, uint64_t seed);

// Standard variates of one component of a vector or kernel: a std::mt19937_64 whose seed is made of
// the model's seed, its name and the component. Specified in docs/checkpoint_format.md, so that
// another implementation draws the same members. One thread.
class NoiseStream {
 public:
  NoiseStream(uint64_t seed, std::string_view name, int component);

  double Normal();   // Box-Muller: the cosine first, then the sine of the same pair
  double Cauchy();   // tan(pi (u - 1/2))
  double Uniform();  // u: 53 bits, in [0, 1)

 private:
  std::mt19937_64 generator_;
  double kept_ = 0;
  bool has_kept_ = false;
};

}  // namespace credence::predict
