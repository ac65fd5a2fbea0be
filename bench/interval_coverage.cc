// How often each 95 % interval of the calibration report holds the true figure: simulated windows
// -> the table of docs/calibration.md.
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <numbers>
#include <random>
#include <string>

#include "models/metrics/calibration_report.h"
#include "models/metrics/uniform.h"

namespace credence::metrics {
namespace {

// True log-odds: shift + slope * the stated ones.
struct World {
  const char* name;
  double shift, slope;
};
constexpr World kWorlds[] = {{"calibrated", 0, 1}, {"shift", 0.5, 1}, {"slope", 0, 0.7}};
constexpr int kTruthCases = 4'000'000;

using Member = std::optional<Estimate> CalibrationReport::*;
constexpr std::pair<const char*, Member> kFigures[] = {
    {"ECE", &CalibrationReport::ece},
    {"equal mass", &CalibrationReport::ece_equal_mass},
    {"debiased", &CalibrationReport::ece_debiased},
    {"MCE", &CalibrationReport::mce},
    {"Brier", &CalibrationReport::brier},
    {"NLL", &CalibrationReport::mixture_nll},
    {"AUROC", &CalibrationReport::auroc},
    {"AUPRC", &CalibrationReport::auprc},
    {"O/E", &CalibrationReport::observed_over_expected},
    {"slope", &CalibrationReport::slope},
    {"in the large", &CalibrationReport::in_the_large}};

double Expit(double x) { return 1 / (1 + std::exp(-x)); }

CalibrationReport Simulate(const World& world, int n, uint64_t seed, int draws) {
  std::mt19937_64 generator(seed);
  std::vector<double> probabilities, average_nll(n, 1), epistemic(n, 0);
  std::vector<int> label;
  const std::vector<uint8_t> deferred(n, 0);
  for (int i = 0; i < n; ++i) {
    const double radius = std::sqrt(-2 * std::log(1 - Uniform(generator)));
    const double logit = -2.1 + 1.2 * radius * std::cos(2 * std::numbers::pi * Uniform(generator));
    probabilities.insert(probabilities.end(), {1 - Expit(logit), Expit(logit)});
    const double truth = Expit(world.shift + world.slope * logit);
    label.push_back(Uniform(generator) < truth ? 1 : 0);
  }
  CalibrationOptions options{.null_draws = 0, .interval_draws = draws, .seed = seed};
  // Of 20 bins of equal mass, as a manifest would have them; to three digits.
  options.inner_edges = {0.017, 0.026, 0.034, 0.043, 0.052, 0.061, 0.072, 0.083, 0.095, 0.109,
                         0.125, 0.142, 0.163, 0.187, 0.216, 0.252, 0.298, 0.363, 0.468};
  return *ReportCalibration({probabilities, 2, label, average_nll, epistemic, deferred}, Target{},
                            options);
}

void PrintRow(const World& world, const CalibrationReport& truth, int n, int windows) {
  std::array<int, std::size(kFigures)> held{}, made{};
  for (int window = 0; window < windows; ++window) {
    const CalibrationReport report = Simulate(world, n, 1000 + window, 500);
    for (size_t f = 0; f < std::size(kFigures); ++f) {
      const auto& estimate = report.*kFigures[f].second;
      if (!estimate.has_value() || !estimate->interval.has_value()) continue;
      const double wanted = (truth.*kFigures[f].second)->value;
      ++made[f];
      held[f] += estimate->interval->low <= wanted && wanted <= estimate->interval->high ? 1 : 0;
    }
  }
  std::printf("| %s | %d |", world.name, n);
  for (size_t f = 0; f < made.size(); ++f) std::printf(" %.2f |", held[f] / double(made[f]));
  std::printf("\n");
  std::fflush(stdout);
}

void PrintTable() {
  std::printf("| model | outcomes |");
  for (const auto& [name, member] : kFigures) std::printf(" %s |", name);
  std::printf("\n|---|---|");
  for (size_t f = 0; f < std::size(kFigures); ++f) std::printf("---|");
  std::printf("\n");
  for (const World& world : kWorlds) {
    const CalibrationReport truth = Simulate(world, kTruthCases, 99, 0);
    for (const auto& [n, windows] : {std::pair{200, 1500}, {1000, 1500}, {5000, 600}}) {
      PrintRow(world, truth, n, windows);
    }
  }
}

}  // namespace
}  // namespace credence::metrics

int main() { credence::metrics::PrintTable(); }
