// What each step of a request costs, on one thread.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <random>

#include "bench/random_checkpoint.h"
#include "models/data/physionet2012.h"
#include "models/predict/decide.h"
#include "models/predict/keep_memory.h"
#include "models/predict/predictor.h"
#include "models/predict/summarize.h"
#include "server/predict/decode.h"
#include "server/predict/encode.h"
#include "server/predict/predict.h"
#include "server/predict/validate.h"

namespace credence::bench {
namespace {

using predict::Predictor;

// The network of the targets: 10 members of 76-64-64-1.
const Dimensions kMlp = {};
// The size of the shipped one: 48 hours of 102 values, then 785 summaries.
const Dimensions kLstm = {.network = "ehr_lstm",
                          .input_width = 48 * 102 + 785,
                          .hidden = {64},
                          .components = 4,
                          .samples = 2,
                          .posterior = "gaussian",
                          .steps = 48,
                          .step_width = 102,
                          .lstm_units = 16};

std::vector<float> RandomRow(int64_t width) {
  std::mt19937 generator(1);
  std::normal_distribution<float> normal;
  std::vector<float> row(width);
  std::generate(row.begin(), row.end(), [&] { return normal(generator); });
  return row;
}

v1::PredictRequest TensorRequest(int instances) {
  const std::vector<float> row = RandomRow(kMlp.input_width);
  v1::PredictRequest request;
  request.set_model("random");
  for (int i = 0; i < instances; ++i) {
    request.add_instances()->mutable_tensor()->set_raw(row.data(), row.size() * sizeof(float));
  }
  return request;
}

// A stay of 48 hours with 10 series charted each hour.
v1::PredictRequest ChartRequest() {
  v1::PredictRequest request;
  v1::Instance* instance = request.add_instances();
  auto* age = instance->add_features();
  age->set_name("Age");
  age->set_number(70);
  for (const char* code :
       {"HR", "SysABP", "DiasABP", "MAP", "RespRate", "SaO2", "Temp", "Urine", "GCS", "Glucose"}) {
    v1::Series* series = instance->add_series();
    series->set_code(code);
    for (int hour = 0; hour < 48; ++hour) {
      series->add_hours(static_cast<float>(hour));
      series->add_values(37);
    }
  }
  return request;
}

// Loaded from a checkpoint with random weights, in a folder of this process that is removed again.
std::unique_ptr<Predictor> Load(const Dimensions& dimensions, const std::string& executor) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("credence_bench_" + std::to_string(::getpid()));
  const absl::Status status = WriteRandomCheckpoint(folder, RandomManifest(dimensions));
  auto predictor = predict::LoadPredictor(folder / "random" / "1", {.executor = executor});
  std::filesystem::remove_all(folder);
  if (!status.ok() || !predictor.ok()) return nullptr;
  return *std::move(predictor);
}

// Answers at once, so that all but the forward pass is measured.
class FakeExecutor : public predict::Executor {
 public:
  absl::Status Forward(std::span<const float>, int64_t, std::span<float> logits) override {
    std::fill(logits.begin(), logits.end(), 0.5f);
    return absl::OkStatus();
  }
  std::string name() const override { return "fake"; }
};

std::unique_ptr<Predictor> FakePredictor() {
  auto predictor = std::make_unique<Predictor>();
  predictor->manifest = RandomManifest(kMlp);
  predictor->encoder = *data::MakeEncoder(predictor->manifest.schema, predictor->manifest.encoding);
  predictor->executor = std::make_unique<FakeExecutor>();
  return predictor;
}

std::shared_ptr<const server::Served> Serve(server::Metrics* metrics,
                                            std::unique_ptr<Predictor> predictor) {
  auto served = std::make_shared<server::Served>();
  served->model = "random";
  served->version = 1;
  served->metrics = metrics->ForModel("random", 1, *predictor);
  served->inputs = metrics->inputs().Add("random", 1, predictor->manifest);
  served->predictor = std::move(predictor);
  served->batcher = std::make_unique<server::Batcher>(
      *served->predictor, server::BatchLimits{.inline_limit = std::chrono::seconds(1)},
      *served->metrics);
  if (!served->batcher->Warm().ok()) return nullptr;
  return served;
}

void DecodeTensor(benchmark::State& state) {
  const v1::PredictRequest request = TensorRequest(static_cast<int>(state.range(0)));
  const auto predictor = FakePredictor();
  for (auto _ : state) {
    server::Violations violations;
    auto cases = server::Decode(request, violations);
    server::Validate(*predictor, cases, violations);
    benchmark::DoNotOptimize(cases);
  }
}
BENCHMARK(DecodeTensor)->Arg(1)->Arg(32);

void DecodeChart(benchmark::State& state) {
  const v1::PredictRequest request = ChartRequest();
  for (auto _ : state) {
    server::Violations violations;
    benchmark::DoNotOptimize(server::Decode(request, violations));
  }
}
BENCHMARK(DecodeChart);

void Forward(benchmark::State& state, const Dimensions& dimensions, const std::string& executor) {
  const auto predictor = Load(dimensions, executor);
  if (predictor == nullptr) return state.SkipWithError("this build has no such executor");
  const int64_t batch = state.range(0);
  const std::vector<float> row = RandomRow(dimensions.input_width);
  std::vector<float> rows;
  for (int64_t i = 0; i < batch; ++i) rows.insert(rows.end(), row.begin(), row.end());
  std::vector<float> logits(batch * predictor->members());
  for (auto _ : state) {
    if (!predictor->executor->Forward(rows, batch, logits).ok()) state.SkipWithError("failed");
    benchmark::DoNotOptimize(logits.data());
  }
  state.SetItemsProcessed(state.iterations() * batch);
}
BENCHMARK_CAPTURE(Forward, mlp_fused, kMlp, std::string("fused"))->Arg(1)->Arg(8)->Arg(32);
BENCHMARK_CAPTURE(Forward, mlp_torch, kMlp, std::string("torch"))->Arg(1)->Arg(8)->Arg(32);
BENCHMARK_CAPTURE(Forward, ehr_lstm_auto, kLstm, std::string("auto"))
    ->RangeMultiplier(2)
    ->Range(1, 32)
    ->Unit(benchmark::kMicrosecond);

void Summarize(benchmark::State& state) {
  const auto members = static_cast<int>(state.range(0));
  const std::vector<float> logits = RandomRow(members);
  for (auto _ : state) benchmark::DoNotOptimize(predict::Summarize(logits, members, 2, 1, 0.5));
}
BENCHMARK(Summarize)->Arg(8)->Arg(10)->Arg(64);

void EncodeAnswer(benchmark::State& state) {
  const auto summary = *predict::Summarize(RandomRow(10), 10, 2, 1, 0.5);
  const auto decision = predict::Decide(RandomManifest(kMlp), summary, nullptr);
  const server::Case question{.prediction_id = "140501"};
  std::string bytes;
  for (auto _ : state) {
    v1::Prediction prediction;
    server::Encode({question, summary, decision}, 1, state.range(0) != 0, prediction);
    prediction.SerializeToString(&bytes);
    benchmark::DoNotOptimize(bytes);
  }
}
BENCHMARK(EncodeAnswer)->ArgName("members")->Arg(0)->Arg(1);

// As many inputs as the shipped models have, each in ten bins.
void CountInputs(benchmark::State& state) {
  static server::InputCounts* const counts = [] {
    checkpoint::Manifest manifest;
    manifest.reference.emplace();
    for (int i = 0; i < 41; ++i) {
      manifest.schema.variables.emplace_back();
      manifest.reference->inputs.push_back({.edges = {1, 2, 3, 4, 5, 6, 7, 8, 9}, .counts = {}});
    }
    return new server::InputCounts("random", 1, manifest);
  }();
  data::EncodedRow row;
  row.observed.resize(41);
  for (size_t i = 0; i < 41; ++i) row.observed[i].value = static_cast<double>(i % 11);
  for (auto _ : state) counts->Count({.judged = 0.5, .entropy = 0.5, .encoded = &row});
}
BENCHMARK(CountInputs)->Threads(1)->Threads(2);

void WholePath(benchmark::State& state, bool fake) {
  server::Metrics metrics;
  const auto served = Serve(&metrics, fake ? FakePredictor() : Load(kMlp, "fused"));
  const v1::PredictRequest request = TensorRequest(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    v1::PredictResponse response;
    bool ok = false;
    server::Predict(served, 1024,
                    {.request = request,
                     .response = response,
                     .caller = {},
                     .done = [&ok](const absl::Status& status) { ok = status.ok(); }});
    if (!ok) state.SkipWithError("refused, or not answered on this thread");
    benchmark::DoNotOptimize(response);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(WholePath, fake_predictor, true)->Arg(1)->Arg(32);
BENCHMARK_CAPTURE(WholePath, mlp_fused, false)->Arg(1)->Arg(32);

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  credence::predict::KeepFreedMemory();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
