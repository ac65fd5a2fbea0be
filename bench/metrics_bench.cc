// What GetCalibration's figures cost, by the number of outcomes.
#include <benchmark/benchmark.h>

#include <cmath>
#include <random>

#include "models/metrics/calibration_report.h"
#include "models/metrics/uniform.h"

namespace credence::metrics {
namespace {

void BM_ReportCalibration(benchmark::State& state) {
  std::mt19937_64 generator(1);
  std::vector<double> probabilities, average_nll, epistemic;
  std::vector<int> label;
  std::vector<uint8_t> deferred;
  for (int64_t i = 0; i < state.range(0); ++i) {
    const double risk = 1 / (1 + std::exp(5 - 6 * Uniform(generator)));
    probabilities.insert(probabilities.end(), {1 - risk, risk});
    label.push_back(Uniform(generator) < risk ? 1 : 0);
    average_nll.push_back(0.3);
    epistemic.push_back(Uniform(generator));
    deferred.push_back(risk > 0.4 ? 1 : 0);
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(ReportCalibration(
        {probabilities, 2, label, average_nll, epistemic, deferred}, Target{}, {}));
  }
}
BENCHMARK(BM_ReportCalibration)
    ->Arg(2000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace credence::metrics

BENCHMARK_MAIN();
