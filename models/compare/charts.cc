#include "models/compare/charts.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/metrics/calibration.h"
#include "models/metrics/risk_coverage.h"

namespace credence::compare {
namespace {

using report::Chart;
using report::Color;

// Families that share a colour.
struct Kind {
  const char* name;
  Color color;
  std::vector<std::string> families;
};

const std::vector<Kind>& Kinds() {
  static const std::vector<Kind> kinds = {
      {"rank-1", Color::kBlue, {"point", "gaussian", "cauchy"}},
      {"one set of weights", Color::kOrange, {"deterministic", "dropout"}},
      {"mean-field", Color::kGreen, {"mean_field"}},
      {"ensemble", Color::kPurple, {"ensemble"}}};
  return kinds;
}

bool IsOf(const Kind& kind, const MethodResult& result) {
  return std::find(kind.families.begin(), kind.families.end(), result.family) !=
         kind.families.end();
}

Chart CostChart(const SetResult& set, const char* column, const char* title, const char* label) {
  Chart chart{.title = title,
              .note = "Mean over the seeds, with its standard error. Low and left is best.",
              .x = {.label = label, .logarithmic = true},
              .y = {.label = "mixture NLL, nats"}};
  for (const Kind& kind : Kinds()) {
    report::Dots dots{.name = kind.name, .color = kind.color};
    for (const MethodResult& result : set.methods) {
      if (!result.is_done() || !IsOf(kind, result)) continue;
      const MeanError& nll = FigureOf(result, "mixture_nll");
      const double error = std::isfinite(nll.error) ? nll.error : 0;
      dots.x.push_back(CostOf(result, column).mean);
      dots.y.push_back(nll.mean);
      dots.low.push_back(nll.mean - error);
      dots.high.push_back(nll.mean + error);
      dots.labels.push_back(result.label);
      dots.hints.push_back(
          absl::StrFormat("%s: %.4g, NLL %.4f", result.label, dots.x.back(), nll.mean));
    }
    if (!dots.x.empty()) chart.dots.push_back(std::move(dots));
  }
  return chart;
}

Chart SweepChart(const SetResult& set, const char* column, const char* title, const char* label) {
  constexpr Color kColors[] = {Color::kBlue, Color::kOrange, Color::kGreen, Color::kPurple};
  Chart chart{.title = title,
              .note = "Mean over the seeds, with its standard error.",
              .x = {.label = "components K", .logarithmic = true},
              .y = {.label = label}};
  size_t next = 0;
  for (size_t begin = 0; begin < set.sweep.size();) {
    const std::string& name = set.sweep[begin].sweep_of;
    const Color color = kColors[next++ % std::size(kColors)];
    report::Line line{.name = LabelOf(set, name), .color = color};
    report::Dots dots{.color = color};
    for (; begin < set.sweep.size() && set.sweep[begin].sweep_of == name; ++begin) {
      const MethodResult& point = set.sweep[begin];
      if (!point.is_done()) continue;
      const MeanError& mean = FigureOf(point, column);
      const double error = std::isfinite(mean.error) ? mean.error : 0;
      for (auto* x : {&line.x, &dots.x}) x->push_back(point.components);
      for (auto* y : {&line.y, &dots.y}) y->push_back(mean.mean);
      dots.low.push_back(mean.mean - error);
      dots.high.push_back(mean.mean + error);
    }
    chart.lines.push_back(std::move(line));
    chart.dots.push_back(std::move(dots));
  }
  return chart;
}

Chart ReliabilityChart(const MethodResult& result) {
  const Answers& answers = result.of_seed.front().answers;
  Chart chart{.title = result.label,
              .x = {.label = "predicted risk", .min = 0.0, .max = 1.0},
              .y = {.label = "share with the event", .min = 0.0, .max = 1.0}};
  if (!answers.binary) {
    chart.x.label = "probability of the class ranked first";
    chart.y.label = "share right";
  }
  chart.lines = {{.x = {0, 1}, .y = {0, 1}, .dashed = true, .color = Color::kGrey}};
  const metrics::Cases cases{answers.risk, answers.event};
  const auto bins = metrics::Reliability(cases);
  const auto null = metrics::NullReliability(answers.risk, {.draws = 400});
  if (!bins.ok() || !null.ok()) return chart;
  report::Band band{.name = "perfect calibration, 10 to 90 %", .color = Color::kGrey};
  report::Dots dots{.name = "observed", .color = Color::kBlue};
  for (size_t b = 0; b < bins->size(); ++b) {
    const metrics::ReliabilityBin& bin = (*bins)[b];
    if (bin.count == 0) continue;
    band.x.push_back(bin.predicted);
    band.low.push_back((*null)[b].q10);
    band.high.push_back((*null)[b].q90);
    dots.x.push_back(bin.predicted);
    dots.y.push_back(bin.observed);
    dots.low.push_back(bin.observed_low);
    dots.high.push_back(bin.observed_high);
    dots.hints.push_back(absl::StrFormat("%d cases: predicted %.3f, observed %.3f", bin.count,
                                         bin.predicted, bin.observed));
  }
  chart.bands = {std::move(band)};
  chart.dots = {std::move(dots)};
  return chart;
}

// Mixture NLL of the cases kept, the surest first.
report::Line CoverageLine(const MethodResult& result, const std::string& name, Color color) {
  report::Line line{.name = name, .color = color};
  const Answers& answers = result.of_seed.front().answers;
  std::vector<uint8_t> wrong;
  for (size_t i = 0; i < answers.size(); ++i) {
    const bool decided = answers.binary ? answers.risk[i] >= answers.threshold : true;
    wrong.push_back(decided != (answers.event[i] == 1) ? 1 : 0);
  }
  const auto points = metrics::RiskCoverageOfLosses(answers.mixture_nll, wrong, answers.epistemic);
  if (!points.ok()) return line;
  for (const metrics::CoveragePoint& point : *points) {
    // Of a handful of cases nothing can be read.
    if (point.coverage < 0.1) continue;
    line.x.push_back(100 * point.coverage);
    line.y.push_back(point.nll);
  }
  return line;
}

Chart CoverageChart(const MethodResult& result, const MethodResult* baseline) {
  Chart chart{.title = result.label,
              .x = {.label = "% of cases kept, least epistemic first"},
              .y = {.label = "mixture NLL, nats", .min = 0.0}};
  if (baseline != nullptr && baseline != &result && baseline->is_done()) {
    chart.lines.push_back(CoverageLine(*baseline, baseline->label, Color::kGrey));
    chart.lines.back().dashed = true;
  }
  chart.lines.push_back(CoverageLine(result, result.label, Color::kBlue));
  return chart;
}

ChartGroup CostGroup(const SetResult& set) {
  return {"What is gained for what cost",
          "",
          {CostChart(set, "parameters", "Mixture NLL against parameters", "trainable parameters"),
           CostChart(set, "row_microseconds", "Mixture NLL against serving cost",
                     "CPU microseconds per row")}};
}

ChartGroup SweepGroup(const SetResult& set) {
  return {"Number of components",
          "",
          {SweepChart(set, "mixture_nll", "Mixture NLL by K", "mixture NLL, nats"),
           SweepChart(set, "ece", "ECE by K", "ECE (15 bins)")}};
}

}  // namespace

std::vector<ChartGroup> ChartsOf(const Comparison& comparison, const SetResult& set) {
  ChartGroup reliability{
      "Reliability",
      "The first seed of each method. On the dashed line, 30 % means that 30 of 100 such cases had "
      "the event; the grey band is what chance alone would do to a perfect model.",
      {}};
  ChartGroup coverage{
      "Risk and coverage",
      "The first seed of each method. What is gained by answering only where the members agree: "
      "the curve should fall to the left. One network alone has nothing to disagree with, and no "
      "curve.",
      {}};
  const MethodResult* baseline = FindMethod(set, comparison.baseline);
  bool any = false;
  for (const MethodResult& result : set.methods) {
    if (!result.is_done()) continue;
    any = true;
    reliability.charts.push_back(ReliabilityChart(result));
    if (CostOf(result, "members").mean > 1) {
      coverage.charts.push_back(CoverageChart(result, baseline));
    }
  }
  if (!any) return {};
  std::vector<ChartGroup> groups = {CostGroup(set)};
  if (!set.sweep.empty()) groups.push_back(SweepGroup(set));
  groups.push_back(std::move(reliability));
  groups.push_back(std::move(coverage));
  return groups;
}

}  // namespace credence::compare
