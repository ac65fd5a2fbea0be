#include "models/compare/files.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/safetensors.h"
#include "models/data/physionet2012.h"
#include "models/data/write_records.h"

namespace credence::compare {
namespace {

// The first `count` records of a file, as a file of its own.
absl::Status Cut(const std::string& from, int64_t count, const std::string& to) {
  auto writer = data::RecordWriter::Open(to);
  if (!writer.ok()) return writer.status();
  int64_t left = count;
  const absl::Status status = data::ReadRecords(from, [&](data::Record record) -> absl::Status {
    if (left-- > 0) return writer->Add(record);
    return absl::CancelledError("enough");
  });
  if (!status.ok() && !absl::IsCancelled(status)) return status;
  return writer->Finish();
}

absl::StatusOr<std::vector<std::string>> CutAll(const std::vector<std::string>& paths,
                                                int64_t count, const std::string& stem) {
  std::vector<std::string> cut;
  for (const std::string& path : paths) {
    cut.push_back(absl::StrCat(stem, cut.size() + 1, ".events.csv.gz"));
    if (auto status = Cut(path, count, cut.back()); !status.ok()) return status;
  }
  return cut;
}

absl::Status CutSet(const SetEntry& set, int64_t count, const std::string& folder,
                    SetFiles& files) {
  const auto recipe = training::ReadRecipe(set.recipe, set.overrides);
  if (!recipe.ok()) return recipe.status();
  auto records = CutAll(recipe->data.records, count, absl::StrCat(folder, "/", set.name, "_train"));
  if (!records.ok()) return records.status();
  auto test = CutAll(set.test_records, count, absl::StrCat(folder, "/", set.name, "_test"));
  if (!test.ok()) return test.status();
  files.records = *std::move(records);
  files.outcomes = recipe->data.outcomes;
  files.test_records = *std::move(test);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<SetFiles>> PrepareFiles(const Suite& suite, const std::string& out) {
  const std::string folder = out + "/records";
  std::vector<SetFiles> files;
  for (const SetEntry& set : suite.sets) {
    SetFiles& one = files.emplace_back();
    one.test_records = set.test_records;
    one.test_outcomes = set.test_outcomes;
    if (suite.records == 0) continue;
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return absl::InternalError(absl::StrCat(folder, ": ", error.message()));
    if (auto status = CutSet(set, suite.records, folder, one); !status.ok()) return status;
  }
  return files;
}

absl::StatusOr<TestCases> ReadTestCases(const SetEntry& set, const SetFiles& files) {
  if (files.test_records.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("sets.", set.name, ".test_records: got none, wanted at least one path"));
  }
  TestCases cases;
  std::string text;
  for (size_t i = 0; i < files.test_records.size(); ++i) {
    auto read = data::ReadLabelledRecords(files.test_records[i], files.test_outcomes[i]);
    if (!read.ok()) return read.status();
    for (size_t r = 0; r < read->records.size(); ++r) {
      absl::StrAppend(&text, read->records[r].id, " ", read->labels[r], "\n");
      cases.labelled.labels.push_back(read->labels[r]);
      cases.labelled.records.push_back(std::move(read->records[r]));
    }
  }
  cases.sha256 = checkpoint::Sha256(std::as_bytes(std::span(text)));
  return cases;
}

}  // namespace credence::compare
