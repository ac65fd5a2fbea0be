#include <algorithm>

#include "models/report/chart.h"
#include "models/tools/evaluation.h"
#include "models/tools/figure_text.h"

namespace credence::tools {
namespace {

using report::Chart;
using report::Color;

// What the x axis of risks is called.
const char* RiskLabel(const Evaluation& evaluation) {
  return evaluation.binary ? "predicted risk" : "probability of the class ranked first";
}

Chart ReliabilityChart(const Evaluation& evaluation) {
  Chart chart{.title = "Reliability",
              .note = absl::StrCat(
                  "Each dot is one of 15 bins of ", RiskLabel(evaluation),
                  ". On the dashed line, 30 % means that 30 of 100 such cases ",
                  evaluation.binary ? "had the event" : "are of that class",
                  ". Dots inside the grey band are what chance alone would do to a perfect model."),
              .x = {.label = RiskLabel(evaluation), .min = 0.0, .max = 1.0},
              .y = {.label = evaluation.binary ? "share with the event" : "share of right answers",
                    .min = 0.0,
                    .max = 1.0}};
  report::Band band{.name = "perfect calibration, 10 to 90 %", .color = Color::kGrey};
  report::Dots dots{.name = "observed, with 95 % Wilson interval", .color = Color::kBlue};
  for (size_t b = 0; b < evaluation.reliability.size(); ++b) {
    const metrics::ReliabilityBin& bin = evaluation.reliability[b];
    if (bin.count == 0) continue;
    band.x.push_back(bin.predicted);
    band.low.push_back(evaluation.null_reliability[b].q10);
    band.high.push_back(evaluation.null_reliability[b].q90);
    dots.x.push_back(bin.predicted);
    dots.y.push_back(bin.observed);
    dots.low.push_back(bin.observed_low);
    dots.high.push_back(bin.observed_high);
    dots.hints.push_back(absl::StrFormat("%d cases: predicted %.3f, observed %.3f (%.3f to %.3f)",
                                         bin.count, bin.predicted, bin.observed, bin.observed_low,
                                         bin.observed_high));
  }
  chart.bands = {band};
  chart.lines = {{.x = {0, 1}, .y = {0, 1}, .dashed = true, .color = Color::kGrey}};
  chart.dots = {dots};
  return chart;
}

// Shares, in percent of the group, of the values in equal bins over [0, max]; what is above goes
// into the last one.
report::Bars Histogram(const std::string& name, const std::vector<double>& values, double max) {
  constexpr int kBars = 25;
  report::Bars bars{.name = absl::StrCat(name, " (", values.size(), ")")};
  bars.heights.resize(kBars);
  for (int b = 0; b <= kBars; ++b) bars.edges.push_back(max * b / kBars);
  for (double value : values) {
    const int b = std::min(static_cast<int>(value / max * kBars), kBars - 1);
    bars.heights[b] += 100.0 / static_cast<double>(values.size());
  }
  return bars;
}

Chart RiskChart(const Evaluation& evaluation, const Answered& answered) {
  std::vector<double> with, without;
  for (size_t i = 0; i < answered.size(); ++i) {
    (answered.table.label[i] == 1 ? with : without).push_back(answered.table.risk[i]);
  }
  Chart chart{.title = evaluation.binary ? "Predicted risk by outcome"
                                         : "Probability of the class ranked first",
              .note = evaluation.binary
                          ? "The further apart the two groups, the better the model ranks."
                          : "The further apart the two groups, the better the model knows when it "
                            "is right.",
              .x = {.label = RiskLabel(evaluation), .min = 0.0, .max = 1.0},
              .y = {.label = "% of the group"}};
  chart.bars = {Histogram(evaluation.subject.other, without, 1),
                Histogram(evaluation.subject.event, with, 1)};
  return chart;
}

Chart CoverageChart(const Evaluation& evaluation, const char* title, const char* label,
                    double metrics::CoveragePoint::*value, Color color) {
  report::Line curve{.name = "the surest kept", .color = color}, all{.name = "all answered"};
  for (const metrics::CoveragePoint& point : evaluation.risk_coverage) {
    // Of a handful of cases nothing can be read.
    if (point.coverage < 0.05) continue;
    curve.x.push_back(100 * point.coverage);
    curve.y.push_back(point.*value);
  }
  all.x = {curve.x.empty() ? 0 : curve.x.front(), 100};
  all.y.assign(2, evaluation.risk_coverage.back().*value);
  all.dashed = true;
  all.color = Color::kGrey;
  Chart chart{.title = title,
              .x = {.label = "% of cases kept, least epistemic first"},
              .y = {.label = label, .min = 0.0}};
  chart.lines = {all, curve};
  return chart;
}

Chart EpistemicChart(const Evaluation& evaluation, const Answered& answered) {
  std::vector<double> right, wrong;
  for (size_t i = 0; i < answered.size(); ++i) {
    const bool event = answered.table.label[i] == 1;
    const bool predicted = answered.table.risk[i] >= evaluation.subject.threshold;
    const bool is_right = evaluation.binary ? predicted == event : event;
    (is_right ? right : wrong).push_back(answered.epistemic[i]);
  }
  const double max = std::max(metrics::Quantile(answered.epistemic, 0.99), 1e-6);
  Chart chart{.title = "Epistemic uncertainty of right and wrong answers",
              .note = absl::StrCat(
                  evaluation.binary
                      ? absl::StrFormat("An answer is right where (risk >= %g) is what happened. ",
                                        evaluation.subject.threshold)
                      : "An answer is right where the class ranked first is the one. ",
                  "The last bar holds all above."),
              .x = {.label = "epistemic uncertainty, nats", .min = 0.0, .max = max},
              .y = {.label = "% of the group"}};
  chart.bars = {Histogram("right", right, max), Histogram("wrong", wrong, max)};
  return chart;
}

// The middle and the spread of the epistemic uncertainty along the predicted risk.
Chart UnsureChart(const Evaluation& evaluation, const Answered& answered) {
  constexpr int kBins = 20;
  std::vector<std::vector<double>> bins(kBins);
  for (size_t i = 0; i < answered.size(); ++i) {
    const int b = std::min(static_cast<int>(answered.table.risk[i] * kBins), kBins - 1);
    bins[b].push_back(answered.epistemic[i]);
  }
  report::Line middle{.name = "median", .color = Color::kPurple};
  report::Band band{.name = "10 to 90 % of the cases", .color = Color::kPurple};
  for (int b = 0; b < kBins; ++b) {
    // Quantiles of fewer say nothing.
    if (bins[b].size() < 10) continue;
    const double risk = (b + 0.5) / kBins;
    middle.x.push_back(risk), band.x.push_back(risk);
    middle.y.push_back(metrics::Quantile(bins[b], 0.5));
    band.low.push_back(metrics::Quantile(bins[b], 0.1));
    band.high.push_back(metrics::Quantile(bins[b], 0.9));
  }
  Chart chart{.title = "Where the members disagree",
              .note = absl::StrCat("Bins of ", RiskLabel(evaluation), " with at least 10 cases."),
              .x = {.label = RiskLabel(evaluation), .min = 0.0, .max = 1.0},
              .y = {.label = "epistemic uncertainty, nats", .min = 0.0}};
  chart.bands = {band};
  chart.lines = {middle};
  return chart;
}

report::Table FigureTable(const Evaluation& evaluation) {
  report::Table table{{"Figure", "Best", "All", "95 % interval", "Kept", "Deferred"}, {}};
  if (evaluation.baseline) table.header.push_back(evaluation.baseline_name);
  for (const FigureLine& line : FigureLines(evaluation)) {
    table.rows.push_back(
        {line.label, line.ideal, line.all, line.interval, line.kept, line.deferred});
    if (evaluation.baseline) table.rows.back().push_back(line.baseline);
  }
  return table;
}

report::Table SubjectTable(const Evaluation& evaluation) {
  const Subject& subject = evaluation.subject;
  return {{"What was judged", ""},
          {{"Model", absl::StrCat(subject.model, ", version ", subject.version)},
           {"Weights, SHA-256", subject.weights_sha256.substr(0, 16)},
           {"Members", absl::StrCat(subject.members, " on ", subject.executor)},
           {"Decision threshold", absl::StrCat(subject.threshold)},
           {"Records", subject.records},
           {"Outcomes", subject.outcomes},
           {"Records without an outcome", absl::StrCat(evaluation.without_outcome)}}};
}

std::vector<report::Tile> Tiles(const Evaluation& evaluation) {
  const metrics::NullBand& null = evaluation.null_ece;
  std::vector<report::Tile> tiles;
  const auto add = [&](size_t f, const char* label) {
    const double value = evaluation.all.figures.*evaluation.rows()[f].value;
    tiles.push_back({label, FigureText(value),
                     evaluation.intervals.empty() ? "" : IntervalText(evaluation.intervals[f])});
  };
  add(0, "Mixture NLL, nats"), add(2, "Brier score");
  if (evaluation.binary) {
    add(4, "AUROC"), add(5, "AUPRC");
  } else {
    add(4, "Accuracy");
  }
  tiles.push_back({"ECE", FigureText(evaluation.all.figures.ece),
                   absl::StrFormat("perfect: %.4f to %.4f", null.q10, null.q90)});
  const metrics::Estimate& debiased = evaluation.ece_debiased;
  tiles.push_back({"RMS ECE, debiased", FigureText(debiased.value),
                   debiased.interval ? IntervalText(*debiased.interval) : ""});
  tiles.push_back({"Deferred", absl::StrFormat("%.1f %%", 100 * evaluation.deferral_rate()),
                   absl::StrCat(evaluation.deferred.cases, " of ", evaluation.all.cases)});
  return tiles;
}

}  // namespace

report::Page ToPage(const Evaluation& evaluation, const Answered& answered) {
  const Group& all = evaluation.all;
  const std::string events =
      absl::StrFormat("%d cases, %d of them %s (%.1f %%), answered by %d members.", all.cases,
                      all.events, evaluation.subject.event,
                      100.0 * static_cast<double>(all.events) / static_cast<double>(all.cases),
                      evaluation.subject.members);
  return {
      .title = absl::StrCat(evaluation.subject.model, ", version ", evaluation.subject.version),
      .subtitle = events,
      .sections =
          {{"In short", "", {Render(Tiles(evaluation))}},
           {"Calibration",
            absl::StrCat("Does a risk of 20 % come true in 20 of 100 such cases? ",
                         NullEceText(evaluation.null_ece), "."),
            {Render(ReliabilityChart(evaluation)), Render(RiskChart(evaluation, answered))}},
           {"Knowing when it does not know",
            "What is gained by answering only where the members agree: the curves should fall to "
            "the left.",
            {Render(CoverageChart(evaluation, "Mixture NLL of the cases kept", "nats",
                                  &metrics::CoveragePoint::nll, Color::kBlue)),
             Render(CoverageChart(evaluation, "Wrong answers among the cases kept", "share wrong",
                                  &metrics::CoveragePoint::error, Color::kOrange)),
             Render(EpistemicChart(evaluation, answered)),
             Render(UnsureChart(evaluation, answered))}},
           {"All figures",
            "Kept and deferred: by the manifest's rules. A figure that one outcome alone cannot "
            "define is shown as -.",
            {Render(FigureTable(evaluation)), Render(SubjectTable(evaluation))}}},
      .footer =
          "Intervals: bootstrap over cases; of ECE, of the true error, with the noise of the bins "
          "taken out; of uncertainties, of a mean. The members' disagreement is not a "
          "confidence interval. Written by credence-models evaluate."};
}

}  // namespace credence::tools
