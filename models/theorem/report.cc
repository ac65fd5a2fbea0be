#include "models/theorem/report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace credence::theorem {
namespace {

using report::Chart;
using report::Color;
using report::Table;

constexpr Color kDepthColors[] = {Color::kBlue, Color::kOrange, Color::kGreen, Color::kPurple};

// Shares of the standard normal beyond 2 and 3 on either side.
constexpr double kBeyond2 = 0.0455, kBeyond3 = 0.0027;

Table CovarianceTable(const Findings& findings) {
  Table table{{"Law of r and s", "Perturbation", "Draws", "Moments", "|z| > 2 (by chance)",
               "|z| > 3 (by chance)", "Largest |z|", "Its chance, at most"},
              {}};
  for (const CovarianceCheck& check : findings.covariance) {
    const auto tests = static_cast<double>(check.tests());
    table.rows.push_back(
        {check.law, check.perturbation, absl::StrCat(check.draws), absl::StrCat(check.tests()),
         absl::StrFormat("%d (%.1f)", check.beyond(2), kBeyond2 * tests),
         absl::StrFormat("%d (%.1f)", check.beyond(3), kBeyond3 * tests),
         absl::StrFormat("%.2f", check.largest_z()), absl::StrFormat("%.2g", check.chance())});
  }
  return table;
}

std::vector<const Cell*> Select(const Findings& findings, Series series, double stddev,
                                int64_t depth) {
  std::vector<const Cell*> cells;
  for (const Cell& cell : findings.cells) {
    if (cell.series == series && cell.stddev == stddev && cell.depth == depth) {
      cells.push_back(&cell);
    }
  }
  return cells;
}

std::string RowName(Series series, int64_t depth) {
  return absl::StrCat(SeriesText(series), ", H = ", depth);
}

// One row for each series and depth, one column for each width; `text` fills a cell.
template <typename Text>
Table WidthTable(const Findings& findings, double stddev, const Text& text) {
  Table table{{absl::StrFormat("stddev of r and s: %g", stddev)}, {}};
  for (int64_t width : findings.options.widths) table.header.push_back(absl::StrCat("M = ", width));
  for (Series series : {Series::kHidden, Series::kReadout, Series::kNarrow, Series::kLinear}) {
    for (int64_t depth = 1; depth <= findings.options.depth; ++depth) {
      const auto cells = Select(findings, series, stddev, depth);
      if (cells.empty()) continue;
      table.rows.push_back({RowName(series, depth)});
      for (const Cell* cell : cells) table.rows.back().push_back(text(*cell));
    }
  }
  return table;
}

// A star marks what chance alone would not do once in a thousand times.
Table DistanceTable(const Findings& findings, double stddev) {
  return WidthTable(findings, stddev, [](const Cell& cell) {
    return absl::StrFormat("%.4f +- %.4f%s", cell.distance, cell.distance_error,
                           cell.excess_z > 3.09 ? " *" : "");
  });
}

Table RatioTable(const Findings& findings, double stddev) {
  return WidthTable(findings, stddev, [](const Cell& cell) {
    return absl::StrFormat("%.3f +- %.3f", cell.stddev_ratio, cell.ratio_error);
  });
}

report::Line LineOf(const std::string& name, const std::vector<const Cell*>& cells,
                    double Cell::*value, Color color, bool dashed) {
  report::Line line{.name = name, .dashed = dashed, .color = color};
  for (const Cell* cell : cells) {
    line.x.push_back(static_cast<double>(cell->width));
    line.y.push_back(cell->*value);
  }
  return line;
}

report::Dots DotsOf(const std::vector<const Cell*>& cells, Color color) {
  report::Dots dots{.color = color};
  for (const Cell* cell : cells) {
    dots.x.push_back(static_cast<double>(cell->width));
    dots.y.push_back(cell->distance);
    dots.low.push_back(cell->distance - cell->distance_error);
    dots.high.push_back(cell->distance + cell->distance_error);
    dots.hints.push_back(absl::StrFormat("M = %d: %.4f +- %.4f, floor %.4f", cell->width,
                                         cell->distance, cell->distance_error, cell->floor));
  }
  return dots;
}

Chart DistanceChart(const std::string& title, const std::string& note) {
  return {.title = title,
          .note = note,
          .x = {.label = "width M", .logarithmic = true},
          .y = {.label = "W1 between the two laws, in sd", .logarithmic = true}};
}

Chart DepthChart(const Findings& findings, Series series, double stddev) {
  Chart chart = DistanceChart(
      absl::StrFormat("Perturbed: %s; stddev of r and s %g", SeriesText(series), stddev),
      "Mean over networks, with its standard error. Grey: what two samples of one law show.");
  for (int64_t depth = 1; depth <= findings.options.depth; ++depth) {
    const auto cells = Select(findings, series, stddev, depth);
    const Color color = kDepthColors[(depth - 1) % std::size(kDepthColors)];
    chart.lines.push_back(
        LineOf(absl::StrCat("H = ", depth), cells, &Cell::distance, color, false));
    chart.dots.push_back(DotsOf(cells, color));
  }
  chart.lines.push_back(
      LineOf("floor", Select(findings, series, stddev, 1), &Cell::floor, Color::kGrey, true));
  return chart;
}

Chart StddevChart(const Findings& findings, Series series, const std::string& title,
                  const std::string& note) {
  Chart chart = DistanceChart(title, note);
  for (size_t at = 0; at < findings.options.stddevs.size(); ++at) {
    const double stddev = findings.options.stddevs[at];
    const auto cells = Select(findings, series, stddev, 1);
    const Color color = kDepthColors[at % std::size(kDepthColors)];
    chart.lines.push_back(
        LineOf(absl::StrFormat("stddev %g", stddev), cells, &Cell::distance, color, false));
    chart.dots.push_back(DotsOf(cells, color));
    if (!cells.empty() && cells.front()->bound.has_value()) {
      report::Line bound{.name = "its bound", .dashed = true, .color = color};
      for (const Cell* cell : cells) {
        bound.x.push_back(static_cast<double>(cell->width));
        bound.y.push_back(*cell->bound);
      }
      chart.lines.push_back(bound);
    }
    if (at + 1 == findings.options.stddevs.size()) {
      chart.lines.push_back(LineOf("floor", cells, &Cell::floor, Color::kGrey, true));
    }
  }
  return chart;
}

Chart ZChart(const Findings& findings) {
  constexpr int kBars = 18;
  constexpr double kEdge = 4.5;
  report::Bars bars{.name = "all moments of all laws"};
  bars.heights.resize(kBars);
  for (int b = 0; b <= kBars; ++b) bars.edges.push_back(kEdge * (2.0 * b / kBars - 1));
  double tests = 0;
  const auto add = [&](const std::vector<Moment>& moments) {
    for (const Moment& moment : moments) {
      const int b = static_cast<int>((moment.z() + kEdge) / (2 * kEdge) * kBars);
      bars.heights[std::clamp(b, 0, kBars - 1)] += 1;
      tests += 1;
    }
  };
  for (const CovarianceCheck& check : findings.covariance) add(check.means), add(check.covariances);
  for (double& height : bars.heights) height *= 100 / tests;
  report::Line normal{.name = "standard normal", .dashed = true, .color = Color::kGrey};
  for (double z = -kEdge; z <= kEdge; z += 0.1) {
    normal.x.push_back(z);
    normal.y.push_back(100 * (2 * kEdge / kBars) * std::exp(-z * z / 2) * 0.3989422804);
  }
  Chart chart{.title = "Estimated less expected covariance, in standard errors",
              .note = "Where the formula holds, the bars follow the dashed curve.",
              .x = {.label = "z", .min = -kEdge, .max = kEdge},
              .y = {.label = "% of the moments", .min = 0.0}};
  chart.bars = {bars};
  chart.lines = {normal};
  return chart;
}

std::string TextTable(const Table& table) {
  std::vector<size_t> widths;
  const auto measure = [&](const std::vector<std::string>& row) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
  };
  measure(table.header);
  for (const auto& row : table.rows) measure(row);
  std::string text;
  const auto write = [&](const std::vector<std::string>& row) {
    for (size_t c = 0; c < row.size(); ++c) {
      absl::StrAppendFormat(&text, c == 0 ? "%-*s" : "  %*s", static_cast<int>(widths[c]), row[c]);
    }
    text += '\n';
  };
  write(table.header);
  for (const auto& row : table.rows) write(row);
  return text;
}

nlohmann::json ToJson(const CovarianceCheck& check) {
  const auto moments = [](const std::vector<Moment>& all) {
    nlohmann::json rows = nlohmann::json::array();
    for (const Moment& one : all) {
      rows.push_back({{"expected", one.expected},
                      {"estimated", one.estimated},
                      {"standard_error", one.error},
                      {"z", one.z()}});
    }
    return rows;
  };
  return {{"law", check.law},
          {"perturbation", check.perturbation},
          {"draws", check.draws},
          {"moments", check.tests()},
          {"beyond_2", check.beyond(2)},
          {"beyond_3", check.beyond(3)},
          {"largest_z", check.largest_z()},
          {"chance_at_most", check.chance()},
          {"means", moments(check.means)},
          {"covariances", moments(check.covariances)}};
}

nlohmann::json ToJson(const Cell& cell) {
  nlohmann::json json{{"series", SeriesText(cell.series)},
                      {"stddev", cell.stddev},
                      {"depth", cell.depth},
                      {"width", cell.width},
                      {"networks", cell.networks},
                      {"distance", cell.distance},
                      {"distance_standard_error", cell.distance_error},
                      {"floor", cell.floor},
                      {"excess_z", cell.excess_z},
                      {"mean_shift_rms", cell.mean_shift},
                      {"stddev_ratio", cell.stddev_ratio},
                      {"stddev_ratio_standard_error", cell.ratio_error},
                      {"skewness_gap", cell.skewness_gap}};
  if (cell.bound.has_value()) json["bound"] = *cell.bound;
  return json;
}

}  // namespace

std::string ToText(const Findings& findings) {
  std::string text = TextTable(CovarianceTable(findings));
  for (double stddev : findings.options.stddevs) {
    absl::StrAppend(&text, "\nDistance; ", TextTable(DistanceTable(findings, stddev)));
  }
  for (double stddev : findings.options.stddevs) {
    absl::StrAppend(&text, "\nsd, full-rank over rank-1; ",
                    TextTable(RatioTable(findings, stddev)));
  }
  absl::StrAppend(
      &text, "\nDistance: W1 between the laws of f(x | W) under both perturbations, in their sd: ",
      "mean over networks +- its standard error.\n",
      "*: more than two samples of one law would show once in a thousand times");
  if (!findings.cells.empty()) {
    absl::StrAppendFormat(&text, "; they show about %.4f.", findings.cells.front().floor);
  }
  return text + "\n";
}

nlohmann::json ToJson(const Findings& findings) {
  const GridOptions& options = findings.options;
  nlohmann::json json{{"seed", options.seed},
                      {"draws", options.draws},
                      {"permutations", options.permutations},
                      {"widths", options.widths},
                      {"depth", options.depth},
                      {"stddevs", options.stddevs},
                      {"covariance", nlohmann::json::array()},
                      {"distances", nlohmann::json::array()}};
  for (const CovarianceCheck& check : findings.covariance) {
    json["covariance"].push_back(ToJson(check));
  }
  for (const Cell& cell : findings.cells) json["distances"].push_back(ToJson(cell));
  return json;
}

std::vector<std::pair<std::string, Chart>> Charts(const Findings& findings) {
  std::vector<std::pair<std::string, Chart>> charts = {{"theorem_covariance", ZChart(findings)}};
  for (double stddev : findings.options.stddevs) {
    charts.emplace_back(absl::StrFormat("theorem_hidden_%g", stddev),
                        DepthChart(findings, Series::kHidden, stddev));
    charts.emplace_back(absl::StrFormat("theorem_readout_%g", stddev),
                        DepthChart(findings, Series::kReadout, stddev));
  }
  charts.emplace_back(
      "theorem_linear",
      StddevChart(findings, Series::kLinear, "A linear network of one hidden layer, and the bound",
                  "The score is linear in the perturbation; proposition 3 holds at every width."));
  charts.emplace_back("theorem_narrow",
                      StddevChart(findings, Series::kNarrow, "Eight inputs, one hidden layer",
                                  "r has eight elements at any width, and their noise does not "
                                  "average out."));
  return charts;
}

report::Page ToPage(const Findings& findings) {
  report::Page page{
      .title = "Rank-1 and full-rank perturbations of equal covariance",
      .subtitle = absl::StrFormat(
          "Monte Carlo, seed %d; %d draws of each law in each network. What is proved, and what is "
          "not, is in docs/theorem.md.",
          findings.options.seed, findings.options.draws)};
  const auto charts = Charts(findings);
  report::Section covariance{.heading = "Covariance against the formula",
                             .intro =
                                 "Each moment's z is its distance from the formula in standard "
                                 "errors. Moments share their draws, so counts scatter more "
                                 "than those of independent tests.",
                             .blocks = {Render(CovarianceTable(findings))}};
  report::Section distances{.heading = "Distance between the laws of f(x | W)",
                            .intro =
                                "W1, the area between both distribution functions, in standard "
                                "deviations of f; the floor comes from dealing the pooled draws "
                                "at random into two samples."};
  for (const auto& [name, chart] : charts) {
    (name == "theorem_covariance" ? covariance : distances).blocks.push_back(Render(chart));
  }
  report::Section tables{.heading = "Distances",
                         .intro =
                             "Mean over networks +- its standard error. A star: more than two "
                             "samples of one law would show once in a thousand times."};
  report::Section ratios{.heading = "Standard deviation of f, full-rank over rank-1",
                         .intro = "1 to leading order in the standard deviation of r and s."};
  for (double stddev : findings.options.stddevs) {
    tables.blocks.push_back(Render(DistanceTable(findings, stddev)));
    ratios.blocks.push_back(Render(RatioTable(findings, stddev)));
  }
  page.sections = {covariance, distances, tables, ratios};
  return page;
}

}  // namespace credence::theorem
