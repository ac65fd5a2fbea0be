#include "models/training/run_recipe.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "models/training/cross_validate.h"
#include "models/training/curves.h"
#include "models/training/export.h"
#include "models/training/progress.h"

namespace credence::training {
namespace {

void Print(const CrossValidation& result, std::ostream& out) {
  out << absl::StrFormat("%-28s %8s %10s %9s\n", "out of fold", "mean", "se (rows)", "sd (seeds)");
  int i = 0;
  for (const metrics::FigureRow& row : metrics::kFigureRows) {
    const metrics::Interval& interval = result.interval[i++];
    out << absl::StrFormat("%-28s %8.4f %10.4f %9.4f\n", row.label, result.mean.*row.value,
                           (interval.high - interval.low) / (2 * 1.959964),
                           result.seed_stddev.*row.value);
  }
}

std::string Today() { return absl::FormatTime("%Y-%m-%d", absl::Now(), absl::UTCTimeZone()); }

absl::StatusOr<Trained> Fit(const Recipe& recipe, const Charts& charts, const Prepared& prepared,
                            const std::string& state_path, Progress& progress) {
  return Train(recipe, prepared.network, prepared.training, prepared.held_out,
               DataFingerprint(charts, prepared),
               {.state_path = state_path,
                .on_step = [&](const Run& run) { progress.OnStep(run); },
                .on_epoch = [&](const Run& run) { progress.OnEpoch(run); }});
}

}  // namespace

absl::Status TrainRecipe(const Recipe& recipe, const TrainFiles& files, std::ostream& progress,
                         bool live) {
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
  const std::string state_path = folder + "/state.safetensors";
  if (files.restart) std::filesystem::remove(state_path, error);

  const auto charts = ReadCharts(recipe.data);
  if (!charts.ok()) return charts.status();
  const auto split =
      data::StratifiedHoldOut(charts->labelled.labels, recipe.data.holdout, recipe.seed);
  if (!split.ok()) return split.status();
  const auto prepared = Prepare(recipe, *charts, *split);
  if (!prepared.ok()) return prepared.status();
  if (const auto draft = DraftManifest(recipe, *charts, *prepared); !draft.ok()) {
    return draft.status();
  }
  Progress shown(progress, live);
  const auto trained = Fit(recipe, *charts, *prepared, state_path, shown);
  if (!trained.ok()) return trained.status();
  auto status = WriteCurves(folder, recipe.model, trained->curve);
  if (!status.ok()) return status;
  const auto manifest = MakeManifest(recipe, *charts, *prepared, *trained, figures, Today());
  if (!manifest.ok()) return manifest.status();
  status = WriteTrained(files.out, recipe, *trained, *manifest);
  if (status.ok()) status = AddReference(files.out, *charts, *split);
  if (status.ok()) progress << "wrote " << files.out << '\n';
  return status;
}

absl::Status CrossValidateRecipe(const Recipe& recipe, const FoldCounts& counts, std::ostream& out,
                                 std::ostream& progress) {
  const auto charts = ReadCharts(recipe.data);
  if (!charts.ok()) return charts.status();
  const auto result =
      CrossValidate(recipe, *charts,
                    {.folds = counts.folds,
                     .seeds = counts.seeds,
                     .threads = counts.threads,
                     .on_network = [&progress](int done, int total) {
                       progress << absl::StrFormat("\rnetwork %d of %d", done, total) << std::flush;
                     }});
  progress << '\n';
  if (!result.ok()) return result.status();
  Print(*result, out);
  return absl::OkStatus();
}

}  // namespace credence::training
