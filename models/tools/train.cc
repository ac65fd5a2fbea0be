#include <torch/torch.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "models/tools/commands.h"
#include "models/training/cross_validate.h"
#include "models/training/curves.h"
#include "models/training/export.h"
#include "models/training/progress.h"
#include "models/training/recipe.h"

namespace credence::tools {
namespace {

struct Options {
  std::string recipe;
  std::string out;
  std::vector<std::string> overrides;
  int folds = 0;
  int seeds = 1;
  int threads = 1;
  std::string figures;
  bool restart = false;
};

void Print(const training::CrossValidation& result) {
  std::cout << absl::StrFormat("%-28s %8s %10s %9s\n", "out of fold", "mean", "se (rows)",
                               "sd (seeds)");
  int i = 0;
  for (const metrics::FigureRow& row : metrics::kFigureRows) {
    const metrics::Interval& interval = result.interval[i++];
    std::cout << absl::StrFormat("%-28s %8.4f %10.4f %9.4f\n", row.label, result.mean.*row.value,
                                 (interval.high - interval.low) / (2 * 1.959964),
                                 result.seed_stddev.*row.value);
  }
}

absl::Status CrossValidate(const training::Recipe& recipe, const Options& options) {
  const auto charts = training::ReadCharts(recipe.data);
  if (!charts.ok()) return charts.status();
  const auto result = training::CrossValidate(
      recipe, *charts,
      {.folds = options.folds,
       .seeds = options.seeds,
       .threads = options.threads,
       .on_network = [](int done, int total) {
         std::cerr << absl::StrFormat("\rnetwork %d of %d", done, total) << std::flush;
       }});
  std::cerr << '\n';
  if (!result.ok()) return result.status();
  Print(*result);
  return absl::OkStatus();
}

std::string Today() { return absl::FormatTime("%Y-%m-%d", absl::Now(), absl::UTCTimeZone()); }

absl::StatusOr<training::Trained> Fit(const training::Recipe& recipe,
                                      const training::Charts& charts,
                                      const training::Prepared& prepared,
                                      const std::string& state_path) {
  training::Progress progress(std::cerr, isatty(STDERR_FILENO) != 0);
  return training::Train(recipe, prepared.network, prepared.training, prepared.held_out,
                         absl::StrJoin(charts.hashes, "\n", absl::PairFormatter(" ")),
                         {.state_path = state_path,
                          .on_step = [&](const training::Run& run) { progress.OnStep(run); },
                          .on_epoch = [&](const training::Run& run) { progress.OnEpoch(run); }});
}

absl::Status TrainAndWrite(const training::Recipe& recipe, const Options& options) {
  training::HeldOutFigures figures;
  if (!options.figures.empty()) {
    auto read = training::ReadFigures(options.figures);
    if (!read.ok()) return read.status();
    figures = *std::move(read);
  }
  const std::string folder = options.out + "/training";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::InternalError(absl::StrCat(folder, ": ", error.message()));
  const std::string state_path = folder + "/state.safetensors";
  if (options.restart) std::filesystem::remove(state_path, error);

  const auto charts = training::ReadCharts(recipe.data);
  if (!charts.ok()) return charts.status();
  const auto split =
      data::StratifiedHoldOut(charts->labelled.labels, recipe.data.holdout, recipe.seed);
  if (!split.ok()) return split.status();
  const auto prepared = training::Prepare(recipe, *charts, *split);
  if (!prepared.ok()) return prepared.status();
  const auto trained = Fit(recipe, *charts, *prepared, state_path);
  if (!trained.ok()) return trained.status();
  auto status = training::WriteCurves(folder, recipe.model, trained->curve);
  if (!status.ok()) return status;
  const auto manifest =
      training::MakeManifest(recipe, *charts, *prepared, *trained, figures, Today());
  if (!manifest.ok()) return manifest.status();
  status = training::WriteTrained(options.out, recipe, *trained, *manifest);
  if (status.ok()) std::cout << "wrote " << options.out << '\n';
  return status;
}

absl::Status RunTrain(const Options& options) {
  torch::set_num_threads(1);  // one order of summation: the same bits every time
  if (options.folds == 0 && options.out.empty()) {
    return absl::InvalidArgumentError("train: wanted --out DIR or --cross-validate FOLDS");
  }
  const auto recipe = training::ReadRecipe(options.recipe, options.overrides);
  if (!recipe.ok()) return recipe.status();
  return options.folds > 0 ? CrossValidate(*recipe, options) : TrainAndWrite(*recipe, options);
}

}  // namespace

Run AddTrain(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--recipe", options->recipe, "The run, as TOML (docs/training.md)")->required();
  app.add_option(
      "--out", options->out,
      "Folder for manifest.json, weights.safetensors, MODEL_CARD.md and training/ (curves, "
      "and the state from which a killed run goes on)");
  app.add_flag("--restart", options->restart, "Forget the state of an earlier run in --out");
  app.add_option("--figures", options->figures,
                 "Held-out figures for manifest and model card, as evaluate --json writes them");
  app.add_option("--set", options->overrides, "Override a key: --set schedule.epochs=5")
      ->allow_extra_args(false);
  app.add_option("--cross-validate", options->folds,
                 "Judge the recipe on this many stratified folds instead of writing a checkpoint");
  app.add_option("--seeds", options->seeds, "Networks per fold");
  app.add_option("--threads", options->threads, "Networks trained at a time");
  return [options] { return RunTrain(*options); };
}

}  // namespace credence::tools
