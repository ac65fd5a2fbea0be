#include "models/compare/run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/atomic_file.h"
#include "models/compare/judge.h"
#include "models/compare/records.h"
#include "models/training/for_each.h"
#include "models/training/run_recipe.h"

namespace credence::compare {
namespace {

constexpr size_t kMostBytes = size_t{1} << 20;

// CPU seconds per step of the optimizer: from the first step heard of to the last, so that neither
// reading records nor the part of a run before it was killed counts.
class StepClock {
 public:
  void OnStep(int64_t steps_per_epoch, int64_t steps) {
    const double now = ThreadSeconds();
    if (heard_++ == 0) first_ = now;
    last_ = now;
    steps_per_epoch_ = steps_per_epoch;
    steps_ = steps;
  }

  // networks: of an ensemble, each of which takes all steps.
  void Write(int networks, Cost& cost) const {
    if (heard_ < 2) return;
    const double per_step = (last_ - first_) / static_cast<double>(heard_ - 1) * networks;
    cost.epoch_seconds = per_step * static_cast<double>(steps_per_epoch_);
    cost.training_seconds = per_step * static_cast<double>(steps_);
  }

 private:
  int64_t heard_ = 0, steps_per_epoch_ = 0, steps_ = 0;
  double first_ = 0, last_ = 0;
};

std::string StartedPath(const PlannedRun& run) { return run.folder + "/training/fingerprint.txt"; }

// Whether the folder holds another run's state; leaves this run's fingerprint there.
absl::StatusOr<bool> MustRestart(const PlannedRun& run) {
  const std::string folder = run.folder + "/training";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::InternalError(absl::StrCat(folder, ": ", error.message()));
  const auto before = checkpoint::ReadFile(StartedPath(run), kMostBytes);
  if (before.ok() && *before == run.fingerprint) return false;
  auto status = checkpoint::WriteFileAtomically(StartedPath(run), {run.fingerprint});
  if (!status.ok()) return status;
  return true;
}

absl::Status TrainAndJudge(const PlannedRun& run, const SetRecords& records, int repeats,
                           Judgement& judgement) {
  const auto restart = MustRestart(run);
  if (!restart.ok()) return restart.status();
  StepClock clock;
  std::ofstream log(run.folder + "/training/log.txt", std::ios::app);
  const training::TrainFiles files{
      .out = run.folder,
      .figures = "",
      .restart = *restart,
      .on_step = [&clock](int64_t each, int64_t all) { clock.OnStep(each, all); },
      .charts = records.training};
  auto status = training::TrainRecipe(run.recipe, files, log, /*live=*/false);
  if (!status.ok()) return status;
  auto judged = JudgeCheckpoint(run.folder, records.test, repeats);
  if (!judged.ok()) return judged.status();
  judgement = *std::move(judged);
  judgement.fingerprint = run.fingerprint;
  clock.Write(judgement.family == "ensemble" ? judgement.components : 1, judgement.cost);
  return checkpoint::WriteFileAtomically(JudgementPath(run), {ToJson(judgement).dump() + "\n"});
}

// The records of each set and fold, read when the first run needs them.
class Records {
 public:
  explicit Records(const Suite& suite) : suite_(suite), of_set_(suite.sets.size()) {}

  absl::StatusOr<const SetRecords*> Of(const PlannedRun& run) {
    const std::lock_guard lock(mutex_);
    std::vector<SetRecords>& records = of_set_[run.set];
    if (records.empty()) {
      auto read = ReadSetRecords(suite_, suite_.sets[run.set]);
      if (!read.ok()) return read.status();
      records = *std::move(read);
    }
    return &records[std::max(0, run.fold - 1)];
  }

 private:
  const Suite& suite_;
  std::mutex mutex_;
  std::vector<std::vector<SetRecords>> of_set_;
};

// Says after each run how far all are.
class Teller {
 public:
  Teller(const RunOptions& options, int total) : options_(options), total_(total) {}

  void Tell(const PlannedRun& run, const Judgement& judgement) {
    const std::lock_guard lock(mutex_);
    ++done_;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started_;
    if (!options_.on_run) return;
    options_.on_run({.run = run,
                     .judgement = judgement,
                     .done = done_,
                     .total = total_,
                     .seconds_left = passed.count() * (total_ - done_) / done_});
  }

 private:
  const RunOptions& options_;
  const int total_;
  int done_ = 0;
  std::mutex mutex_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace

std::string JudgementPath(const PlannedRun& run) { return run.folder + "/training/judgement.json"; }

absl::StatusOr<Judgement> FindJudgement(const PlannedRun& run) {
  auto judgement = ReadJudgement(JudgementPath(run));
  if (judgement.ok() && judgement->fingerprint != run.fingerprint) {
    return absl::NotFoundError(absl::StrCat(run.name(), ": judged with another recipe or data"));
  }
  return judgement;
}

absl::Status RunAll(const Suite& suite, const std::vector<PlannedRun>& runs,
                    const RunOptions& options) {
  std::vector<const PlannedRun*> open;
  for (const PlannedRun& run : runs) {
    const auto judgement = FindJudgement(run);
    if (judgement.ok()) continue;
    if (!absl::IsNotFound(judgement.status())) return judgement.status();
    open.push_back(&run);
  }
  Records records(suite);
  Teller teller(options, static_cast<int>(open.size()));
  return training::ForEach(open.size(), options.threads, [&](size_t i) -> absl::Status {
    const PlannedRun& run = *open[i];
    const auto set = records.Of(run);
    if (!set.ok()) return set.status();
    Judgement judgement;
    const auto status = TrainAndJudge(run, **set, options.repeats, judgement);
    if (!status.ok()) {
      return absl::Status(status.code(), absl::StrCat(run.name(), ": ", status.message()));
    }
    teller.Tell(run, judgement);
    return absl::OkStatus();
  });
}

}  // namespace credence::compare
