#include "client/cli/show_model.h"

#include <google/protobuf/util/time_util.h>

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/cli/table.h"

namespace credence::cli {
namespace {

std::string Units(const v1::Variable& variable) {
  std::vector<std::string> others;
  for (const auto& unit : variable.accepted_units()) others.push_back(unit.unit());
  return others.empty() ? variable.unit()
                        : absl::StrCat(variable.unit(), " (or ", absl::StrJoin(others, ", "), ")");
}

std::string Domain(const v1::Variable& variable) {
  if (variable.categories_size() > 0) return absl::StrJoin(variable.categories(), ", ");
  if (!variable.has_plausible_min() || !variable.has_plausible_max()) return "";
  return absl::StrFormat("%g to %g", variable.plausible_min(), variable.plausible_max());
}

std::string SchemaTable(const v1::Model& model, const Terminal& terminal) {
  if (model.variables().empty()) {
    return absl::StrCat("Input: a raw tensor of ", model.input_width(), " values\n");
  }
  std::vector<std::vector<std::string>> rows = {
      {"input", "kind", "unit", "plausible", "when missing", "what it is"}};
  for (const auto& v : model.variables()) {
    rows.push_back({v.name(), v.kind(), Units(v), Domain(v), v.missing(), v.description()});
  }
  return Table(rows, {false, false, false, false, false, false}, terminal);
}

std::string RuleText(const v1::DeferralRule& rule) {
  switch (rule.rule()) {
    case v1::DeferralReason::RULE_EPISTEMIC:
      return absl::StrFormat("epistemic uncertainty above %g nats", rule.limit());
    case v1::DeferralReason::RULE_INTERVAL_WIDTH:
      return absl::StrFormat("the members' 5 %% and 95 %% quantiles more than %g apart",
                             rule.limit());
    case v1::DeferralReason::RULE_AGREEMENT:
      return absl::StrFormat("agreement below %g", rule.limit());
    case v1::DeferralReason::RULE_OUT_OF_RANGE:
      return absl::StrFormat("more than %g impossible readings", rule.limit());
    case v1::DeferralReason::RULE_IMPUTED:
      return absl::StrFormat("more than a share of %g of the variables missing", rule.limit());
    default:
      return absl::StrFormat("%s, limit %g", v1::DeferralReason::Rule_Name(rule.rule()),
                             rule.limit());
  }
}

std::string Rules(const v1::Model& model) {
  std::string text;
  for (const auto& stratum : model.strata()) {
    absl::StrAppendFormat(&text, "  stratum %s: risk from %.1f %% to below %.1f %%\n",
                          stratum.name(), 100 * stratum.lower(), 100 * stratum.upper());
  }
  for (const auto& rule : model.deferral_rules()) {
    absl::StrAppend(&text, "  ask a human: ", RuleText(rule), "\n");
  }
  return text;
}

std::string Facts(const google::protobuf::Map<std::string, std::string>& facts) {
  std::string text;
  for (const auto& [name, value] : std::map(facts.begin(), facts.end())) {
    absl::StrAppend(&text, "  ", name, ": ", value, "\n");
  }
  return text;
}

std::string Figures(const v1::Model& model) {
  std::string text;
  for (const auto& [name, value] : std::map(model.figures().begin(), model.figures().end())) {
    absl::StrAppendFormat(&text, "  %s: %.4g\n", name, value);
  }
  return text;
}

// How many, and the method they come from.
std::string Members(const v1::Model& model) {
  const std::string& posterior = model.posterior();
  if (posterior == "deterministic") return "1 member, a deterministic network";
  if (posterior == "ensemble") {
    return absl::StrFormat("%d members, the networks of an ensemble", model.components());
  }
  const bool dropout = posterior == "dropout";
  if (dropout || posterior == "mean_field") {
    return absl::StrFormat("%d members, %s, seed %d", model.samples(),
                           dropout ? "masks of dropout" : "draws of a mean-field posterior",
                           model.seed());
  }
  return absl::StrFormat("%d members = %d components x %d samples of a %s posterior, seed %d",
                         model.summary().members(), model.components(), model.samples(), posterior,
                         model.seed());
}

std::string Section(const std::string& title, const std::string& body, const Terminal& terminal) {
  return body.empty() ? "" : absl::StrCat(terminal.Style(title, "1"), "\n", body);
}

}  // namespace

std::string ModelTable(const v1::ListModelsResponse& models, const Terminal& terminal) {
  std::vector<std::vector<std::string>> rows = {
      {"model", "version", "network", "posterior", "members", "default", "loaded", "weights"}};
  for (const auto& m : models.models()) {
    rows.push_back({m.model(), absl::StrCat(m.version()), m.network(), m.posterior(),
                    absl::StrCat(m.members()), m.is_default() ? "yes" : "",
                    google::protobuf::util::TimeUtil::ToString(m.loaded_at()),
                    m.weights_sha256().substr(0, 12)});
  }
  return Table(rows, {false, true, false, false, true, false, false, false}, terminal);
}

std::string ModelDetail(const v1::Model& model, const Terminal& terminal) {
  const v1::ModelSummary& s = model.summary();
  std::string text = terminal.Style(absl::StrCat(s.model(), " version ", s.version()), "1") + "\n";
  if (!model.description().empty()) absl::StrAppend(&text, model.description(), "\n");
  absl::StrAppendFormat(&text, "%s, %s: %s; %s\n", s.network(), model.task(),
                        absl::StrJoin(model.classes(), " or "), Members(model));
  absl::StrAppendFormat(&text, "decision threshold %.3g, weights %s\n", model.decision_threshold(),
                        s.weights_sha256());
  text += Section("Strata and rules", Rules(model), terminal);
  text += Section("Held-out figures", Figures(model), terminal);
  text += Section("Provenance", Facts(model.provenance()), terminal);
  return text + SchemaTable(model, terminal);
}

}  // namespace credence::cli
