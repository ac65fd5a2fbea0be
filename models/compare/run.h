// Trains and judges what a plan holds, as far as that is not done yet.
#pragma once

#include <functional>
#include <vector>

#include "models/compare/judgement.h"
#include "models/compare/plan.h"

namespace credence::compare {

// Heard after every run, one at a time.
struct RunDone {
  const PlannedRun& run;
  const Judgement& judgement;
  int done = 0, total = 0;
  double seconds_left = 0;  // by the clock, as the runs so far went
};

struct RunOptions {
  int threads = 1;    // runs at a time; each has one thread
  int repeats = 200;  // forward passes timed, see JudgeCheckpoint
  std::function<void(const RunDone&)> on_run = {};
};

// Where a run's judgement is kept.
std::string JudgementPath(const PlannedRun& run);

// The judgement on disk. Errors: NotFound where there is none or it is another recipe's or other
// data's; those of ReadJudgement.
absl::StatusOr<Judgement> FindJudgement(const PlannedRun& run);

// Runs those of `runs` that have no judgement. A run that was killed goes on from its own state;
// one whose recipe or data have changed starts anew. What training prints is kept in
// <folder>/training/log.txt. Errors: the first run's that fails, naming it; the others that
// had begun are finished.
absl::Status RunAll(const Suite& suite, const std::vector<PlannedRun>& runs,
                    const RunOptions& options);

}  // namespace credence::compare
