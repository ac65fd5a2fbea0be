#include "models/training/prepare.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/safetensors.h"
#include "models/data/fit.h"
#include "models/data/physionet2012.h"

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

absl::Status AddFile(const std::string& records, const std::string& outcomes, Charts& charts) {
  for (const std::string& path : {records, outcomes}) {
    const auto hash = HashOf(path);
    if (!hash.ok()) return hash.status();
    AddHash(path, *hash, charts.hashes);
  }
  auto read = data::ReadLabelledRecords(records, outcomes);
  if (!read.ok()) return read.status();
  auto& [all, labels] = charts.labelled;
  std::move(read->records.begin(), read->records.end(), std::back_inserter(all));
  labels.insert(labels.end(), read->labels.begin(), read->labels.end());
  return absl::OkStatus();
}

absl::StatusOr<Rows> EncodeRows(const data::Encoder& encoder,
                                const data::LabelledRecords& labelled) {
  auto encoded = data::EncodeRecords(encoder, labelled);
  if (!encoded.ok()) return encoded.status();
  const int64_t n = encoded->size();
  return Rows{torch::tensor(encoded->rows).reshape({n, encoder.width()}),
              torch::tensor(std::vector<float>(encoded->labels.begin(), encoded->labels.end()))};
}

checkpoint::NetworkSpec SpecOf(const NetworkRecipe& recipe, const nlohmann::json& encoding) {
  checkpoint::NetworkSpec spec;
  spec.name = recipe.name;
  spec.input_width = encoding.at("width").get<int64_t>();
  spec.hidden = recipe.hidden;
  spec.activation = recipe.activation;
  if (recipe.name == "ehr_lstm") {
    spec.steps = encoding.value("steps", int64_t{0});
    spec.step_width = encoding.value("step_width", int64_t{0});
    spec.lstm_units = recipe.lstm_units;
  }
  return spec;
}

}  // namespace

absl::StatusOr<Charts> ReadCharts(const DataRecipe& recipe) {
  Charts charts;
  auto schema = ReadSchema(recipe.schema);
  if (!schema.ok()) return schema.status();
  charts.schema = *std::move(schema);
  for (size_t i = 0; i < recipe.records.size(); ++i) {
    const absl::Status status = AddFile(recipe.records[i], recipe.outcomes[i], charts);
    if (!status.ok()) return status;
  }
  return charts;
}

absl::StatusOr<Prepared> Prepare(const Recipe& recipe, const Charts& charts,
                                 const data::Split& split) {
  const data::LabelledRecords training = data::Select(charts.labelled, split.training);
  const nlohmann::json settings = nlohmann::json::parse(recipe.encoding.settings);
  auto encoding = data::FitEncoding(recipe.encoding.kind, charts.schema, training.records,
                                    training.labels, settings);
  if (!encoding.ok()) return encoding.status();
  auto encoder = data::MakeEncoder(charts.schema, *encoding);
  if (!encoder.ok()) return encoder.status();
  auto training_rows = EncodeRows(**encoder, training);
  if (!training_rows.ok()) return training_rows.status();
  auto held_out = EncodeRows(**encoder, data::Select(charts.labelled, split.held_out));
  if (!held_out.ok()) return held_out.status();
  Prepared prepared;
  prepared.network = SpecOf(recipe.network, *encoding);
  prepared.encoding = *std::move(encoding);
  prepared.encoder = *std::move(encoder);
  prepared.training = *std::move(training_rows);
  prepared.held_out = *std::move(held_out);
  return prepared;
}

std::string DataFingerprint(const Charts& charts, const Prepared& prepared) {
  const std::string form = data::SchemaToJson(charts.schema).dump() + prepared.encoding.dump();
  return absl::StrCat(absl::StrJoin(charts.hashes, "\n", absl::PairFormatter(" ")),
                      "\nschema and encoding ", checkpoint::Sha256(std::as_bytes(std::span(form))));
}

}  // namespace credence::training
