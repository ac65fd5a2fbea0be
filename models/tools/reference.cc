#include "models/predict/reference.h"

#include <iostream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/checkpoint/checkpoint.h"
#include "models/data/physionet2012.h"
#include "models/tools/commands.h"
#include "models/tools/progress.h"

namespace credence::tools {
namespace {

struct Options {
  std::string checkpoint;
  std::vector<std::string> records;
  bool held_out = false;
  predict::LoadOptions load;
};

absl::StatusOr<std::vector<data::Record>> ReadAll(const std::vector<std::string>& paths) {
  std::vector<data::Record> records;
  for (const std::string& path : paths) {
    const absl::Status status = data::ReadRecords(path, [&](data::Record record) {
      records.push_back(std::move(record));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  return records;
}

absl::StatusOr<checkpoint::Reference> Make(predict::Predictor& model,
                                           const std::vector<data::Record>& records,
                                           bool held_out) {
  Progress progress("answering", static_cast<int64_t>(records.size()));
  predict::ReferenceBuilder builder(model);
  for (size_t i = 0; i < records.size(); ++i) {
    if (absl::Status status = builder.Add(records[i]); !status.ok()) {
      return absl::Status(status.code(),
                          absl::StrCat("record number ", i + 1, ": ", status.message()));
    }
    progress.Show(static_cast<int64_t>(i + 1));
  }
  return builder.Finish(held_out);
}

absl::Status AddToCheckpoint(const Options& options) {
  auto model = predict::LoadPredictor(options.checkpoint, options.load);
  if (!model.ok()) return model.status();
  const auto records = ReadAll(options.records);
  if (!records.ok()) return records.status();
  auto reference = Make(**model, *records, options.held_out);
  if (!reference.ok()) return reference.status();
  checkpoint::Manifest& manifest = (*model)->manifest;
  manifest.reference = *std::move(reference);
  const absl::Status status = checkpoint::ReplaceManifest(options.checkpoint, manifest);
  if (!status.ok()) return status;
  const checkpoint::Reference& made = *manifest.reference;
  std::cout << absl::StrFormat(
      "reference of %d cases written to %s/%s\n"
      "expected mixture NLL %.4f nats, expected Brier %.4f, epistemic %.4f nats, deferred %.1f "
      "%%\n",
      made.cases, options.checkpoint, checkpoint::kManifestFile, made.expected_mixture_nll,
      made.expected_brier, made.epistemic,
      100.0 * static_cast<double>(made.deferred) / static_cast<double>(made.cases));
  return absl::OkStatus();
}

}  // namespace

Run AddReference(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--checkpoint", options->checkpoint, "Folder of the checkpoint to change")
      ->required();
  app.add_option(
         "--records", options->records,
         "Folder, .tar.gz or .csv.gz of PhysioNet 2012 records; may be given more than once")
      ->required();
  app.add_flag("--held-out", options->held_out, "The model was not trained on these records");
  app.add_option("--device", options->load.device, "cpu or cuda")->capture_default_str();
  app.add_option("--executor", options->load.executor, "auto, torch or fused")
      ->capture_default_str();
  app.add_option("--threads", options->load.threads, "Threads of one forward")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  return [options] { return AddToCheckpoint(*options); };
}

}  // namespace credence::tools
