#include "bench/random_checkpoint.h"

#include <cmath>
#include <random>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/checkpoint.h"

namespace credence::bench {
namespace {

// Of size 1 after a layer, so that no activation saturates: kernels scaled by their inputs, factors
// near 1, standard deviations (stored before softplus) near 0.05, small biases.
std::vector<float> RandomTensor(const std::string& name, const std::vector<int64_t>& shape,
                                std::mt19937* generator) {
  const bool scale = name.ends_with(".stddev") || name.ends_with(".scale");
  const bool kernel = !scale && name.find("kernel") != std::string::npos;
  const bool bias = name.ends_with("bias");
  const float mean = scale ? -3.0f : kernel || bias ? 0.0f : 1.0f;
  const float stddev =
      kernel ? std::sqrt(2.0f / static_cast<float>(shape[shape.size() - 2])) : 0.1f;
  std::normal_distribution<float> normal(mean, stddev);
  int64_t size = 1;
  for (const int64_t dimension : shape) size *= dimension;
  std::vector<float> values(size);
  for (float& value : values) value = normal(*generator);
  return values;
}

}  // namespace

checkpoint::Manifest RandomManifest(const Dimensions& d) {
  checkpoint::Manifest manifest;
  manifest.model = "random";
  manifest.version = 1;
  manifest.description = "Random weights: for measurements, not for use.";
  manifest.classes = {"no", "yes"};
  manifest.network = {.name = d.network,
                      .input_width = d.input_width,
                      .hidden = d.hidden,
                      .steps = d.steps,
                      .step_width = d.step_width,
                      .lstm_units = d.lstm_units};
  manifest.rank1 = {.components = d.components, .samples = d.samples, .posterior = d.posterior};
  if (d.posterior == "dropout") manifest.rank1.dropout_rate = 0.1;
  manifest.schema.name = "tensor";
  manifest.encoding = {{"kind", "tensor"}, {"width", d.input_width}};
  manifest.strata = {{"low", 0, 0.1}, {"moderate", 0.1, 0.4}, {"high", 0.4, 1}};
  manifest.deferral.max_epistemic = 0.05;
  return manifest;
}

absl::Status WriteRandomCheckpoint(const std::string& directory,
                                   const checkpoint::Manifest& manifest) {
  const auto shapes = checkpoint::ExpectedTensors(manifest.network, manifest.rank1);
  if (!shapes.ok()) return shapes.status();
  std::mt19937 generator(1);
  std::map<std::string, std::vector<float>> values;
  std::map<std::string, checkpoint::ArrayView> weights;
  for (const auto& [name, shape] : *shapes) {
    values[name] = RandomTensor(name, shape, &generator);
    weights[name] = {.dtype = checkpoint::DType::kF32,
                     .shape = shape,
                     .data = reinterpret_cast<const std::byte*>(values[name].data())};
  }
  return checkpoint::WriteCheckpoint(
      absl::StrCat(directory, "/", manifest.model, "/", manifest.version), manifest, weights,
      "# Random weights\n\nFor measurements, not for use.\n");
}

}  // namespace credence::bench
