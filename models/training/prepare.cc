#include "models/training/prepare.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/safetensors.h"
#include "models/data/fit.h"

namespace credence::training {
namespace {

absl::StatusOr<Rows> EncodeRows(const data::Encoder& encoder,
                                const data::LabelledRecords& labelled) {
  auto encoded = data::EncodeRecords(encoder, labelled);
  if (!encoded.ok()) return encoded.status();
  const int64_t n = encoded->size();
  return Rows{torch::tensor(encoded->rows).reshape({n, encoder.width()}),
              torch::tensor(std::vector<float>(encoded->labels.begin(), encoded->labels.end()))};
}

checkpoint::NetworkSpec SpecOf(const NetworkRecipe& recipe, size_t classes,
                               const nlohmann::json& encoding) {
  checkpoint::NetworkSpec spec;
  spec.name = recipe.name;
  spec.outputs = classes == 2 ? 1 : static_cast<int64_t>(classes);
  spec.input_width = encoding.at("width").get<int64_t>();
  spec.hidden = recipe.hidden;
  spec.activation = recipe.activation;
  if (recipe.name == "ehr_lstm") {
    spec.steps = encoding.value("steps", int64_t{0});
    spec.step_width = encoding.value("step_width", int64_t{0});
    spec.lstm_units = recipe.lstm_units;
    spec.embedding = recipe.embedding;
  }
  return spec;
}

}  // namespace

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
  prepared.network = SpecOf(recipe.network, recipe.classes.size(), *encoding);
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
