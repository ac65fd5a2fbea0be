#include "models/training/export.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/checkpoint.h"
#include "models/metrics/cases.h"
#include "models/predict/reference.h"
#include "models/predict/summarize.h"
#include "models/training/model_card.h"
#include "models/training/state.h"

namespace credence::training {
namespace {

constexpr int kCalibrationBins = 20;

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// What the network says of rows, [rows] each. risk: what calibration judges; interval: of the class
// that it is about.
struct RowAnswers {
  std::vector<double> risk, epistemic, interval;
};

absl::StatusOr<RowAnswers> AnswerRows(const Recipe& recipe, const Rows& rows,
                                      const networks::Network& network) {
  const torch::Tensor logits =
      MemberLogits(network, rows.inputs, recipe.posterior.samples, recipe.posterior.member_seed);
  const int members = static_cast<int>(logits.size(1));
  const int classes = static_cast<int>(recipe.classes.size());
  const int64_t stride = logits.numel() / std::max<int64_t>(logits.size(0), 1);
  const std::span<const float> all(logits.const_data_ptr<float>(), logits.numel());
  RowAnswers answers;
  for (int64_t row = 0; row < logits.size(0); ++row) {
    const auto summary = predict::Summarize(all.subspan(row * stride, stride), members, classes, 1,
                                            recipe.decisions.threshold);
    if (!summary.ok()) return summary.status();
    const auto first = std::ranges::max_element(summary->mean) - summary->mean.begin();
    const auto judged = classes == 2 ? 1 : first;
    answers.risk.push_back(summary->mean[judged]);
    answers.epistemic.push_back(summary->epistemic);
    answers.interval.push_back(summary->spread[judged].q95 - summary->spread[judged].q05);
  }
  return answers;
}

void SetLimits(const DecisionRecipe& recipe, const RowAnswers& answers,
               checkpoint::DeferralRules& rules) {
  if (recipe.epistemic_quantile > 0) {
    rules.max_epistemic = metrics::Quantile(answers.epistemic, recipe.epistemic_quantile);
  }
  if (recipe.interval_quantile > 0) {
    rules.max_interval_width = metrics::Quantile(answers.interval, recipe.interval_quantile);
  }
}

// Equal-mass edges; those that many equal risks would repeat are left out.
std::vector<double> BinEdges(const std::vector<double>& risks) {
  std::vector<double> edges;
  for (int bin = 1; bin < kCalibrationBins; ++bin) {
    const double edge = metrics::Quantile(risks, static_cast<double>(bin) / kCalibrationBins);
    if (edge > 0 && edge < 1 && (edges.empty() || edge > edges.back())) edges.push_back(edge);
  }
  return edges;
}

std::map<std::string, std::string> Provenance(const Recipe& recipe, const Charts& charts,
                                              const Trained& trained, const std::string& date) {
  std::map<std::string, std::string> facts = {
      {"code_version", "credence " CREDENCE_VERSION},
      {"date", date},
      {"recipe", std::filesystem::path(recipe.path).filename().string()},
      {"recipe_sha256", recipe.sha256},
      {"seed", absl::StrCat(recipe.seed)},
      {"epochs", absl::StrCat(trained.epochs)},
      {"cases", absl::StrCat(charts.labelled.labels.size())}};
  if (!recipe.method.empty()) facts["method"] = recipe.method;
  if (!recipe.overrides.empty()) facts["overrides"] = absl::StrJoin(recipe.overrides, " ");
  for (const auto& [file, hash] : charts.hashes) facts[absl::StrCat("sha256 of ", file)] = hash;
  return facts;
}

}  // namespace

absl::StatusOr<HeldOutFigures> ReadFigures(const std::string& path) {
  const auto text = ReadText(path);
  if (!text.ok()) return text.status();
  const nlohmann::json json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  const nlohmann::json::json_pointer place("/all/figures");
  if (json.is_discarded() || !json.contains(place) || !json.at(place).is_object()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": wanted the JSON that credence-models evaluate writes"));
  }
  HeldOutFigures figures;
  for (const auto& [name, value] : json.at(place).items()) {
    if (value.is_number()) figures[name] = value.get<double>();
  }
  constexpr std::pair<const char*, const char*> kMore[] = {
      {"ece_low", "/intervals_95/ece/0"},
      {"ece_high", "/intervals_95/ece/1"},
      {"null_ece_q10", "/null_ece/q10"},
      {"null_ece_q90", "/null_ece/q90"},
      {"mean_epistemic", "/all/mean_uncertainty_nats/epistemic"}};
  for (const auto& [name, where] : kMore) {
    const nlohmann::json::json_pointer more(where);
    if (json.contains(more) && json.at(more).is_number()) figures[name] = json.at(more);
  }
  return figures;
}

absl::StatusOr<checkpoint::Manifest> DraftManifest(const Recipe& recipe, const Charts& charts,
                                                   const Prepared& prepared) {
  checkpoint::Manifest manifest;
  manifest.model = recipe.model;
  manifest.version = recipe.version;
  manifest.description = recipe.description;
  manifest.classes = recipe.classes;
  manifest.task = recipe.classes.size() == 2 ? "binary" : "multiclass";
  manifest.network = prepared.network;
  manifest.rank1 = SpecOf(recipe.posterior);
  manifest.schema = charts.schema;
  manifest.encoding = prepared.encoding;
  manifest.decision_threshold = recipe.decisions.threshold;
  manifest.strata = recipe.decisions.strata;
  manifest.deferral.max_imputed_fraction = recipe.decisions.max_imputed_fraction;
  manifest.deferral.max_out_of_range = recipe.decisions.max_out_of_range;
  manifest.cohorts = recipe.decisions.cohorts;
  manifest.weights_sha256 = std::string(64, '0');
  const auto parsed = checkpoint::ParseManifest(checkpoint::ManifestToText(manifest));
  if (!parsed.ok()) {
    return absl::Status(parsed.status().code(),
                        absl::StrCat(recipe.path, ": as a manifest: ", parsed.status().message()));
  }
  return manifest;
}

absl::StatusOr<checkpoint::Manifest> MakeManifest(const Recipe& recipe, const Charts& charts,
                                                  const Prepared& prepared, const Trained& trained,
                                                  const HeldOutFigures& figures,
                                                  const std::string& date) {
  auto manifest = DraftManifest(recipe, charts, prepared);
  if (!manifest.ok()) return manifest.status();
  const Rows& rows = prepared.held_out.size() > 0 ? prepared.held_out : prepared.training;
  const auto answers = AnswerRows(recipe, rows, *trained.network);
  if (!answers.ok()) return answers.status();
  // A single member never disagrees.
  if (recipe.posterior.components * recipe.posterior.samples > 1) {
    SetLimits(recipe.decisions, *answers, manifest->deferral);
  }
  manifest->calibration_bin_edges = BinEdges(answers->risk);
  manifest->provenance = Provenance(recipe, charts, trained, date);
  manifest->figures = figures;
  return manifest;
}

absl::Status WriteTrained(const std::string& directory, const Recipe& recipe,
                          const Trained& trained, const checkpoint::Manifest& manifest) {
  std::string card;
  if (!recipe.card.empty()) {
    const auto text = ReadText(recipe.card);
    if (!text.ok()) return text.status();
    auto filled = FillTemplate(*text, CardValues(manifest));
    if (!filled.ok()) return filled.status();
    card = *std::move(filled);
  }
  std::map<std::string, torch::Tensor> weights;
  for (const auto& item : trained.network->named_parameters()) {
    if (layers::IsTrainingOnly(item.key())) continue;
    weights.emplace(item.key(), item.value().detach().contiguous());
  }
  const auto views = ViewTensors(weights);
  if (!views.ok()) return views.status();
  return checkpoint::WriteCheckpoint(directory, manifest, *views, card);
}

absl::Status AddReference(const std::string& directory, const Charts& charts,
                          const data::Split& split) {
  const auto model = predict::LoadPredictor(directory, {});
  if (!model.ok()) return model.status();
  const bool held_out = !split.held_out.empty();
  predict::ReferenceBuilder builder(**model);
  for (const int64_t i : held_out ? split.held_out : split.training) {
    const absl::Status status = builder.Add(charts.labelled.records[i]);
    if (!status.ok()) return status;
  }
  auto reference = builder.Finish(held_out);
  if (!reference.ok()) return reference.status();
  (*model)->manifest.reference = *std::move(reference);
  return checkpoint::ReplaceManifest(directory, (*model)->manifest);
}

}  // namespace credence::training
