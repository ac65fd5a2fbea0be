#include <iostream>
#include <map>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/data/physionet2012.h"
#include "models/data/write_records.h"
#include "models/tools/commands.h"

namespace credence::tools {
namespace {

struct Options {
  std::string records, outcomes, out;
};

absl::Status Prepare(const Options& options) {
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

}  // namespace

Run AddPrepare(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--records", options->records,
                 "Folder, .tar.gz or .csv.gz of PhysioNet 2012 records")
      ->required();
  app.add_option("--outcomes", options->outcomes,
                 "Outcomes file; records that it does not name are left out");
  app.add_option("--out", options->out, "Compact events file to write, .csv or .csv.gz")
      ->required();
  return [options] { return Prepare(*options); };
}

}  // namespace credence::tools
