// What the journal costs: Add on Predict's path, and outcomes a second through the writer.
// Usage: journal_bench [--benchmark_filter=...]
//   CREDENCE_BENCH_JOURNAL  address of an empty journal; default: a new SQLite file in
//                           $TMPDIR or /tmp. Every run adds rows to it.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "server/journal/open.h"
#include "server/journal/writer.h"
#include "server/outcomes/receipt.h"
#include "server/predict/prediction_id.h"

namespace credence::server {
namespace {

std::string Address() {
  const char* given = std::getenv("CREDENCE_BENCH_JOURNAL");
  if (given != nullptr) return given;
  static const std::string file =
      (std::filesystem::temp_directory_path() / absl::StrCat("journal-bench-", getpid())).string() +
      ".db";
  return file;
}

void RemoveFile() {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::error_code missing;
    std::filesystem::remove(Address() + suffix, missing);
  }
}

Journal& TheJournal() {
  static Journal* const journal = [] {
    auto opened = OpenJournal(Address());
    if (!opened.ok()) {
      std::fprintf(stderr, "%s\n", std::string(opened.status().message()).c_str());
      std::exit(1);
    }
    return opened->release();
  }();
  return *journal;
}

JournalPrediction MakePrediction() {
  return {.prediction_id = MakePredictionId(),
          .model = "physionet2012_mlp",
          .version = 1,
          .predicted_at = absl::Now(),
          .probabilities = {0.75, 0.25},
          .average_nll = {0.29, 1.4},
          .epistemic = 0.01,
          .deferred = false,
          .cohort = ""};
}

std::vector<JournalPrediction> MakePredictions(int64_t count) {
  std::vector<JournalPrediction> list;
  for (int64_t i = 0; i < count; ++i) list.push_back(MakePrediction());
  return list;
}

JournalOutcome MakeOutcome(const JournalPrediction& prediction, bool receipt) {
  JournalOutcome outcome;
  outcome.prediction_id = prediction.prediction_id;
  outcome.label = 1;
  outcome.observed_at = outcome.received_at = absl::Now();
  if (receipt) outcome.receipt = prediction;
  return outcome;
}

// Takes everything and stores nothing, so that only the queue is timed.
class NullJournal : public Journal {
 public:
  absl::Status Write(std::span<const JournalPrediction>, std::span<const JournalOutcome> outcomes,
                     absl::Duration, std::vector<OutcomeJoins>& joins) override {
    joins.assign(outcomes.size(), OutcomeJoins(1));
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<JournalPair>> Read(const PairQuery&) override {
    return std::vector<JournalPair>();
  }
  absl::StatusOr<Coverage> Count(const std::string&, int64_t, absl::Time) override {
    return Coverage();
  }
  absl::StatusOr<std::vector<JournalVersion>> Versions() override {
    return std::vector<JournalVersion>();
  }
  absl::Status SaveState(const std::string&, int64_t, const std::string&) override {
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> LoadState(const std::string&) override { return std::string(); }
  absl::StatusOr<int64_t> Purge(absl::Time, const std::stop_token&) override { return 0; }
  std::string kind() const override { return "null"; }
};

// Adds in bursts, as a server at high load does; the copies are made outside the clock.
void Add(benchmark::State& state, Journal& journal) {
  WriterOptions options;
  options.max_queue = 1 << 20;
  JournalWriter writer(journal, options, nullptr);
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<JournalPrediction> list = MakePredictions(1000);
    state.ResumeTiming();
    for (JournalPrediction& prediction : list) writer.Add(std::move(prediction));
  }
  state.SetItemsProcessed(state.iterations() * 1000);
}
void AddToTheQueue(benchmark::State& state) {
  NullJournal null;
  Add(state, null);
}
void AddToTheJournal(benchmark::State& state) { Add(state, TheJournal()); }

// Calls of `range(0)` outcomes each, 8 of them in flight, until 20,000 outcomes are durable.
// range(1): 1 with receipts that the journal has not seen, 0 by ids that it has.
void Outcomes(benchmark::State& state) {
  constexpr int64_t kOutcomes = 20000;
  const int64_t each = state.range(0);
  const bool receipts = state.range(1) == 1;
  WriterOptions options;
  JournalWriter writer(TheJournal(), options, nullptr);
  for (auto _ : state) {
    state.PauseTiming();
    const std::vector<JournalPrediction> list = MakePredictions(kOutcomes);
    std::vector<OutcomeJoins> joins;
    if (!receipts && !TheJournal().Write(list, {}, absl::InfiniteDuration(), joins).ok()) {
      state.SkipWithError("the predictions cannot be written");
      return;
    }
    state.ResumeTiming();
    absl::Mutex mutex;
    int64_t in_flight = 0, durable = 0;
    for (int64_t i = 0; i < kOutcomes; i += each) {
      std::vector<JournalOutcome> call;
      for (int64_t k = i; k < std::min(i + each, kOutcomes); ++k) {
        call.push_back(MakeOutcome(list[static_cast<size_t>(k)], receipts));
      }
      absl::MutexLock lock(&mutex);
      mutex.Await(absl::Condition(
          +[](int64_t* calls) { return *calls < 8; }, &in_flight));
      ++in_flight;
      writer.Report(std::move(call), [&](absl::StatusOr<std::vector<OutcomeJoins>> result) {
        absl::MutexLock locked(&mutex);
        --in_flight;
        if (!result.ok()) return;
        for (const OutcomeJoins& list : *result) {
          if (list[0].state == OutcomeState::kCounted) ++durable;
        }
      });
    }
    absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(
        +[](int64_t* calls) { return *calls == 0; }, &in_flight));
    if (durable != kOutcomes) state.SkipWithError("outcomes were not counted");
  }
  state.SetItemsProcessed(state.iterations() * kOutcomes);
}

// The newest outcomes, as a window of calibration reads them.
void ReadLast(benchmark::State& state) {
  PairQuery query{.model = "physionet2012_mlp", .version = 1, .last = state.range(0)};
  int64_t read = 0;
  for (auto _ : state) {
    const auto pairs = TheJournal().Read(query);
    if (!pairs.ok()) state.SkipWithError("the journal cannot be read");
    if (pairs.ok()) read += static_cast<int64_t>(pairs->size());
  }
  state.SetItemsProcessed(read);
}

void SignReceipt(benchmark::State& state) {
  const ReceiptKeys keys = ReceiptKeys::Random();
  const JournalPrediction prediction = MakePrediction();
  for (auto _ : state) benchmark::DoNotOptimize(keys.Sign(prediction));
}

void VerifyReceipt(benchmark::State& state) {
  const ReceiptKeys keys = ReceiptKeys::Random();
  const std::string receipt = keys.Sign(MakePrediction());
  for (auto _ : state) {
    const auto prediction = keys.Verify(receipt);
    if (!prediction.ok()) state.SkipWithError("the receipt is not accepted");
  }
}

BENCHMARK(SignReceipt);
BENCHMARK(VerifyReceipt);
BENCHMARK(AddToTheQueue);
BENCHMARK(AddToTheJournal);
BENCHMARK(Outcomes)
    ->ArgNames({"each", "receipts"})
    ->ArgsProduct({{1, 32, 1024}, {0, 1}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(ReadLast)->Arg(2000)->Arg(100000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace credence::server

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  if (std::getenv("CREDENCE_BENCH_JOURNAL") == nullptr) credence::server::RemoveFile();
}
