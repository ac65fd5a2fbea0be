#include "models/data/shift.h"

#include <iostream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/checkpoint/checkpoint.h"
#include "models/data/physionet2012.h"
#include "models/data/write_records.h"
#include "models/tools/commands.h"

namespace credence::tools {
namespace {

struct Options {
  std::string records, out, checkpoint, training, kind, only;
  int severity = 3;
  uint64_t seed = 1;
};

absl::StatusOr<std::vector<data::Record>> ReadAll(const std::string& path) {
  std::vector<data::Record> records;
  const absl::Status status = data::ReadRecords(path, [&](data::Record record) {
    records.push_back(std::move(record));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return records;
}

absl::StatusOr<std::vector<data::Record>> Only(const std::string& only, const std::string& source,
                                               const std::vector<data::Record>& records) {
  const size_t equals = only.find('=');
  if (equals == std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("--only: got \"", only, "\", wanted NAME=CATEGORY such as ICUType=medical"));
  }
  auto kept = data::WithCategory(records, only.substr(0, equals), only.substr(equals + 1));
  if (kept.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("--only: none of the ", records.size(),
                                                   " records of ", source, " has ", only));
  }
  return kept;
}

size_t Readings(const std::vector<data::Record>& records) {
  size_t count = 0;
  for (const data::Record& record : records) {
    for (const data::Series& series : record.series) count += series.hours.size();
  }
  return count;
}

absl::Status ShiftAll(const Options& options, std::vector<data::Record>& records) {
  const auto checkpoint = checkpoint::ReadCheckpoint(options.checkpoint);
  if (!checkpoint.ok()) return checkpoint.status();
  auto training = ReadAll(options.training.empty() ? options.records : options.training);
  if (!training.ok()) return training.status();
  const auto scale = data::FitShiftScale(checkpoint->manifest.schema, *training);
  if (!scale.ok()) return scale.status();
  for (data::Record& record : records) {
    auto shifted =
        data::ShiftRecord(*scale, options.kind, options.severity, options.seed, std::move(record));
    if (!shifted.ok()) return shifted.status();
    record = *std::move(shifted);
  }
  return absl::OkStatus();
}

absl::Status Shift(const Options& options) {
  if (options.kind.empty() && options.only.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("nothing to do: give --kind (", data::ShiftNames(), ") or --only"));
  }
  if (!options.kind.empty() && options.checkpoint.empty()) {
    return absl::InvalidArgumentError(
        "--checkpoint: missing; --kind needs a model's schema of units and ranges");
  }
  auto records = ReadAll(options.records);
  if (!records.ok()) return records.status();
  if (!options.only.empty()) {
    records = Only(options.only, options.records, *records);
    if (!records.ok()) return records.status();
  }
  const size_t before = Readings(*records);
  if (!options.kind.empty()) {
    if (absl::Status status = ShiftAll(options, *records); !status.ok()) return status;
  }
  if (absl::Status status = data::WriteRecords(options.out, *records); !status.ok()) return status;
  std::cout << absl::StrFormat("%d records written to %s, %d of %d readings left\n",
                               records->size(), options.out, Readings(*records), before);
  return absl::OkStatus();
}

}  // namespace

Run AddShift(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--records", options->records,
                 "Folder, .tar.gz or .csv.gz of PhysioNet 2012 records")
      ->required();
  app.add_option("--out", options->out, "Compact events file to write, .csv or .csv.gz")
      ->required();
  app.add_option("--kind", options->kind, absl::StrCat("What goes wrong: ", data::ShiftNames()));
  app.add_option("--severity", options->severity, "1 to 5")->capture_default_str();
  app.add_option("--checkpoint", options->checkpoint,
                 "Folder of a checkpoint, for its schema's units and ranges");
  app.add_option("--training", options->training,
                 "Records whose standard deviations noise is measured in; default: --records");
  app.add_option("--only", options->only,
                 "Keep only the records with this category, as ICUType=medical");
  app.add_option("--seed", options->seed, "The same seed shifts a record the same way")
      ->capture_default_str();
  return [options] { return Shift(*options); };
}

}  // namespace credence::tools
