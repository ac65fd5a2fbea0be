#include "models/training/charts.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/safetensors.h"
#include "models/data/source.h"

namespace credence::training {
namespace {

absl::StatusOr<std::string> ReadBytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

// Of a file; of a folder, over its files' names and hashes.
absl::StatusOr<std::string> HashOf(const std::filesystem::path& path) {
  std::string bytes;
  if (std::filesystem::is_directory(path)) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
      const auto hash = HashOf(file);
      if (!hash.ok()) return hash.status();
      absl::StrAppend(&bytes, file.filename().string(), " ", *hash, "\n");
    }
  } else {
    auto read = ReadBytes(path.string());
    if (!read.ok()) return read.status();
    bytes = *std::move(read);
  }
  return checkpoint::Sha256(std::as_bytes(std::span(bytes)));
}

absl::StatusOr<data::Schema> ReadSchema(const std::string& path) {
  const auto text = ReadBytes(path);
  if (!text.ok()) return text.status();
  const nlohmann::json json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return absl::InvalidArgumentError(absl::StrCat(path, ": is not JSON"));
  return data::ParseSchema(json);
}

// "a/b/" is b, as "a/b" is. Two files of one name and content are one fact.
void AddHash(const std::string& path, const std::string& hash,
             std::map<std::string, std::string>& hashes) {
  std::filesystem::path whole = std::filesystem::path(path).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();
  const auto [entry, added] = hashes.emplace(whole.filename().string(), hash);
  if (!added && entry->second != hash) hashes[whole.string()] = hash;
}

absl::Status AddHashes(const std::vector<std::string>& paths,
                       std::map<std::string, std::string>& hashes) {
  for (const std::string& path : paths) {
    const auto hash = HashOf(path);
    if (!hash.ok()) return hash.status();
    AddHash(path, *hash, hashes);
  }
  return absl::OkStatus();
}

// The records of these files, and their hashes.
absl::Status AddSource(const Recipe& recipe, const std::vector<std::string>& records,
                       const std::vector<std::string>& outcomes, Charts& charts) {
  data::Source source{.format = recipe.data.format,
                      .records = records,
                      .outcomes = outcomes,
                      .classes = recipe.classes};
  if (!recipe.data.id.empty()) source.columns.id = recipe.data.id;
  source.columns.label = recipe.data.label;
  source.columns.group = recipe.data.group;
  auto read = data::ReadSource(source, charts.schema);
  if (!read.ok()) return read.status();
  data::Append(*std::move(read), charts.labelled);
  for (const auto* paths : {&records, &outcomes}) {
    if (auto status = AddHashes(*paths, charts.hashes); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status KeepPart(Part part, double test_share, Charts& charts) {
  if (part == Part::kAll || test_share == 0) return absl::OkStatus();
  const auto split = data::SplitByPlace(charts.labelled, test_share);
  if (!split.ok()) return split.status();
  charts.labelled =
      data::Select(charts.labelled, part == Part::kTraining ? split->training : split->held_out);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Charts> ReadCharts(const Recipe& recipe, Part part) {
  const DataRecipe& data = recipe.data;
  if (part == Part::kTest && data.test_records.empty() && data.test_share == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        recipe.path,
        ": data: got no test_records and a test_share of 0, wanted records to judge by"));
  }
  Charts charts;
  charts.schema.name = recipe.model;
  if (!data.schema.empty()) {
    auto schema = ReadSchema(data.schema);
    if (!schema.ok()) return schema.status();
    charts.schema = *std::move(schema);
  }
  if (part != Part::kTest || data.test_records.empty()) {
    auto status = AddSource(recipe, data.records, data.outcomes, charts);
    if (!status.ok()) return status;
  }
  if (part != Part::kTraining && !data.test_records.empty()) {
    auto status = AddSource(recipe, data.test_records, data.test_outcomes, charts);
    if (!status.ok()) return status;
  }
  if (auto status = KeepPart(part, data.test_share, charts); !status.ok()) return status;
  return charts;
}

}  // namespace credence::training
