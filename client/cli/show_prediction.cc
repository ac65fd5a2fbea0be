#include "client/cli/show_prediction.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/cli/table.h"

namespace credence::cli {
namespace {

constexpr int kStripWidth = 25;
constexpr int kWideStripWidth = 50;

std::string Percent(double fraction) { return absl::StrFormat("%.1f", 100 * fraction); }

std::string ClassName(const v1::Model& model, int index) {
  return index >= 0 && index < model.classes_size() ? model.classes(index)
                                                    : absl::StrCat("class ", index);
}

std::vector<double> MembersOf(const v1::Prediction& prediction, int shown) {
  std::vector<double> probabilities;
  for (const auto& member : prediction.members()) {
    if (shown < member.probabilities_size()) probabilities.push_back(member.probabilities(shown));
  }
  return probabilities;
}

std::string Strip(const v1::Prediction& prediction, int shown, int width,
                  const Terminal& terminal) {
  const std::vector<double> members = MembersOf(prediction, shown);
  return members.empty() ? "" : DotStrip(members, width, terminal);
}

// A value of the spread for the shown class; 0 where the server sent none.
double At(const google::protobuf::RepeatedField<double>& values, int index) {
  return index < values.size() ? values.Get(index) : 0;
}

std::vector<std::string> Row(const v1::Model& model, const Answer& answer,
                             const Terminal& terminal) {
  const v1::Prediction& p = answer.prediction;
  const int shown = ShownClass(model, p);
  const char* dash = terminal.utf8 ? "–" : "-";
  const bool deferred = p.deferral().deferred();
  return {p.prediction_id(),
          model.task() == "binary" ? "" : ClassName(model, shown),
          Percent(At(p.mean(), shown)),
          absl::StrCat(Percent(At(p.spread().q05(), shown)), " ", dash, " ",
                       Percent(At(p.spread().q95(), shown))),
          absl::StrFormat("%.0f", 100 * p.agreement()),
          absl::StrFormat("%.4f", p.uncertainty().epistemic()),
          p.stratum(),
          deferred ? terminal.Style("yes", "33") : "no",
          p.warnings().empty() ? "" : absl::StrCat(p.warnings_size()),
          answer.label < 0 ? "" : ClassName(model, answer.label),
          p.has_label_mixture_nll() ? absl::StrFormat("%.3f", p.label_mixture_nll()) : "",
          Strip(p, shown, kStripWidth, terminal)};
}

// Leaves out the columns in which no row says anything.
void DropEmptyColumns(std::vector<std::vector<std::string>>* rows, std::vector<bool>* right) {
  for (size_t column = right->size(); column-- > 0;) {
    const bool used = std::any_of(rows->begin() + 1, rows->end(),
                                  [&](const auto& row) { return !row[column].empty(); });
    if (used) continue;
    for (auto& row : *rows) row.erase(row.begin() + column);
    right->erase(right->begin() + column);
  }
}

std::string Legend(const v1::Model& model, const Terminal& terminal) {
  const std::string event = model.task() == "binary"
                                ? absl::StrCat("risk: probability of \"",
                                               ClassName(model, model.positive_class()), "\". ")
                                : "p: probability of the class named. ";
  return terminal.Style(
      absl::StrCat(
          event,
          "members: the members' answers on an axis from 0 to 100 %, and the range that holds "
          "90 % of them:\ntheir disagreement, not a confidence interval. agree: share of members "
          "that decide as the mean does. epistemic and NLL in nats.\nask: hand this one to a "
          "human. warn: what was done to the input (--detail says more).\n"),
      "2");
}

std::string Reasons(const v1::Prediction& prediction) {
  if (!prediction.deferral().deferred()) return "Ask a human: no rule of the model asks for it.\n";
  std::string text = "Ask a human: yes.\n";
  for (const auto& reason : prediction.deferral().reasons()) {
    absl::StrAppend(&text, "  - ", reason.message(), "\n");
  }
  return text;
}

// What was missing in one line, everything else in the server's words.
std::string Warnings(const v1::Prediction& prediction) {
  if (prediction.warnings().empty()) return "Input: taken as it came.\n";
  std::vector<std::string> missing;
  std::string others;
  for (const auto& warning : prediction.warnings()) {
    if (warning.kind() == v1::Warning::KIND_IMPUTED) {
      missing.push_back(warning.field());
    } else {
      absl::StrAppend(&others, "  - ", warning.message(), "\n");
    }
  }
  std::string text = "Input:\n";
  if (!missing.empty()) {
    absl::StrAppend(
        &text, "  - ", missing.size(),
        " missing, filled in by the model's missing policy: ", absl::StrJoin(missing, ", "), "\n");
  }
  return text + others;
}

std::string Outcomes(const v1::Model& model, const Answer& answer) {
  const v1::Prediction& p = answer.prediction;
  std::string text;
  for (int c = 0; c < p.mean_size(); ++c) {
    absl::StrAppendFormat(&text, "  if \"%s\": mixture NLL %.3f, average NLL %.3f nats\n",
                          ClassName(model, c), At(p.mixture_nll(), c), At(p.average_nll(), c));
  }
  if (p.has_label_mixture_nll()) {
    absl::StrAppendFormat(&text, "  the outcome is known, \"%s\": mixture NLL %.3f nats\n",
                          ClassName(model, answer.label), p.label_mixture_nll());
  }
  return text;
}

}  // namespace

int ShownClass(const v1::Model& model, const v1::Prediction& prediction) {
  if (model.task() == "binary") return model.positive_class();
  const auto& mean = prediction.mean();
  return static_cast<int>(std::max_element(mean.begin(), mean.end()) - mean.begin());
}

std::string PredictionTable(const v1::Model& model, const std::vector<Answer>& answers,
                            const Terminal& terminal) {
  std::vector<std::vector<std::string>> rows = {
      {"id", "class", model.task() == "binary" ? "risk %" : "p %", "90 % of members", "agree %",
       "epistemic", "stratum", "ask", "warn", "outcome", "its mixture NLL", "members"}};
  for (const Answer& answer : answers) rows.push_back(Row(model, answer, terminal));
  std::vector<bool> right = {false, false, true, true,  true, true,
                             false, false, true, false, true, false};
  if (!answers.empty()) DropEmptyColumns(&rows, &right);
  return Table(rows, right, terminal) + Legend(model, terminal);
}

std::string PredictionDetail(const v1::Model& model, const Answer& answer,
                             const Terminal& terminal) {
  const v1::Prediction& p = answer.prediction;
  const int shown = ShownClass(model, p);
  const v1::Spread& spread = p.spread();
  std::string text =
      terminal.Style(absl::StrFormat("%s: \"%s\" has a probability of %.1f %%", p.prediction_id(),
                                     ClassName(model, shown), 100 * At(p.mean(), shown)),
                     "1");
  absl::StrAppend(&text, p.stratum().empty() ? "" : absl::StrCat(", stratum ", p.stratum()), "\n");
  const std::string strip = Strip(p, shown, kWideStripWidth, terminal);
  if (!strip.empty()) absl::StrAppend(&text, "  0 % ", strip, " 100 %\n");
  absl::StrAppendFormat(
      &text,
      "Spread: the %d members say %.1f %% to %.1f %%; 90 %% of them lie between %.1f %% and %.1f "
      "%% "
      "(standard deviation %.1f points).\n  This is the members' disagreement, not a confidence "
      "interval.\n",
      model.summary().members(), 100 * At(spread.min(), shown), 100 * At(spread.max(), shown),
      100 * At(spread.q05(), shown), 100 * At(spread.q95(), shown),
      100 * At(spread.stddev(), shown));
  absl::StrAppendFormat(&text, "Agreement: %.0f %% of the members decide as the mean does.\n",
                        100 * p.agreement());
  const v1::Uncertainty& u = p.uncertainty();
  absl::StrAppendFormat(&text,
                        "Uncertainty: %.4f nats in total = %.4f aleatoric (the case itself) + %.4f "
                        "epistemic (the members disagree)\n",
                        u.total(), u.aleatoric(), u.epistemic());
  absl::StrAppend(&text, "Surprise at each outcome:\n", Outcomes(model, answer));
  return text + Reasons(p) + Warnings(p);
}

}  // namespace credence::cli
