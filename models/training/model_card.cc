#include "models/training/model_card.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "models/metrics/figures.h"

namespace credence::training {
namespace {

using checkpoint::Manifest;

std::string NetworkText(const checkpoint::NetworkSpec& network) {
  std::string text;
  if (network.steps > 0) {
    text = absl::StrFormat("rank-1 LSTM of %d units over %d steps of %d values, then ",
                           network.lstm_units, network.steps, network.step_width);
  }
  return absl::StrCat(text, "dense ", absl::StrJoin(network.hidden, ", "), " (", network.activation,
                      "), ", network.outputs, " output, all rank-1");
}

std::string StrataTable(const Manifest& manifest) {
  std::string table = "| stratum | predicted risk |\n|---|---|\n";
  for (const checkpoint::Stratum& stratum : manifest.strata) {
    absl::StrAppendFormat(&table, "| %s | %g up to %g |\n", stratum.name, stratum.lower,
                          stratum.upper);
  }
  return table;
}

std::string DeferralList(const checkpoint::DeferralRules& rules) {
  std::string list;
  const auto add = [&list](const char* what, double limit, const char* unit) {
    if (limit >= 0) absl::StrAppendFormat(&list, "- %s %.3g%s\n", what, limit, unit);
  };
  add("epistemic uncertainty above", rules.max_epistemic, " nats");
  add("interval between the members' 5 % and 95 % quantiles wider than", rules.max_interval_width,
      "");
  add("agreement of the members below", rules.min_agreement, "");
  add("impossible readings left out: more than", rules.max_out_of_range, "");
  add("share of variables never measured above", rules.max_imputed_fraction, "");
  return list.empty() ? "- never\n" : list;
}

std::string FiguresTable(const std::map<std::string, double>& figures) {
  if (figures.empty()) return "This checkpoint was not evaluated on patients it did not see.\n";
  std::string table = "| figure | value | best is |\n|---|---:|---|\n";
  for (const metrics::FigureRow& row : metrics::kFigureRows) {
    const auto found = figures.find(std::string(row.name));
    if (found == figures.end()) continue;
    absl::StrAppendFormat(&table, "| %s | %.4f | %s |\n", row.label, found->second, row.ideal);
  }
  return table;
}

std::string ProvenanceTable(const std::map<std::string, std::string>& provenance) {
  std::string table = "| | |\n|---|---|\n";
  for (const auto& [name, value] : provenance) {
    absl::StrAppendFormat(&table, "| %s | `%s` |\n", name, value);
  }
  return table;
}

}  // namespace

absl::StatusOr<std::string> FillTemplate(std::string_view text,
                                         const std::map<std::string, std::string>& values) {
  std::string filled;
  while (true) {
    const size_t open = text.find("{{");
    filled += text.substr(0, open);
    if (open == std::string_view::npos) return filled;
    const size_t close = text.find("}}", open);
    if (close == std::string_view::npos) {
      return absl::InvalidArgumentError("model card: braces {{ that are never closed");
    }
    const std::string name(text.substr(open + 2, close - open - 2));
    const auto value = values.find(name);
    if (value == values.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("model card: got {{", name, "}}, wanted one of ",
                       absl::StrJoin(values, ", ", [](std::string* out, const auto& pair) {
                         absl::StrAppend(out, pair.first);
                       })));
    }
    filled += value->second;
    text.remove_prefix(close + 2);
  }
}

std::map<std::string, std::string> CardValues(const Manifest& manifest) {
  const auto& rank1 = manifest.rank1;
  return {{"model", manifest.model},
          {"version", absl::StrCat(manifest.version)},
          {"description", manifest.description},
          {"classes", absl::StrJoin(manifest.classes, ", ")},
          {"network", NetworkText(manifest.network)},
          {"members", absl::StrCat(rank1.components * rank1.samples)},
          {"components", absl::StrCat(rank1.components)},
          {"samples", absl::StrCat(rank1.samples)},
          {"posterior", rank1.posterior},
          {"inputs", absl::StrCat(manifest.network.input_width)},
          {"variables", absl::StrCat(manifest.schema.variables.size())},
          {"threshold", absl::StrFormat("%g", manifest.decision_threshold)},
          {"strata", StrataTable(manifest)},
          {"deferral", DeferralList(manifest.deferral)},
          {"figures", FiguresTable(manifest.figures)},
          {"provenance", ProvenanceTable(manifest.provenance)}};
}

}  // namespace credence::training
