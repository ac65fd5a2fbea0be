// What a row costs by method: forward passes of 5 members of the same network, on one thread. The
// rows for the rank-1 posterior and the ensemble are the price of sharing kernels and of not.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/random_checkpoint.h"
#include "models/checkpoint/posteriors.h"
#include "models/predict/keep_memory.h"
#include "models/predict/predictor.h"

namespace credence::bench {
namespace {

constexpr int kMembers = 5;

// K = 5 where a posterior has components, else S = 5, else one network.
Dimensions Of(const std::string& posterior, Dimensions dimensions) {
  const checkpoint::PosteriorKind& kind = *checkpoint::FindPosterior(posterior);
  dimensions.posterior = posterior;
  dimensions.components = kind.many_components ? kMembers : 1;
  dimensions.samples = !kind.many_components && kind.many_samples ? kMembers : 1;
  return dimensions;
}

// In a folder of this process that is removed again. Null where it cannot be loaded.
std::unique_ptr<predict::Predictor> Load(const Dimensions& dimensions) {
  const auto folder =
      std::filesystem::temp_directory_path() / absl::StrCat("credence_methods_bench_", ::getpid());
  const absl::Status status = WriteRandomCheckpoint(folder, RandomManifest(dimensions));
  auto predictor = predict::LoadPredictor(folder / "random" / "1", {});
  std::filesystem::remove_all(folder);
  if (!status.ok() || !predictor.ok()) return nullptr;
  return *std::move(predictor);
}

void Forward(benchmark::State& state, const Dimensions& dimensions) {
  const auto predictor = Load(dimensions);
  if (predictor == nullptr) return state.SkipWithError("this build does not serve it");
  const int64_t batch = state.range(0);
  std::mt19937 generator(1);
  std::normal_distribution<float> normal;
  std::vector<float> rows(batch * dimensions.input_width), logits(batch * predictor->members());
  for (float& value : rows) value = normal(generator);
  for (auto _ : state) {
    if (!predictor->executor->Forward(rows, batch, logits).ok()) state.SkipWithError("failed");
    benchmark::DoNotOptimize(logits.data());
  }
  const predict::WeightBytes bytes = predictor->executor->weight_bytes();
  state.counters["us_per_row"] = benchmark::Counter(
      1e-6 * static_cast<double>(batch),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["weight_KiB"] = static_cast<double>(bytes.total(predictor->members())) / 1024;
}

void Register() {
  const std::vector<Dimensions> networks = {
      {},                                    // 76-64-64-1
      {.input_width = 785, .hidden = {96}},  // physionet2012_mlp as it first shipped
      {.input_width = 512, .hidden = {512, 512}},
      {.network = "ehr_lstm",
       .input_width = 48 * 102 + 785,
       .hidden = {64},
       .steps = 48,
       .step_width = 102,
       .lstm_units = 16}};
  for (const Dimensions& network : networks) {
    for (const std::string& posterior : checkpoint::PosteriorNames()) {
      const std::string name =
          absl::StrCat(network.network, "_", network.input_width, "/", posterior);
      auto* bench = benchmark::RegisterBenchmark(name.c_str(), Forward, Of(posterior, network));
      bench->Arg(1)->Arg(32)->Unit(benchmark::kMicrosecond);
    }
  }
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  credence::predict::KeepFreedMemory();
  benchmark::Initialize(&argc, argv);
  credence::bench::Register();
  benchmark::RunSpecifiedBenchmarks();
}
