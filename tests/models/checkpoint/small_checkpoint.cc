#include "tests/models/checkpoint/small_checkpoint.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <numeric>

#include "models/checkpoint/posteriors.h"

namespace credence::checkpoint {
namespace {

bool EndsWith(const std::string& name, const std::string& end) { return name.ends_with(end); }

bool Contains(const std::string& name, const std::string& part) {
  return name.find(part) != std::string::npos;
}

int64_t Product(const std::vector<int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

}  // namespace

std::map<std::string, ArrayView> OwnedWeights::Views() const {
  std::map<std::string, ArrayView> views;
  for (const auto& [name, array] : values) {
    views[name] = {DType::kF32, shapes.at(name), reinterpret_cast<const std::byte*>(array.data())};
  }
  return views;
}

Manifest SmallManifest(int64_t input_width, std::vector<int64_t> hidden) {
  Manifest manifest;
  manifest.model = "small";
  manifest.version = 1;
  manifest.description = "A small network with random weights.";
  manifest.classes = {"survived", "died"};
  manifest.network = {.name = "mlp", .input_width = input_width, .hidden = std::move(hidden)};
  manifest.rank1 = {.components = 2, .samples = 3, .posterior = "gaussian", .seed = 11};
  manifest.schema.name = "tensors";
  manifest.encoding = {{"kind", "tensor"}, {"width", input_width}};
  manifest.strata = {{"low", 0, 0.1}, {"moderate", 0.1, 0.4}, {"high", 0.4, 1}};
  manifest.deferral.max_epistemic = 0.05;
  manifest.cohorts = {"medical", "surgical"};
  manifest.calibration_bin_edges = {0.1, 0.2, 0.5};
  manifest.provenance = {{"recipe", "none"}};
  manifest.figures = {{"auroc", 0.5}};
  return manifest;
}

Rank1Spec SmallRank1(const std::string& posterior) {
  const PosteriorKind& kind = *FindPosterior(posterior);
  return {.components = kind.many_components ? 2 : 1,
          .samples = kind.many_samples ? 3 : 1,
          .posterior = posterior,
          .seed = 11,
          .dropout_rate = kind.masks ? 0.25 : 0};
}

OwnedWeights RandomWeights(const Manifest& manifest, uint64_t seed) {
  OwnedWeights weights;
  weights.shapes = ExpectedTensors(manifest.network, manifest.rank1).value();
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal;
  for (const auto& [name, shape] : weights.shapes) {
    std::vector<float>& values = weights.values[name];
    values.resize(static_cast<size_t>(Product(shape)));
    const bool kernel = Contains(name, "kernel");
    const bool width = EndsWith(name, ".stddev") || EndsWith(name, ".scale");
    const float spread =
        kernel && !width ? 1 / std::sqrt(static_cast<float>(shape[shape.size() - 2])) : 0.1f;
    for (float& value : values) {
      value = spread * normal(generator);
      if (width) value -= 2;
      if (!kernel && !width && !EndsWith(name, "bias")) value += generator() % 2 == 0 ? 1 : -1;
    }
  }
  return weights;
}

std::string TestFolder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "credence" /
                                       test->test_suite_name() / test->name();
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder.string();
}

std::string WriteSmallCheckpoint(const Manifest& manifest, uint64_t seed) {
  const std::string folder = TestFolder() + "/small/1";
  const absl::Status status =
      WriteCheckpoint(folder, manifest, RandomWeights(manifest, seed).Views(), "# A small model\n");
  EXPECT_TRUE(status.ok()) << status;
  return folder;
}

}  // namespace credence::checkpoint
