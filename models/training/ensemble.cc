#include "models/training/ensemble.h"

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "models/training/seed.h"

namespace credence::training {
namespace {

constexpr uint64_t kEnsemblePurpose = 6;

// Kernels [in, out] -> [N, in, out]; biases [1, out] -> [N, out].
absl::StatusOr<std::shared_ptr<networks::Network>> Stack(
    const Recipe& recipe, const checkpoint::NetworkSpec& spec,
    const std::vector<std::shared_ptr<networks::Network>>& parts) {
  auto stacked = networks::MakeNetwork(spec, SpecOf(recipe.posterior));
  if (!stacked.ok()) return stacked.status();
  const torch::NoGradGuard no_grad;
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto parameters = parts[i]->named_parameters();
    for (auto& item : (*stacked)->named_parameters()) {
      torch::Tensor own = item.value()[static_cast<int64_t>(i)];
      own.copy_(parameters[item.key()].view_as(own));
    }
  }
  return stacked;
}

void Append(const std::vector<CurvePoint>& curve, std::vector<CurvePoint>& whole) {
  const CurvePoint before = whole.empty() ? CurvePoint{} : whole.back();
  for (CurvePoint point : curve) {
    point.epoch += before.epoch;
    point.step += before.step;
    whole.push_back(point);
  }
}

}  // namespace

Recipe RecipeOfNetwork(const Recipe& ensemble, int i) {
  Recipe recipe = ensemble;
  recipe.posterior.family = "deterministic";
  recipe.posterior.components = recipe.posterior.samples = 1;
  if (i > 0) recipe.seed = MixSeed(ensemble.seed, kEnsemblePurpose, i);
  absl::StrAppend(&recipe.text, "\nnetwork ", i + 1);  // tells their states apart
  return recipe;
}

std::string StatePathOfNetwork(const std::string& path, int i) {
  if (path.empty()) return path;
  const std::filesystem::path whole(path);
  const std::string name =
      absl::StrCat(whole.stem().string(), "_", i + 1, whole.extension().string());
  return (whole.parent_path() / name).string();
}

absl::StatusOr<Trained> TrainEnsemble(const Recipe& recipe, const checkpoint::NetworkSpec& network,
                                      const Rows& rows, const Rows& validation,
                                      const std::string& data_hash, const TrainOptions& options) {
  Trained trained;
  std::vector<std::shared_ptr<networks::Network>> parts;
  for (int i = 0; i < recipe.posterior.components; ++i) {
    TrainOptions own = options;
    own.number = i + 1;
    own.count = recipe.posterior.components;
    own.state_path = StatePathOfNetwork(options.state_path, i);
    auto part = Train(RecipeOfNetwork(recipe, i), network, rows, validation, data_hash, own);
    if (!part.ok()) return part.status();
    parts.push_back(part->network);
    Append(part->curve, trained.curve);
    trained.epochs = std::max(trained.epochs, part->epochs);
  }
  auto stacked = Stack(recipe, network, parts);
  if (!stacked.ok()) return stacked.status();
  trained.network = *std::move(stacked);
  return trained;
}

}  // namespace credence::training
