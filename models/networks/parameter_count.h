// How many parameters a network has under each family of weights, counted from the shapes of its
// layers; nothing is built. Plain C++.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/checkpoint/manifest.h"

namespace credence::networks {

// One product with a kernel. A layer with two kernels (an LSTM) is two of these.
struct LayerShape {
  int64_t weights = 0;  // elements of the kernel
  int64_t in = 0;       // elements of r: input units or channels
  int64_t out = 0;      // elements of s
  int64_t biases = 0;   // of one component
};

LayerShape Dense(int64_t in, int64_t out);
LayerShape Conv2d(int64_t kernel_size, int64_t in, int64_t out);  // without a bias

struct NetworkShape {
  std::vector<LayerShape> layers;
  std::vector<int64_t> batch_norms;  // channels of each
};

// The paper's image networks, from the authors' code. WideResNet(28, 10, classes) is WRN-28-10: a
// 3 x 3 stem of 16 channels, three groups of (depth - 4) / 6 pre-activation blocks, widths
// 16, 32, 64 times `widen`, 1 x 1 shortcuts where shapes differ. REQUIRES: 6 divides depth - 4.
NetworkShape WideResNet(int depth, int64_t widen, int64_t classes);
NetworkShape ResNet50(int64_t classes);

// A network of the table in networks.h; its embedding is a layer without in, out and biases.
// Errors: InvalidArgument for an unknown name.
absl::StatusOr<NetworkShape> ShapeOf(const checkpoint::NetworkSpec& spec);

struct ParameterCount {
  int64_t kernels = 0;
  int64_t factors = 0;  // of r and s
  int64_t biases = 0;
  int64_t batch_norm = 0;  // scales and offsets
  int64_t moving = 0;      // running means and variances: kept, not trained
  int64_t trainable() const { return kernels + factors + biases + batch_norm; }
  int64_t total() const { return trainable() + moving; }
};

// posterior: as in checkpoint::Rank1Spec. Rank-1 families hold K vectors r and s per layer, of one
// number per element (point) or two (gaussian, cauchy), and K biases; mean_field two numbers per
// weight; ensemble K of everything. batch_norm_per_component: K batch norms in place of each one.
// Learned prior means are not counted. Errors: InvalidArgument for an unknown posterior.
absl::StatusOr<ParameterCount> CountParameters(const NetworkShape& network,
                                               const std::string& posterior, int64_t components,
                                               bool batch_norm_per_component = false);

// Of a checkpoint: the numbers of checkpoint::StoredParameters by kind. A gaussian_embedding has
// two per weight. Errors: those of ShapeOf and of the other.
absl::StatusOr<ParameterCount> CountParameters(const checkpoint::NetworkSpec& network,
                                               const checkpoint::Rank1Spec& rank1);

}  // namespace credence::networks
