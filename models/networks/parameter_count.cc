#include "models/networks/parameter_count.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace credence::networks {
namespace {

// How often a family holds each kind of number.
struct Copies {
  int64_t per_weight = 1;
  int64_t per_factor = 0;
  int64_t of_biases = 1;
  int64_t of_norms = 1;
};

absl::StatusOr<Copies> CopiesOf(const std::string& posterior, int64_t K, bool norm_per_component) {
  const int64_t norms = norm_per_component ? K : 1;
  if (posterior == "point") return Copies{1, K, K, norms};
  if (posterior == "gaussian" || posterior == "cauchy") return Copies{1, 2 * K, K, norms};
  if (posterior == "deterministic" || posterior == "dropout") return Copies{};
  if (posterior == "mean_field") return Copies{.per_weight = 2};
  if (posterior == "ensemble") return Copies{K, 0, K, K};
  return absl::InvalidArgumentError(absl::StrCat(
      "posterior: got \"", posterior,
      "\", want point, gaussian, cauchy, deterministic, dropout, mean_field or ensemble"));
}

void AddStack(NetworkShape& network, int64_t in, const checkpoint::NetworkSpec& spec) {
  for (const int64_t width : spec.hidden) {
    network.layers.push_back(Dense(in, width));
    in = width;
  }
  network.layers.push_back(Dense(in, spec.outputs));
}

}  // namespace

LayerShape Dense(int64_t in, int64_t out) { return {in * out, in, out, out}; }

LayerShape Conv2d(int64_t kernel_size, int64_t in, int64_t out) {
  return {kernel_size * kernel_size * in * out, in, out, 0};
}

NetworkShape WideResNet(int depth, int64_t widen, int64_t classes) {
  NetworkShape network;
  const int blocks = (depth - 4) / 6;
  int64_t in = 16;
  network.layers.push_back(Conv2d(3, 3, in));
  for (const int64_t base : {16, 32, 64}) {
    const int64_t out = base * widen;
    for (int block = 0; block < blocks; ++block) {
      network.batch_norms.insert(network.batch_norms.end(), {in, out});
      network.layers.push_back(Conv2d(3, in, out));
      network.layers.push_back(Conv2d(3, out, out));
      // The first block of a group changes the width, the stride or both.
      if (in != out) network.layers.push_back(Conv2d(1, in, out));
      in = out;
    }
  }
  network.batch_norms.push_back(in);
  network.layers.push_back(Dense(in, classes));
  return network;
}

NetworkShape ResNet50(int64_t classes) {
  NetworkShape network;
  const auto add = [&](int64_t kernel_size, int64_t in, int64_t out) {
    network.layers.push_back(Conv2d(kernel_size, in, out));
    network.batch_norms.push_back(out);
  };
  add(7, 3, 64);
  int64_t in = 64, width = 64;
  for (const int blocks : {3, 4, 6, 3}) {
    for (int block = 0; block < blocks; ++block) {
      if (block == 0) add(1, in, 4 * width);  // shortcut
      add(1, in, width);
      add(3, width, width);
      add(1, width, 4 * width);
      in = 4 * width;
    }
    width *= 2;
  }
  network.layers.push_back(Dense(in, classes));
  return network;
}

absl::StatusOr<NetworkShape> ShapeOf(const checkpoint::NetworkSpec& spec) {
  NetworkShape network;
  if (spec.name == "mlp") {
    AddStack(network, spec.input_width, spec);
    return network;
  }
  if (spec.name == "ehr_lstm") {
    const int64_t u = spec.lstm_units, summaries = spec.input_width - spec.steps * spec.step_width;
    const int64_t in = spec.embedding > 0 ? spec.embedding : spec.step_width;
    if (spec.embedding > 0) network.layers.push_back({.weights = spec.step_width * in});
    network.layers.push_back({in * 4 * u, in, 4 * u, 4 * u});
    network.layers.push_back({u * 4 * u, u, 4 * u, 0});  // of the state: no bias of its own
    AddStack(network, u + summaries, spec);
    return network;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("network.name: got \"", spec.name, "\", want mlp or ehr_lstm"));
}

absl::StatusOr<ParameterCount> CountParameters(const NetworkShape& network,
                                               const std::string& posterior, int64_t components,
                                               bool batch_norm_per_component) {
  const auto copies = CopiesOf(posterior, components, batch_norm_per_component);
  if (!copies.ok()) return copies.status();
  ParameterCount count;
  for (const LayerShape& layer : network.layers) {
    count.kernels += copies->per_weight * layer.weights;
    count.factors += copies->per_factor * (layer.in + layer.out);
    count.biases += copies->of_biases * layer.biases;
  }
  for (const int64_t channels : network.batch_norms) {
    count.batch_norm += copies->of_norms * 2 * channels;
    count.moving += copies->of_norms * 2 * channels;
  }
  return count;
}

absl::StatusOr<ParameterCount> CountParameters(const checkpoint::NetworkSpec& network,
                                               const checkpoint::Rank1Spec& rank1) {
  const auto shape = ShapeOf(network);
  if (!shape.ok()) return shape.status();
  auto count = CountParameters(*shape, rank1.posterior, rank1.components);
  if (count.ok() && rank1.gaussian_embedding) {
    count->kernels += network.step_width * network.embedding;
  }
  return count;
}

}  // namespace credence::networks
