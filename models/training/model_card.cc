#include "models/training/model_card.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/posteriors.h"
#include "models/metrics/figures.h"

namespace credence::training {
namespace {

using checkpoint::Manifest;

std::string NetworkText(const checkpoint::NetworkSpec& network, bool rank1) {
  std::string text;
  if (network.steps > 0) {
    text = absl::StrFormat("%sLSTM of %d units over %d steps of %d values, then ",
                           rank1 ? "rank-1 " : "", network.lstm_units, network.steps,
                           network.step_width);
  }
  if (network.embedding > 0) {
    text = absl::StrFormat("embedding of each step's values in %d, ", network.embedding) + text;
  }
  return absl::StrCat(text, "dense ", absl::StrJoin(network.hidden, ", "), " (", network.activation,
                      "), ", network.outputs, " output",
                      !rank1                  ? ""
                      : network.embedding > 0 ? ", all but the embedding rank-1"
                                              : ", all rank-1");
}

// Of the weights beside a Bayesian embedding's.
std::string FamilyText(const checkpoint::Rank1Spec& rank1) {
  const std::string& family = rank1.posterior;
  if (family == "point") {
    return "BatchEnsemble, a rank-1 network of point factors (Wen et al., ICLR 2020)";
  }
  if (family == "deterministic") return "Neural network of point weights, one member";
  if (family == "dropout") {
    return "Neural network with Monte Carlo dropout (Gal and Ghahramani, ICML 2016)";
  }
  if (family == "mean_field") {
    return "Bayesian neural network, a mean-field Gaussian over its kernels (Blundell et al., "
           "ICML 2015)";
  }
  if (family == "ensemble") {
    return absl::StrFormat("Deep ensemble of %d networks (Lakshminarayanan et al., NeurIPS 2017)",
                           rank1.components);
  }
  return "Rank-1 Bayesian neural network (Dusenberry et al., ICML 2020)";
}

std::string MethodText(const checkpoint::Rank1Spec& rank1) {
  if (!rank1.gaussian_embedding) return FamilyText(rank1);
  if (rank1.posterior == "deterministic") {
    return "Neural network with Bayesian embeddings, all other weights points (as in Dusenberry et "
           "al., ICML 2020)";
  }
  return absl::StrCat(FamilyText(rank1), " over Bayesian embeddings");
}

// What a served answer is.
std::string AnswerText(const checkpoint::Rank1Spec& rank1) {
  const std::string& family = rank1.posterior;
  const int members = rank1.components * rank1.samples;
  if (family == "deterministic") {
    return rank1.gaussian_embedding
               ? absl::StrFormat("the mean over %d members (draws of the embeddings)", members)
               : "the answer of one network, its only member";
  }
  if (family == "ensemble") return absl::StrFormat("the mean over %d networks", members);
  if (family == "dropout") {
    return absl::StrFormat(
        "the mean over %d members (%smasks that leave out %g of the hidden units)", members,
        rank1.gaussian_embedding ? "draws of the embeddings, " : "", rank1.dropout_rate);
  }
  if (family == "mean_field") {
    return absl::StrFormat("the mean over %d members (draws of all kernels)", members);
  }
  return absl::StrFormat("the mean over %d members (%d components x %d samples, %s posterior)",
                         members, rank1.components, rank1.samples, checkpoint::TitleOf(rank1));
}

bool IsRank1(const std::string& posterior) {
  const checkpoint::PosteriorKind* kind = checkpoint::FindPosterior(posterior);
  return kind != nullptr && kind->rank1;
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

// Below the ECE's line, where both ends are known.
void AddRange(const char* what, const char* low, const char* high,
              const std::map<std::string, double>& figures, std::string& table) {
  const auto from = figures.find(low), to = figures.find(high);
  if (from == figures.end() || to == figures.end()) return;
  absl::StrAppendFormat(&table, "| - %s | %.4f to %.4f | |\n", what, from->second, to->second);
}

std::string FiguresTable(const std::map<std::string, double>& figures, bool binary) {
  if (figures.empty()) return "This checkpoint was not evaluated on patients it did not see.\n";
  std::string table = "| figure | value | best is |\n|---|---:|---|\n";
  for (const metrics::FigureRow& row : metrics::FigureRows(binary)) {
    const auto found = figures.find(std::string(row.name));
    if (found == figures.end()) continue;
    absl::StrAppendFormat(&table, "| %s | %.4f | %s |\n", row.label, found->second, row.ideal);
    if (row.value != &metrics::Figures::ece) continue;
    AddRange("true error of these bins, 95 % interval", "ece_low", "ece_high", figures, table);
    AddRange("a perfectly calibrated model's, 10 to 90 %", "null_ece_q10", "null_ece_q90", figures,
             table);
  }
  if (const auto found = figures.find("mean_epistemic"); found != figures.end()) {
    absl::StrAppendFormat(&table, "| Epistemic uncertainty, mean (nats) | %.4f | |\n",
                          found->second);
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
          {"method", MethodText(rank1)},
          {"answer", AnswerText(rank1)},
          {"network", NetworkText(manifest.network, IsRank1(rank1.posterior))},
          {"members", absl::StrCat(rank1.components * rank1.samples)},
          {"components", absl::StrCat(rank1.components)},
          {"samples", absl::StrCat(rank1.samples)},
          {"posterior", rank1.posterior},
          {"inputs", absl::StrCat(manifest.network.input_width)},
          {"variables", absl::StrCat(manifest.schema.variables.size())},
          {"threshold", absl::StrFormat("%g", manifest.decision_threshold)},
          {"strata", StrataTable(manifest)},
          {"deferral", DeferralList(manifest.deferral)},
          {"figures", FiguresTable(manifest.figures, manifest.classes.size() == 2)},
          {"provenance", ProvenanceTable(manifest.provenance)}};
}

}  // namespace credence::training
