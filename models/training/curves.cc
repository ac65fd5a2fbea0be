#include "models/training/curves.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/report/chart.h"
#include "models/report/page.h"

namespace credence::training {
namespace {

// The columns, in the order of the file.
struct Column {
  const char* name;
  double CurvePoint::*value;
};
constexpr Column kColumns[] = {{"epoch", &CurvePoint::epoch},
                               {"step", &CurvePoint::step},
                               {"learning_rate", &CurvePoint::learning_rate},
                               {"nll", &CurvePoint::nll},
                               {"kl_per_example", &CurvePoint::kl},
                               {"kl_weight", &CurvePoint::kl_weight},
                               {"validation_mixture_nll", &CurvePoint::validation_nll},
                               {"validation_ece", &CurvePoint::validation_ece}};

report::Line LineOf(const std::string& name, const std::vector<CurvePoint>& curve,
                    double CurvePoint::*value) {
  report::Line line;
  line.name = name;
  for (const CurvePoint& point : curve) {
    line.x.push_back(point.epoch);
    line.y.push_back(point.*value);
  }
  return line;
}

std::string ChartOf(const std::string& title, const std::string& unit,
                    std::vector<report::Line> lines, const std::string& note = "") {
  report::Chart chart;
  chart.title = title;
  chart.note = note;
  chart.x.label = "epoch";
  chart.y.label = unit;
  chart.lines = std::move(lines);
  return report::Render(chart);
}

report::Page CurvesPage(const std::string& title, const std::vector<CurvePoint>& curve) {
  report::Line rate = LineOf("learning rate", curve, &CurvePoint::learning_rate);
  const double highest = rate.y.empty() ? 1 : *std::max_element(rate.y.begin(), rate.y.end());
  for (double& value : rate.y) value /= highest > 0 ? highest : 1;
  report::Section section;
  section.heading = "Training curves";
  section.blocks = {
      ChartOf("Negative log-likelihood", "nats",
              {LineOf("training", curve, &CurvePoint::nll),
               LineOf("validation", curve, &CurvePoint::validation_nll)},
              "Training: the loss's NLL, mean over the epoch. Validation: mixture NLL on the rows "
              "held back, where there are any."),
      ChartOf("Validation ECE", "ECE", {LineOf("15 bins", curve, &CurvePoint::validation_ece)}),
      ChartOf("KL per example, before annealing", "nats",
              {LineOf("KL / N", curve, &CurvePoint::kl)}),
      ChartOf("Schedule", "factor", {rate, LineOf("KL weight", curve, &CurvePoint::kl_weight)},
              "The learning rate as a share of its highest.")};
  report::Page page;
  page.title = title;
  page.subtitle = absl::StrCat(curve.size(), " epochs");
  page.sections = {section};
  return page;
}

}  // namespace

std::string CurvesToCsv(const std::vector<CurvePoint>& curve) {
  std::string csv;
  for (const Column& column : kColumns) absl::StrAppend(&csv, csv.empty() ? "" : ",", column.name);
  for (const CurvePoint& point : curve) {
    const char* separator = "\n";
    for (const Column& column : kColumns) {
      const double value = point.*column.value;
      absl::StrAppend(&csv, separator, std::isnan(value) ? "" : absl::StrFormat("%.9g", value));
      separator = ",";
    }
  }
  return csv + "\n";
}

absl::Status WriteCurves(const std::string& directory, const std::string& title,
                         const std::vector<CurvePoint>& curve) {
  const std::string path = directory + "/curves.csv";
  std::ofstream out(path, std::ios::binary);
  out << CurvesToCsv(curve);
  out.close();
  if (!out) return absl::InternalError(absl::StrCat(path, ": cannot be written"));
  return report::WritePage(directory + "/curves.html", CurvesPage(title, curve));
}

}  // namespace credence::training
