#include <iostream>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/checkpoint.h"
#include "models/checkpoint/posteriors.h"
#include "models/predict/members.h"
#include "models/tools/commands.h"

namespace credence::tools {
namespace {

using checkpoint::ArrayView;
using checkpoint::Checkpoint;
using checkpoint::Manifest;

struct Options {
  std::string directory;
  bool json = false;
};

std::string ShapeText(const ArrayView& array) {
  return absl::StrCat("[", absl::StrJoin(array.shape, ", "), "]");
}

std::string NetworkText(const checkpoint::NetworkSpec& network) {
  std::string text = absl::StrCat(network.name, ": rows of ", network.input_width);
  if (network.steps > 0) {
    absl::StrAppend(&text, " (", network.steps, " steps of ", network.step_width,
                    ", then summaries), ", network.embedding > 0 ? "embedding of " : "",
                    network.embedding > 0 ? absl::StrCat(network.embedding, ", ") : "", "LSTM of ",
                    network.lstm_units);
  }
  if (!network.hidden.empty()) {
    absl::StrAppend(&text, ", dense ", absl::StrJoin(network.hidden, ", "), " with ",
                    network.activation);
  }
  return absl::StrCat(text, ", ", network.outputs, network.outputs == 1 ? " output" : " outputs");
}

void PrintFact(const char* name, const std::string& value) {
  if (!value.empty()) std::cout << absl::StrFormat("%-12s %s\n", name, value);
}

// How the members come about, in the posterior's own words.
std::string MembersText(const checkpoint::Rank1Spec& rank1) {
  const int members = rank1.components * rank1.samples;
  const std::string seed = absl::StrCat(", seed ", rank1.seed);
  if (rank1.posterior == "deterministic") {
    return rank1.gaussian_embedding
               ? absl::StrFormat("%d draws of gaussian embeddings%s", members, seed)
               : "1, a deterministic network";
  }
  if (rank1.posterior == "dropout") {
    return absl::StrFormat("%d masks of dropout at rate %g%s%s", members, rank1.dropout_rate,
                           rank1.gaussian_embedding ? " over gaussian embeddings" : "", seed);
  }
  if (rank1.posterior == "mean_field") {
    return absl::StrFormat("%d draws of a mean_field posterior%s", members, seed);
  }
  if (rank1.posterior == "ensemble") return absl::StrFormat("%d networks, an ensemble", members);
  return absl::StrFormat("%d = %d components x %d samples, %s posterior, %s%s", members,
                         rank1.components, rank1.samples, checkpoint::TitleOf(rank1),
                         rank1.additive ? "additive" : "multiplicative", seed);
}

int64_t Parameters(const Checkpoint& checkpoint) {
  return *checkpoint::StoredParameters(checkpoint.manifest.network, checkpoint.manifest.rank1);
}

void PrintMembers(const Checkpoint& checkpoint) {
  const auto& rank1 = checkpoint.manifest.rank1;
  PrintFact("members", MembersText(rank1));
  PrintFact("parameters",
            absl::StrFormat("%d, %d bytes of weights.safetensors", Parameters(checkpoint),
                            checkpoint.weights->bytes().size()));
  const predict::MemberFloats floats = predict::CountFloats(checkpoint);
  const int members = rank1.components * rank1.samples;
  const int64_t shared = 4 * floats.shared, each = 4 * floats.per_member();
  PrintFact(
      "weights",
      absl::StrFormat(
          "%d bytes shared + %d per member; %d members take %.2f x one", shared, each, members,
          static_cast<double>(shared + members * each) / static_cast<double>(shared + each)));
}

void PrintDecisions(const Manifest& manifest) {
  PrintFact("threshold", absl::StrCat(manifest.decision_threshold));
  for (const auto& stratum : manifest.strata) {
    PrintFact("stratum",
              absl::StrFormat("%s: risk in [%g, %g)", stratum.name, stratum.lower, stratum.upper));
  }
  const auto& rules = manifest.deferral;
  const auto print = [](const char* rule, double limit, const char* side) {
    if (limit >= 0) PrintFact("deferral", absl::StrFormat("%s %s %g", rule, side, limit));
  };
  print("epistemic uncertainty (nats)", rules.max_epistemic, "above");
  print("interval width", rules.max_interval_width, "above");
  print("agreement", rules.min_agreement, "below");
  print("readings out of range", rules.max_out_of_range, "above");
  print("imputed fraction", rules.max_imputed_fraction, "above");
}

void PrintReference(const std::optional<checkpoint::Reference>& reference) {
  if (!reference) return PrintFact("reference", "none");
  const auto cases = static_cast<double>(reference->cases);
  PrintFact("reference",
            absl::StrFormat("%d cases that the model was %s; expected mixture NLL %.4f nats, "
                            "expected Brier %.4f, epistemic %.4f nats, deferred %.1f %%",
                            reference->cases, reference->held_out ? "not trained on" : "trained on",
                            reference->expected_mixture_nll, reference->expected_brier,
                            reference->epistemic,
                            100 * static_cast<double>(reference->deferred) / cases));
}

void PrintText(const Checkpoint& checkpoint) {
  const Manifest& manifest = checkpoint.manifest;
  PrintFact("model", absl::StrCat(manifest.model, ", version ", manifest.version));
  PrintFact("description", manifest.description);
  PrintFact("task", absl::StrCat(manifest.task, ": ", absl::StrJoin(manifest.classes, ", ")));
  PrintFact("network", NetworkText(manifest.network));
  PrintMembers(checkpoint);
  PrintFact("schema", absl::StrFormat("%s: %d variables", manifest.schema.name,
                                      manifest.schema.variables.size()));
  PrintDecisions(manifest);
  PrintReference(manifest.reference);
  for (const auto& [name, value] : manifest.provenance) {
    PrintFact("provenance", absl::StrCat(name, ": ", value));
  }
  for (const auto& [name, value] : manifest.figures) {
    PrintFact("figure", absl::StrFormat("%-26s %.4g", name, value));
  }
  for (const auto& [name, array] : checkpoint.weights->tensors()) {
    PrintFact("tensor", absl::StrFormat("%-26s %s", name, ShapeText(array)));
  }
  PrintFact("card", checkpoint.model_card.empty() ? "none" : "MODEL_CARD.md");
  PrintFact("sha256", manifest.weights_sha256);
  PrintFact("checks", "format, SHA-256, every tensor's name and shape, all values finite: passed");
}

nlohmann::json ToJson(const Checkpoint& checkpoint) {
  const predict::MemberFloats floats = predict::CountFloats(checkpoint);
  const auto& rank1 = checkpoint.manifest.rank1;
  nlohmann::json tensors = nlohmann::json::object();
  for (const auto& [name, array] : checkpoint.weights->tensors()) tensors[name] = array.shape;
  return {
      {"manifest", nlohmann::json::parse(checkpoint::ManifestToText(checkpoint.manifest))},
      {"members", rank1.components * rank1.samples},
      {"parameters", Parameters(checkpoint)},
      {"checkpoint_bytes", checkpoint.weights->bytes().size()},
      {"weight_bytes", {{"shared", 4 * floats.shared}, {"per_member", 4 * floats.per_member()}}},
      {"tensors", tensors}};
}

absl::Status Inspect(const Options& options) {
  const absl::StatusOr<Checkpoint> checkpoint = checkpoint::ReadCheckpoint(options.directory);
  if (!checkpoint.ok()) return checkpoint.status();
  if (options.json) {
    std::cout << ToJson(*checkpoint).dump(2) << '\n';
  } else {
    PrintText(*checkpoint);
  }
  return absl::OkStatus();
}

}  // namespace

Run AddInspect(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--checkpoint", options->directory,
                 "Folder with manifest.json and weights.safetensors")
      ->required();
  app.add_flag("--json", options->json, "Print JSON");
  return [options] { return Inspect(*options); };
}

}  // namespace credence::tools
