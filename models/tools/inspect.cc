#include <iostream>
#include <memory>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/checkpoint.h"
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

// How many bytes of float32 the members share, and what one more member takes.
struct Memory {
  int64_t shared = 0;
  int64_t per_member = 0;
};

// A member has one vector of factors however many numbers describe its posterior.
Memory CountMemory(const Checkpoint& checkpoint) {
  Memory memory;
  for (const auto& [name, array] : checkpoint.weights->tensors()) {
    if (absl::EndsWith(name, "kernel")) {
      memory.shared += array.size() * 4;
    } else if (!absl::EndsWith(name, ".stddev") && !absl::EndsWith(name, ".scale")) {
      memory.per_member += array.shape.back() * 4;
    }
  }
  return memory;
}

std::string ShapeText(const ArrayView& array) {
  return absl::StrCat("[", absl::StrJoin(array.shape, ", "), "]");
}

std::string NetworkText(const checkpoint::NetworkSpec& network) {
  std::string text = absl::StrCat(network.name, ": rows of ", network.input_width);
  if (network.steps > 0) {
    absl::StrAppend(&text, " (", network.steps, " steps of ", network.step_width,
                    ", then summaries), LSTM of ", network.lstm_units);
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

void PrintMembers(const Checkpoint& checkpoint) {
  const auto& rank1 = checkpoint.manifest.rank1;
  const int members = rank1.components * rank1.samples;
  PrintFact("members", absl::StrFormat("%d = %d components x %d samples, %s posterior, %s, seed %d",
                                       members, rank1.components, rank1.samples, rank1.posterior,
                                       rank1.additive ? "additive" : "multiplicative", rank1.seed));
  const Memory memory = CountMemory(checkpoint);
  const double one = static_cast<double>(memory.shared + memory.per_member);
  PrintFact("weights", absl::StrFormat(
                           "%d bytes shared + %d per member; %d members take %.2f x one",
                           memory.shared, memory.per_member, members,
                           static_cast<double>(memory.shared + members * memory.per_member) / one));
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
  const Memory memory = CountMemory(checkpoint);
  const auto& rank1 = checkpoint.manifest.rank1;
  nlohmann::json tensors = nlohmann::json::object();
  for (const auto& [name, array] : checkpoint.weights->tensors()) tensors[name] = array.shape;
  return {{"manifest", nlohmann::json::parse(checkpoint::ManifestToText(checkpoint.manifest))},
          {"members", rank1.components * rank1.samples},
          {"weight_bytes", {{"shared", memory.shared}, {"per_member", memory.per_member}}},
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
