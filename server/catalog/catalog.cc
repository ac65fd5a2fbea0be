#include "server/catalog/catalog.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/catalog/examples.h"
#include "server/predict/errors.h"

namespace credence::server {
namespace {

namespace fs = std::filesystem;

void Refuse(const fs::path& folder, const std::string& reason, Metrics& metrics, Log& log) {
  metrics.load_failures().Increment();
  log.Error("refused a model version", {{"folder", folder.string()}, {"reason", reason}});
}

// Names that start with a dot are somebody's temporary folders; a volume of its own has lost+found.
bool IsForeign(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name.starts_with('.') || name == "lost+found";
}

// Sorted. What cannot be read is refused.
std::vector<fs::path> Folders(const fs::path& directory, Metrics& metrics, Log& log) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    if (IsForeign(it->path())) continue;
    std::error_code unknown;
    if (it->is_directory(unknown)) folders.push_back(it->path());
    if (unknown) Refuse(it->path(), unknown.message(), metrics, log);
  }
  if (error) Refuse(directory, error.message(), metrics, log);
  std::ranges::sort(folders);
  return folders;
}

absl::StatusOr<int64_t> VersionOf(const fs::path& folder) {
  const std::string name = folder.filename().string();
  int64_t version = 0;
  if (!absl::SimpleAtoi(name, &version) || version < 1 || absl::StrCat(version) != name) {
    return absl::InvalidArgumentError(
        absl::StrCat("version folder: got ", name, ", wanted a number from 1"));
  }
  return version;
}

absl::StatusOr<std::shared_ptr<const Served>> LoadVersion(const fs::path& folder,
                                                          const PredictorLoader& loader,
                                                          const BatchLimits& limits,
                                                          Metrics& metrics) {
  auto version = VersionOf(folder);
  if (!version.ok()) return version.status();
  auto predictor = loader(folder.string());
  if (!predictor.ok()) return predictor.status();
  auto examples = ReadExamples(**predictor);
  if (!examples.ok()) return examples.status();
  auto served = std::make_shared<Served>();
  served->model = folder.parent_path().filename().string();
  served->version = *version;
  served->predictor = *std::move(predictor);
  served->examples = *std::move(examples);
  served->metrics = metrics.ForModel(served->model, served->version, *served->predictor);
  served->outcomes = std::make_unique<OutcomeMetrics>(metrics.registry(), served->model,
                                                      served->version, served->predictor->manifest);
  served->inputs =
      metrics.inputs().Add(served->model, served->version, served->predictor->manifest);
  served->batcher = std::make_unique<Batcher>(*served->predictor, limits, *served->metrics);
  if (auto status = served->batcher->Warm(); !status.ok()) return status;
  served->loaded_at = absl::Now();
  return served;
}

void LogLoaded(const Served& served, Log& log) {
  const checkpoint::Manifest& manifest = served.predictor->manifest;
  log.Info("loaded", {{"model", served.model},
                      {"version", served.version},
                      {"network", manifest.network.name},
                      {"members", int64_t{served.predictor->members()}},
                      {"executor", served.predictor->executor->name()},
                      {"weights_sha256", manifest.weights_sha256}});
  if (const size_t uncounted = served.inputs->uncounted(); uncounted > 0) {
    log.Warning("the schema has more bins than are counted; its last inputs are not",
                {{"inputs", static_cast<int64_t>(uncounted)}});
  }
  if (manifest.model != served.model || manifest.version != served.version) {
    log.Warning("the manifest has another name than its folder; the folder's is served",
                {{"folder", absl::StrCat(served.model, "/", served.version)},
                 {"manifest", absl::StrCat(manifest.model, "/", manifest.version)}});
  }
}

}  // namespace

absl::StatusOr<Catalog> Catalog::Load(const std::string& repository, const PredictorLoader& loader,
                                      const BatchLimits& limits, Metrics& metrics, Log& log) {
  std::error_code error;
  if (!fs::is_directory(repository, error)) {
    return absl::NotFoundError(
        absl::StrCat("--repository: got ", repository, ", wanted a directory of models"));
  }
  Catalog catalog;
  for (const fs::path& model : Folders(repository, metrics, log)) {
    for (const fs::path& folder : Folders(model, metrics, log)) {
      auto served = LoadVersion(folder, loader, limits, metrics);
      if (!served.ok()) {
        Refuse(folder, served.status().ToString(), metrics, log);
        continue;
      }
      LogLoaded(**served, log);
      catalog.models_[(*served)->model][(*served)->version] = *std::move(served);
    }
  }
  if (catalog.models_.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "--repository: got ", repository, ", wanted at least one model that loads, as ", repository,
        "/<model>/<version>/manifest.json; the log has what was refused and why"));
  }
  return catalog;
}

absl::StatusOr<std::shared_ptr<const Served>> Catalog::Find(absl::string_view model,
                                                            int64_t version) const {
  const auto versions = models_.find(model);
  if (versions == models_.end()) return error::UnknownModel(model, Names());
  if (version == 0) return versions->second.begin()->second;
  const auto found = versions->second.find(version);
  if (found != versions->second.end()) return found->second;
  std::vector<int64_t> known;
  for (const auto& [number, served] : versions->second) known.push_back(number);
  return error::UnknownVersion(model, version, known);
}

std::vector<std::shared_ptr<const Served>> Catalog::List() const {
  std::vector<std::shared_ptr<const Served>> list;
  for (const auto& [name, versions] : models_) {
    for (const auto& [number, served] : versions) list.push_back(served);
  }
  return list;
}

std::vector<std::string> Catalog::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, versions] : models_) names.push_back(name);
  return names;
}

}  // namespace credence::server
