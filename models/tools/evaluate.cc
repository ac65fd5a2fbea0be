#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/data/physionet2012.h"
#include "models/tools/commands.h"
#include "models/tools/evaluation.h"
#include "models/tools/progress.h"
#ifdef CREDENCE_TORCH
#include "models/training/charts.h"
#endif

namespace credence::tools {
namespace {

struct Options {
  std::string checkpoint, records, outcomes, json, report;
  std::string recipe, part = "test";
  std::vector<std::string> overrides;
  predict::LoadOptions load;
  int replicates = 1000;
};

absl::Status WriteJson(const std::string& path, const nlohmann::json& json) {
  std::ofstream file(path, std::ios::trunc);
  file << json.dump(2) << '\n';
  file.close();
  if (!file) return absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path));
  return absl::OkStatus();
}

Subject SubjectOf(const predict::Predictor& model, const Options& options) {
  const checkpoint::Manifest& manifest = model.manifest;
  const bool binary = manifest.classes.size() == 2;
  const bool by_recipe = !options.recipe.empty();
  return {.model = manifest.model,
          .version = manifest.version,
          .members = model.members(),
          .executor = model.executor->name(),
          .weights_sha256 = manifest.weights_sha256,
          .records = by_recipe ? absl::StrCat(options.recipe, ", ", options.part) : options.records,
          .outcomes = by_recipe ? options.recipe : options.outcomes,
          .event = binary ? manifest.classes[manifest.positive_class] : "right",
          .other = binary ? manifest.classes[1 - manifest.positive_class] : "wrong",
          .threshold = manifest.decision_threshold};
}

absl::StatusOr<Answered> AnswerFiles(predict::Predictor& model, const Options& options) {
  const auto outcomes = data::ReadOutcomes(options.outcomes);
  if (!outcomes.ok()) return outcomes.status();
  Progress progress("answering", static_cast<int64_t>(outcomes->size()));
  return AnswerRecords(model, options.records, *outcomes,
                       [&](int64_t done) { progress.Show(done); });
}

#ifdef CREDENCE_TORCH  // recipes are the trainer's
absl::StatusOr<Answered> AnswerRecipe(predict::Predictor& model, const Options& options) {
  const auto recipe = training::ReadRecipe(options.recipe, options.overrides);
  if (!recipe.ok()) return recipe.status();
  if (recipe->classes != model.manifest.classes) {
    return absl::InvalidArgumentError(absl::StrCat(
        options.recipe, ": classes: got ", absl::StrJoin(recipe->classes, ", "), ", wanted ",
        absl::StrJoin(model.manifest.classes, ", "), " as in the checkpoint"));
  }
  const auto part = options.part == "test"  ? training::Part::kTest
                    : options.part == "all" ? training::Part::kAll
                                            : training::Part::kTraining;
  const auto charts = training::ReadCharts(*recipe, part);
  if (!charts.ok()) return charts.status();
  Progress progress("answering", static_cast<int64_t>(charts->labelled.records.size()));
  return AnswerLabelled(model, charts->labelled, [&](int64_t done) { progress.Show(done); });
}
#else
absl::StatusOr<Answered> AnswerRecipe(predict::Predictor&, const Options&) {
  return absl::UnimplementedError("--recipe: this build is without LibTorch, wanted one with it");
}
#endif

absl::Status EvaluateCheckpoint(const Options& options) {
  auto model = predict::LoadPredictor(options.checkpoint, options.load);
  if (!model.ok()) return model.status();
  const auto answered =
      options.recipe.empty() ? AnswerFiles(**model, options) : AnswerRecipe(**model, options);
  if (!answered.ok()) return answered.status();
  const auto evaluation = Evaluate(*answered, SubjectOf(**model, options), options.replicates);
  if (!evaluation.ok()) return evaluation.status();
  std::cout << ToText(*evaluation);
  absl::Status status;
  if (!options.json.empty()) status.Update(WriteJson(options.json, ToJson(*evaluation)));
  if (!options.report.empty()) {
    status.Update(report::WritePage(options.report, ToPage(*evaluation, *answered)));
  }
  return status;
}

}  // namespace

Run AddEvaluate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--checkpoint", options->checkpoint, "Folder of the checkpoint")->required();
  CLI::Option_group* cases = app.add_option_group("Cases");
  cases->require_option(1);
  auto* records = cases->add_option("--records", options->records,
                                    "Folder, .tar.gz or .csv.gz of PhysioNet 2012 records");
  auto* recipe = cases->add_option("--recipe", options->recipe,
                                   "A recipe, whose [data] says what to read (docs/training.md)");
  auto* outcomes = app.add_option("--outcomes", options->outcomes, "Outcomes file of the records");
  records->needs(outcomes);
  outcomes->needs(records);
  app.add_option("--part", options->part,
                 "Of the recipe's data: test (never trained on), training or all")
      ->check(CLI::IsMember({"test", "training", "all"}))
      ->needs(recipe)
      ->capture_default_str();
  app.add_option("--set", options->overrides,
                 "Override a key of the recipe: --set data.test_share=0.5")
      ->allow_extra_args(false)
      ->needs(recipe);
  app.add_option("--json", options->json, "Also write all figures and curves to this file");
  app.add_option("--report", options->report, "Also write a report to this HTML file");
  app.add_option("--bootstrap", options->replicates,
                 "Resamples for the 95 % intervals; 0: no intervals")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--samples", options->load.samples,
                 "Samples per component; 0: as the checkpoint says")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--device", options->load.device, "cpu or cuda")->capture_default_str();
  app.add_option("--executor", options->load.executor, "auto, torch or fused")
      ->capture_default_str();
  app.add_option("--threads", options->load.threads, "Threads of one forward")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  return [options] { return EvaluateCheckpoint(*options); };
}

}  // namespace credence::tools
