// What a person watching sees: one line that is rewritten while an epoch runs (on a terminal), and
// one that stays per epoch.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

#include "models/training/run.h"

namespace credence::training {

// Not thread-safe.
class Progress {
 public:
  // live: rewrite a line while an epoch runs. `out` outlives it.
  Progress(std::ostream& out, bool live) : out_(out), live_(live) {}

  void OnStep(const Run& run);
  void OnEpoch(const Run& run);

 private:
  using Clock = std::chrono::steady_clock;

  std::string Eta(const Run& run);

  std::ostream& out_;
  const bool live_;
  Clock::time_point started_ = Clock::now();
  Clock::time_point shown_ = started_;
  int64_t first_step_ = -1;  // of all networks together; a resumed run does not start at 0
};

// "epoch 3/13  step 186/806  NLL 0.3121  KL 4.52 x 0.35": the part that is known after every step.
// An ensemble's begins with "network 2/5  ".
std::string ProgressLine(const Run& run);

// "  mixture NLL 0.2861  ECE 0.0152  (best)"; empty without validation.
std::string ValidationText(const Run& run);

// 75 s -> "1 min 15 s".
std::string DurationText(double seconds);

}  // namespace credence::training
