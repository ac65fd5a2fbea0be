#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "models/data/physionet2012.h"
#include "models/tools/commands.h"
#include "models/tools/evaluation.h"
#include "models/tools/progress.h"

namespace credence::tools {
namespace {

struct Options {
  std::string checkpoint, records, outcomes, json, report;
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
  return {.model = manifest.model,
          .version = manifest.version,
          .members = model.members(),
          .executor = model.executor->name(),
          .weights_sha256 = manifest.weights_sha256,
          .records = options.records,
          .outcomes = options.outcomes,
          .event = manifest.classes[manifest.positive_class],
          .other = manifest.classes[1 - manifest.positive_class],
          .threshold = manifest.decision_threshold};
}

absl::Status EvaluateCheckpoint(const Options& options) {
  auto model = predict::LoadPredictor(options.checkpoint, options.load);
  if (!model.ok()) return model.status();
  const auto outcomes = data::ReadOutcomes(options.outcomes);
  if (!outcomes.ok()) return outcomes.status();
  Progress progress("answering", static_cast<int64_t>(outcomes->size()));
  const auto answered = AnswerRecords(**model, options.records, *outcomes,
                                      [&](int64_t done) { progress.Show(done); });
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
  app.add_option("--records", options->records,
                 "Folder, .tar.gz or .csv.gz of PhysioNet 2012 records")
      ->required();
  app.add_option("--outcomes", options->outcomes, "Outcomes file of these records")->required();
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
