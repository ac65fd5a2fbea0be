#include "models/training/run_recipe.h"

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "models/training/cross_validate.h"
#include "models/training/curves.h"
#include "models/training/device.h"
#include "models/training/export.h"
#include "models/training/progress.h"

namespace credence::training {
namespace {

void Print(const CrossValidation& result, std::ostream& out) {
  out << absl::StrFormat("%-28s %8s %10s %9s\n", "out of fold", "mean", "se (rows)", "sd (seeds)");
  int i = 0;
  for (const metrics::FigureRow& row : metrics::FigureRows(result.binary)) {
    const metrics::Interval& interval = result.interval[i++];
    out << absl::StrFormat("%-28s %8.4f %10.4f %9.4f\n", row.label, result.mean.*row.value,
                           (interval.high - interval.low) / (2 * 1.959964),
                           result.seed_stddev.*row.value);
  }
}

std::string Today() { return absl::FormatTime("%Y-%m-%d", absl::Now(), absl::UTCTimeZone()); }

std::string StatePath(const TrainFiles& files) { return files.out + "/training/state.safetensors"; }

// An ensemble keeps one state per network.
void ForgetStates(const std::string& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> states;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (absl::StartsWith(name, "state") && absl::EndsWith(name, ".safetensors")) {
      states.push_back(entry.path());
    }
  }
  for (const auto& state : states) std::filesystem::remove(state, error);
}

// What rank 0 writes into; returns the figures to write.
absl::StatusOr<HeldOutFigures> OpenFiles(const TrainFiles& files) {
  HeldOutFigures figures;
  if (!files.figures.empty()) {
    auto read = ReadFigures(files.figures);
    if (!read.ok()) return read.status();
    figures = *std::move(read);
  }
  const std::string folder = files.out + "/training";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::InternalError(absl::StrCat(folder, ": ", error.message()));
  if (files.restart) ForgetStates(folder);
  return figures;
}

// All that training needs, and what is written with its result.
struct Ready {
  torch::Device device = torch::kCPU;
  HeldOutFigures figures;
  std::shared_ptr<const Charts> charts;
  data::Split split;
  Prepared prepared;
};

absl::StatusOr<Ready> GetReady(const Recipe& recipe, const TrainFiles& files, bool writes) {
  Ready ready;
  const auto device = FindDevice(files.device);
  if (!device.ok()) return device.status();
  ready.device = torch::Device(*device);
  if (writes) {
    auto figures = OpenFiles(files);
    if (!figures.ok()) return figures.status();
    ready.figures = *std::move(figures);
  }
  ready.charts = files.charts;
  if (ready.charts == nullptr) {
    auto charts = ReadCharts(recipe);
    if (!charts.ok()) return charts.status();
    ready.charts = std::make_shared<const Charts>(*std::move(charts));
  }
  auto split = data::GroupHoldOut(ready.charts->labelled, recipe.data.holdout, recipe.seed);
  if (!split.ok()) return split.status();
  ready.split = *std::move(split);
  auto prepared = Prepare(recipe, *ready.charts, ready.split);
  if (!prepared.ok()) return prepared.status();
  ready.prepared = *std::move(prepared);
  const auto draft = DraftManifest(recipe, *ready.charts, ready.prepared);
  if (!draft.ok()) return draft.status();
  return ready;
}

absl::StatusOr<Trained> Fit(const Recipe& recipe, const Ready& ready, const TrainFiles& files,
                            Group& group, Progress& progress) {
  TrainOptions options;
  options.state_path = StatePath(files);
  options.group = &group;
  options.device = ready.device;
  if (group.rank() == 0) {
    options.on_step = [&](const Run& run) {
      progress.OnStep(run);
      if (files.on_step) files.on_step(run.schedule.steps_per_epoch, run.schedule.steps);
    };
    options.on_epoch = [&](const Run& run) { progress.OnEpoch(run); };
  }
  return Train(recipe, ready.prepared.network, ready.prepared.training, ready.prepared.held_out,
               DataFingerprint(*ready.charts, ready.prepared), options);
}

}  // namespace

absl::Status TrainRecipe(const Recipe& recipe, const TrainFiles& files, std::ostream& progress,
                         bool live, Group* group) {
  Alone alone;
  Group& all = group != nullptr ? *group : alone;
  const bool writes = all.rank() == 0;
  const auto ready = GetReady(recipe, files, writes);
  if (auto status = Agree(all, ready.status()); !status.ok()) return status;
  Progress shown(progress, live);
  const auto trained = Fit(recipe, *ready, files, all, shown);
  if (!trained.ok() || !writes) return trained.status();
  auto status = WriteCurves(files.out + "/training", recipe.model, trained->curve);
  if (!status.ok()) return status;
  const auto manifest =
      MakeManifest(recipe, *ready->charts, ready->prepared, *trained, ready->figures, Today());
  if (!manifest.ok()) return manifest.status();
  status = WriteTrained(files.out, recipe, *trained, *manifest);
  if (status.ok()) status = AddReference(files.out, *ready->charts, ready->split);
  if (status.ok()) progress << "wrote " << files.out << '\n';
  return status;
}

absl::Status CrossValidateRecipe(const Recipe& recipe, const FoldCounts& counts, std::ostream& out,
                                 std::ostream& progress) {
  const auto device = FindDevice(counts.device);
  if (!device.ok()) return device.status();
  const auto charts = ReadCharts(recipe);
  if (!charts.ok()) return charts.status();
  const auto result =
      CrossValidate(recipe, *charts,
                    {.folds = counts.folds,
                     .seeds = counts.seeds,
                     .threads = counts.threads,
                     .device = torch::Device(*device),
                     .on_network = [&progress](int done, int total) {
                       progress << absl::StrFormat("\rnetwork %d of %d", done, total) << std::flush;
                     }});
  progress << '\n';
  if (!result.ok()) return result.status();
  Print(*result, out);
  return absl::OkStatus();
}

}  // namespace credence::training
