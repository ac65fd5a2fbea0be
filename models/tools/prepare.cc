#include <iostream>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/data/physionet2012.h"
#include "models/data/write_records.h"
#include "models/tools/commands.h"
#include "models/tools/prepare_mimic3.h"

namespace credence::tools {
namespace {

struct Options {
  std::string format = "physionet2012";
  std::string records, outcomes, out;
  double test_share = 0.15;
  int64_t stop_after_rows = 0;
};

absl::Status PreparePhysionet(const Options& options) {
  std::map<std::string, int> outcomes;
  if (!options.outcomes.empty()) {
    auto read = data::ReadOutcomes(options.outcomes);
    if (!read.ok()) return read.status();
    outcomes = *std::move(read);
  }
  std::vector<data::Record> records;
  int left_out = 0;
  absl::Status status = data::ReadRecords(options.records, [&](data::Record record) {
    if (options.outcomes.empty() || outcomes.count(record.id) == 1) {
      records.push_back(std::move(record));
    } else {
      ++left_out;
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (records.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("records to write: got 0 of ", left_out, ", wanted at least 1"));
  }
  status = data::WriteRecords(options.out, records);
  if (!status.ok()) return status;
  std::cout << absl::StrFormat("%d records written to %s", records.size(), options.out);
  if (left_out > 0) std::cout << absl::StrFormat("; %d without an outcome left out", left_out);
  std::cout << '\n';
  return absl::OkStatus();
}

absl::Status Prepare(const Options& options) {
  if (options.format == "physionet2012") return PreparePhysionet(options);
  return PrepareMimic3({.tables = options.records,
                        .out = options.out,
                        .test_share = options.test_share,
                        .stop_after_rows = options.stop_after_rows});
}

}  // namespace

Run AddPrepare(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("path,--records", options->records,
                 "Folder, .tar.gz or .csv.gz of PhysioNet 2012 records, or folder of the MIMIC-III "
                 "tables")
      ->required();
  app.add_option("--format", options->format, "physionet2012 or mimic3")
      ->check(CLI::IsMember({"physionet2012", "mimic3"}))
      ->capture_default_str();
  app.add_option("--outcomes", options->outcomes,
                 "physionet2012: outcomes file; records that it does not name are left out");
  app.add_option("--out", options->out,
                 "physionet2012: compact events file to write, .csv or .csv.gz; mimic3: folder for "
                 "events, outcomes and cohort.md. The same command goes on after a kill")
      ->required();
  app.add_option("--test-share", options->test_share, "mimic3: share of the patients for testing")
      ->check(CLI::Range(0.0, 0.9))
      ->capture_default_str();
  app.add_option("--stop-after-rows", options->stop_after_rows,
                 "mimic3: leave off after this row of an event table, as if killed (for tests)")
      ->check(CLI::NonNegativeNumber);
  return [options] { return Prepare(*options); };
}

}  // namespace credence::tools
