#include "models/compare/plan.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/atomic_file.h"
#include "models/checkpoint/safetensors.h"
#include "models/compare/records.h"

namespace credence::compare {
namespace {

// Raised where a change of the program makes earlier results another thing.
constexpr int kResultFormat = 2;
constexpr size_t kMostBytes = size_t{1} << 34;

// SHA-256 by path: every file is read once.
class Hashes {
 public:
  absl::StatusOr<std::string> Of(const std::string& path) {
    if (const auto known = hashes_.find(path); known != hashes_.end()) return known->second;
    std::string bytes;
    if (std::filesystem::is_directory(path)) {
      std::vector<std::string> files;
      for (const auto& entry : std::filesystem::directory_iterator(path)) {
        if (entry.is_regular_file()) files.push_back(entry.path().string());
      }
      std::sort(files.begin(), files.end());
      for (const std::string& file : files) {
        const auto hash = Of(file);
        if (!hash.ok()) return hash.status();
        absl::StrAppend(&bytes, file, " ", *hash, "\n");
      }
    } else {
      auto read = checkpoint::ReadFile(path, kMostBytes);
      if (!read.ok()) return read.status();
      bytes = *std::move(read);
    }
    return hashes_[path] = checkpoint::Sha256(std::as_bytes(std::span(bytes)));
  }

 private:
  std::map<std::string, std::string> hashes_;
};

// Of the folder that holds a seed's networks, one model for each method: a repository as it stands.
std::string RepositoryName(uint64_t seed, int fold) {
  return fold == 0 ? absl::StrCat("seed", seed) : absl::StrCat("seed", seed, "_fold", fold);
}

absl::StatusOr<training::Recipe> RecipeOf(const SetEntry& set, const MethodEntry& method,
                                          uint64_t seed) {
  std::vector<std::string> overrides = OverridesOf(set);
  overrides.insert(overrides.end(), method.overrides.begin(), method.overrides.end());
  // A card says how a checkpoint was judged before it shipped; these are judged here.
  overrides.insert(overrides.end(), {absl::StrCat("seed=", seed), "card=''", "version=1",
                                     absl::StrCat("model='", method.name, "'")});
  return training::ReadRecipe(set.recipe, overrides, method.file);
}

// All methods of a set learn from the same records: they are read once, and pairs are of one kind.
absl::StatusOr<training::DataRecipe> DataOf(const SetEntry& set) {
  const auto recipe = training::ReadRecipe(set.recipe, OverridesOf(set));
  if (!recipe.ok()) return recipe.status();
  if (set.folds == 0 && recipe->data.test_records.empty() && recipe->data.test_share == 0) {
    return absl::InvalidArgumentError(absl::StrCat("sets.", set.name,
                                                   ".test_records: got none, nor folds, nor has "
                                                   "the recipe any or a data.test_share"));
  }
  return recipe->data;
}

absl::Status CheckData(const SetEntry& set, const MethodEntry& method, training::DataRecipe of_set,
                       const training::DataRecipe& of_method) {
  of_set.holdout = of_method.holdout;
  if (of_method == of_set) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("methods.", method.name,
                                                 ".set: got other [data] than sets.", set.name,
                                                 " has, wanted the same for all methods"));
}

absl::StatusOr<std::string> FingerprintOf(const Suite& suite, const SetEntry& set, int fold,
                                          const training::Recipe& recipe, Hashes& hashes) {
  std::string text = absl::StrCat("format ", kResultFormat, "\n", recipe.text, "\n");
  if (suite.records > 0) absl::StrAppend(&text, "records ", suite.records, "\n");
  if (!set.train_without.empty()) absl::StrAppend(&text, "without ", set.train_without, "\n");
  if (!set.test_only.empty()) absl::StrAppend(&text, "only ", set.test_only, "\n");
  if (fold > 0) absl::StrAppend(&text, "fold ", fold, " of ", set.folds, "\n");
  const training::DataRecipe& data = recipe.data;
  const std::vector<std::string> schema = {data.schema};
  for (const auto* paths :
       {&schema, &data.records, &data.outcomes, &data.test_records, &data.test_outcomes}) {
    for (const std::string& path : *paths) {
      if (path.empty()) continue;  // a set of images has no schema file
      const auto hash = hashes.Of(path);
      if (!hash.ok()) return hash.status();
      absl::StrAppend(&text, *hash, "\n");
    }
  }
  return checkpoint::Sha256(std::as_bytes(std::span(text)));
}

// The methods of the suite, and behind them the points of its sweep.
struct Variant {
  MethodEntry method;
  std::string sweep_of;
  int64_t components = 0;
};

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<Variant> VariantsOf(const Suite& suite, const SetEntry& set) {
  std::vector<Variant> variants;
  for (const MethodEntry& method : suite.methods) variants.push_back({method, "", 0});
  if (!suite.sweep.sets.empty() && !Has(suite.sweep.sets, set.name)) return variants;
  for (const MethodEntry& method : suite.methods) {
    if (!Has(suite.sweep.methods, method.name)) continue;
    for (const int64_t k : suite.sweep.components) {
      MethodEntry point = method;
      absl::StrAppend(&point.name, "_k", k);
      absl::StrAppend(&point.label, ", K = ", k);
      point.overrides.push_back(absl::StrCat("posterior.components=", k));
      variants.push_back({point, method.name, k});
    }
  }
  return variants;
}

// The K of each method by its own recipe.
bool IsOwnK(const std::map<std::string, int>& own, const Variant& variant) {
  const auto found = own.find(variant.sweep_of);
  return found != own.end() && found->second == variant.components;
}

// One network each; fold 0 where the set has none.
std::vector<std::pair<uint64_t, int>> SeedsAndFolds(const Suite& suite, const SetEntry& set) {
  std::vector<std::pair<uint64_t, int>> all;
  for (const uint64_t seed : suite.seeds) {
    if (set.folds == 0) all.emplace_back(seed, 0);
    for (int fold = 1; fold <= set.folds; ++fold) all.emplace_back(seed, fold);
  }
  return all;
}

}  // namespace

std::string PlannedRun::name() const {
  const auto repository = std::filesystem::path(folder).parent_path().parent_path();
  return absl::StrCat(repository.parent_path().filename().string(), " ", method, " seed ",
                      recipe.seed, fold > 0 ? absl::StrCat(" fold ", fold) : "");
}

absl::StatusOr<std::vector<PlannedRun>> PlanRuns(const Suite& suite, const std::string& out) {
  std::vector<PlannedRun> runs;
  Hashes hashes;
  for (size_t s = 0; s < suite.sets.size(); ++s) {
    const SetEntry& set = suite.sets[s];
    const auto data = DataOf(set);
    if (!data.ok()) return data.status();
    std::map<std::string, int> own_components;
    for (const Variant& variant : VariantsOf(suite, set)) {
      if (IsOwnK(own_components, variant)) continue;
      for (const auto& [seed, fold] : SeedsAndFolds(suite, set)) {
        auto recipe = RecipeOf(set, variant.method, seed);
        if (!recipe.ok()) return recipe.status();
        auto status = CheckData(set, variant.method, *data, recipe->data);
        if (!status.ok()) return status;
        if (variant.sweep_of.empty()) {
          own_components[variant.method.name] = recipe->posterior.components;
        }
        const auto fingerprint = FingerprintOf(suite, set, fold, *recipe, hashes);
        if (!fingerprint.ok()) return fingerprint.status();
        runs.push_back({.set = s,
                        .method = variant.method.name,
                        .label = variant.method.label,
                        .sweep_of = variant.sweep_of,
                        .fold = fold,
                        .recipe = *std::move(recipe),
                        .folder = absl::StrCat(out, "/", set.name, "/", RepositoryName(seed, fold),
                                               "/", variant.method.name, "/1"),
                        .fingerprint = *fingerprint});
      }
    }
  }
  return runs;
}

}  // namespace credence::compare
