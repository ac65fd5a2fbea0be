// For report_oracle_test.py: joined cases on stdin -> the calibration report as JSON on stdout.
//
// stdin: "CLASSES TARGET BINS EDGES edge ...", TARGET a class index or -1 for the top label; then
// a line per case: "label average_nll epistemic deferred p_0 ... p_(C-1)".
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "models/metrics/calibration_report.h"

namespace {

using namespace credence::metrics;
using nlohmann::json;

json ToJson(const std::optional<double>& value) { return value ? json(*value) : json(); }

json ToJson(const std::optional<Estimate>& estimate) {
  if (!estimate) return {};
  json figure{{"value", estimate->value}};
  if (estimate->interval) {
    figure["low"] = estimate->interval->low;
    figure["high"] = estimate->interval->high;
  }
  return figure;
}

json ToJson(const std::vector<CalibrationBin>& bins) {
  json list = json::array();
  for (const CalibrationBin& bin : bins) {
    list.push_back({{"lower", bin.lower},
                    {"upper", bin.upper},
                    {"count", bin.count},
                    {"predicted", bin.predicted},
                    {"observed", bin.observed},
                    {"observed_low", bin.observed_low},
                    {"observed_high", bin.observed_high},
                    {"null_low", bin.null_low},
                    {"null_high", bin.null_high}});
  }
  return list;
}

json ToJson(const DecisionFigures& figures) {
  return {{"count", figures.count},
          {"mixture_nll", ToJson(figures.mixture_nll)},
          {"brier", ToJson(figures.brier)},
          {"error", ToJson(figures.error)},
          {"ece", ToJson(figures.ece)},
          {"observed_over_expected", ToJson(figures.observed_over_expected)}};
}

json ToJson(const CalibrationReport& report) {
  json curve = json::array();
  for (const CoveragePoint& point : report.risk_coverage) {
    curve.push_back({point.coverage, point.threshold, point.nll, point.error});
  }
  json all{{"count", report.count},
           {"events", report.events},
           {"bins", ToJson(report.bins)},
           {"equal_mass_bins", ToJson(report.equal_mass_bins)},
           {"ece", ToJson(report.ece)},
           {"ece_equal_mass", ToJson(report.ece_equal_mass)},
           {"ece_debiased", ToJson(report.ece_debiased)},
           {"mce", ToJson(report.mce)},
           {"brier", ToJson(report.brier)},
           {"mixture_nll", ToJson(report.mixture_nll)},
           {"average_nll", ToJson(report.average_nll)},
           {"auroc", ToJson(report.auroc)},
           {"auprc", ToJson(report.auprc)},
           {"observed_over_expected", ToJson(report.observed_over_expected)},
           {"calibration_z", ToJson(report.calibration_z)},
           {"slope", ToJson(report.slope)},
           {"intercept", ToJson(report.intercept)},
           {"in_the_large", ToJson(report.in_the_large)},
           {"sharpness", ToJson(report.sharpness)},
           {"mean_predicted", ToJson(report.mean_predicted)},
           {"classwise_ece", ToJson(report.classwise_ece)},
           {"class_ece", report.class_ece},
           {"risk_coverage", curve},
           {"kept", ToJson(report.kept)},
           {"deferred", ToJson(report.deferred)}};
  if (report.ece_null) {
    const NullQuantiles& null = *report.ece_null;
    all["ece_null"] = {null.q05, null.q50, null.q95, null.q99};
  }
  if (report.brier_parts) {
    const BrierParts& parts = *report.brier_parts;
    all["brier_parts"] = {parts.reliability, parts.resolution, parts.uncertainty, parts.within_bin};
  }
  return all;
}

}  // namespace

int main() {
  int classes = 0, target_index = 0, edges = 0;
  CalibrationOptions options;
  std::cin >> classes >> target_index >> options.bins >> edges;
  options.inner_edges.resize(edges);
  for (double& edge : options.inner_edges) std::cin >> edge;
  std::vector<double> probabilities, average_nll, epistemic;
  std::vector<int> label;
  std::vector<uint8_t> deferred;
  int y = 0, decision = 0;
  double nll = 0, uncertainty = 0;
  while (std::cin >> y >> nll >> uncertainty >> decision) {
    label.push_back(y);
    average_nll.push_back(nll);
    epistemic.push_back(uncertainty);
    deferred.push_back(decision != 0 ? 1 : 0);
    for (int c = 0; c < classes; ++c) std::cin >> probabilities.emplace_back();
  }
  Target target{.index = target_index};
  if (target_index < 0) target = {.kind = Target::Kind::kTopLabel, .index = 0};
  const auto report = ReportCalibration(
      {probabilities, classes, label, average_nll, epistemic, deferred}, target, options);
  if (!report.ok()) {
    std::fprintf(stderr, "%s\n", report.status().ToString().c_str());
    return 1;
  }
  std::cout << ToJson(*report) << "\n";
}
