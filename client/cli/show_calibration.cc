#include "client/cli/show_calibration.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "client/cli/table.h"

namespace credence::cli {
namespace {

using google::protobuf::util::TimeUtil;

constexpr int kAxis = 40;
constexpr int kScale = 30;

std::string Delay(const google::protobuf::Duration& duration) {
  const double seconds = static_cast<double>(TimeUtil::DurationToMilliseconds(duration)) / 1000;
  if (seconds < 120) return absl::StrFormat("%.1f s", seconds);
  if (seconds < 7200) return absl::StrFormat("%.0f min", seconds / 60);
  if (seconds < 48 * 3600) return absl::StrFormat("%.1f h", seconds / 3600);
  return absl::StrFormat("%.1f days", seconds / 86400);
}

std::string Interval(const v1::Figure& figure, const char* format) {
  if (!figure.has_low() || !figure.has_high()) return "";
  const auto one = [&](double value) {
    return absl::StrFormat(absl::ParsedFormat<'f'>(format), value);
  };
  return absl::StrCat(one(figure.low()), " to ", one(figure.high()));
}

// A row of the figures' table; an absent figure has none.
struct Row {
  const char* title;
  const v1::Figure* figure;
  const char* format;
  std::string ideal;
};

std::string NullText(const v1::Calibration& c) {
  if (!c.has_ece_null()) return "";
  return absl::StrFormat("up to %.4f: %s", c.ece_null().q95(),
                         c.ece_within_null() ? "inside" : "OUTSIDE");
}

std::string Figures(const v1::Calibration& c, const Terminal& terminal) {
  const Row rows[] = {
      {"ECE", c.has_ece() ? &c.ece() : nullptr, "%.4f", NullText(c)},
      {"ECE, debiased", c.has_ece_debiased() ? &c.ece_debiased() : nullptr, "%.4f", "0"},
      {"observed / expected",
       c.has_observed_over_expected() ? &c.observed_over_expected() : nullptr, "%.3f", "1"},
      {"calibration slope", c.has_calibration_slope() ? &c.calibration_slope() : nullptr, "%.3f",
       "1"},
      {"in the large", c.has_calibration_in_the_large() ? &c.calibration_in_the_large() : nullptr,
       "%.3f", "0"},
      {"mixture NLL, nats", c.has_mixture_nll() ? &c.mixture_nll() : nullptr, "%.4f", ""},
      {"average NLL, nats", c.has_average_nll() ? &c.average_nll() : nullptr, "%.4f", ""},
      {"Brier score", c.has_brier() ? &c.brier() : nullptr, "%.4f", ""},
      {"AUROC", c.has_auroc() ? &c.auroc() : nullptr, "%.4f", ""},
      {"AUPRC", c.has_auprc() ? &c.auprc() : nullptr, "%.4f", ""},
  };
  std::vector<std::vector<std::string>> table = {
      {"figure", "value", "95 % interval", "if calibrated"}};
  for (const Row& row : rows) {
    if (row.figure == nullptr) continue;
    table.push_back({row.title,
                     absl::StrFormat(absl::ParsedFormat<'f'>(row.format), row.figure->value()),
                     Interval(*row.figure, row.format), row.ideal});
  }
  return table.size() > 1 ? Table(table, {false, true, true, false}, terminal) + "\n" : "";
}

int Cell(double share, int width) {
  return std::clamp(static_cast<int>(share * width), 0, width - 1);
}

// Predicted (o), observed (x; # where both meet) and the observed share's interval, from 0 to
// `most`.
std::string Bar(const v1::CalibrationBin& bin, double most, const Terminal& terminal) {
  const char* axis = terminal.utf8 ? "·" : ".";
  const char* interval = terminal.utf8 ? "─" : "-";
  const int low = Cell(bin.observed_low() / most, kAxis);
  const int high = Cell(bin.observed_high() / most, kAxis);
  const int predicted = Cell(bin.predicted() / most, kAxis);
  const int observed = Cell(bin.observed() / most, kAxis);
  std::string bar;
  for (int i = 0; i < kAxis; ++i) {
    if (i == predicted && i == observed) {
      bar += terminal.Style(terminal.utf8 ? "◉" : "#", "32");
    } else if (i == predicted) {
      bar += terminal.Style(terminal.utf8 ? "○" : "o", "36");
    } else if (i == observed) {
      bar += terminal.Style(terminal.utf8 ? "●" : "x", "33");
    } else {
      bar += i >= low && i <= high ? interval : terminal.Style(axis, "2");
    }
  }
  return bar;
}

std::string Diagram(const v1::Calibration& c, const Terminal& terminal) {
  double most = 0.1;
  for (const auto& bin : c.equal_mass_bins()) {
    if (bin.outcomes() == 0) continue;
    most = std::max({most, bin.predicted(), bin.observed_high()});
  }
  most = std::min(1.0, std::ceil(most * 10) / 10);
  std::vector<std::vector<std::string>> rows = {
      {"risk %", "outcomes", "predicted %", "observed %",
       absl::StrFormat("%s predicted  %s observed  0 to %.0f %%", terminal.utf8 ? "○" : "o",
                       terminal.utf8 ? "●" : "x", 100 * most)}};
  for (const auto& bin : c.equal_mass_bins()) {
    if (bin.outcomes() == 0) continue;
    rows.push_back({absl::StrFormat("%.1f-%.1f", 100 * bin.lower(), 100 * bin.upper()),
                    absl::StrCat(bin.outcomes()), absl::StrFormat("%.1f", 100 * bin.predicted()),
                    absl::StrFormat("%.1f", 100 * bin.observed()), Bar(bin, most, terminal)});
  }
  return rows.size() > 1 ? Table(rows, {true, true, true, true, false}, terminal) + "\n" : "";
}

std::string Coverage(const v1::Calibration& c) {
  if (!c.has_label_coverage()) return "";
  const auto& coverage = c.label_coverage();
  std::string text = absl::StrFormat("%d of %d predictions have their outcome",
                                     coverage.with_outcome(), coverage.predictions());
  if (coverage.has_ratio()) text += absl::StrFormat(" (%.0f %%)", 100 * coverage.ratio());
  if (coverage.has_delay_median()) {
    absl::StrAppend(&text, "; delay ", Delay(coverage.delay_median()), " in the median, ",
                    Delay(coverage.delay_max()), " at most");
  }
  return text + "\n";
}

}  // namespace

std::string StatusName(v1::OutcomeStatus status) {
  const std::string name = v1::OutcomeStatus_Name(status);
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(name, "OUTCOME_STATUS_")),
                             {{"_", " "}});
}

std::string OutcomesTable(const v1::ReportOutcomesStreamResponse& summary,
                          const Terminal& terminal) {
  std::vector<std::vector<std::string>> rows = {{"status", "outcomes"}};
  for (const auto& count : summary.counts()) {
    rows.push_back({StatusName(count.status()), absl::StrCat(count.outcomes())});
  }
  std::string text = Table(rows, {false, true}, terminal);
  for (const auto& refused : summary.refused()) {
    const auto& result = refused.result();
    absl::StrAppend(&text, "outcome ", refused.position() + 1, ": ", StatusName(result.status()),
                    result.message().empty() ? "" : ": ", result.message(), "\n");
  }
  return text;
}

std::string CalibrationText(const v1::Calibration& c, const Terminal& terminal) {
  std::string text = terminal.Style(absl::StrCat(c.model(), " version ", c.version()), "1");
  if (!c.cohort().empty()) absl::StrAppend(&text, ", ", c.cohort());
  absl::StrAppend(&text, ": ", c.outcomes(), " outcomes, ", c.events(), " events\n\n");
  if (c.outcomes() == 0) {
    return text + "No outcome yet. Report some with `credence outcomes report`.\n" + Coverage(c);
  }
  return text + Figures(c, terminal) + Diagram(c, terminal) + Coverage(c);
}

std::string EvidenceText(const v1::GetEvidenceResponse& evidence, const Terminal& terminal) {
  const double share = std::max(0.0, evidence.log_evidence()) / evidence.log_threshold();
  const int filled = Cell(share, kScale + 1);
  std::string bar;
  for (int i = 0; i < kScale; ++i) {
    bar += i < filled ? (terminal.utf8 ? "█" : "#") : (terminal.utf8 ? "░" : ".");
  }
  const std::string verdict =
      evidence.alarmed() ? terminal.Style("ALARM: the risks no longer match the outcomes", "1;31")
                         : "no alarm";
  return absl::StrFormat("evidence against calibration %.3g, alarm at %.0f  %s  %s\n",
                         std::exp(evidence.log_evidence()), std::exp(evidence.log_threshold()),
                         terminal.Style(bar, evidence.alarmed() ? "31" : "36"), verdict);
}

}  // namespace credence::cli
