#include "models/training/progress.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace credence::training {
namespace {

constexpr std::chrono::milliseconds kRedraw(200);

}  // namespace

std::string DurationText(double seconds) {
  const int64_t whole = std::llround(seconds);
  if (whole < 60) return absl::StrCat(whole, " s");
  if (whole < 3600) return absl::StrCat(whole / 60, " min ", whole % 60, " s");
  return absl::StrCat(whole / 3600, " h ", whole % 3600 / 60, " min");
}

std::string ProgressLine(const Run& run) {
  const Schedule& schedule = run.schedule;
  const int64_t in_epoch = (run.step - 1) % schedule.steps_per_epoch + 1;
  const bool ended = !run.curve.empty() && run.curve.back().step == static_cast<double>(run.step);
  const double nll = ended ? run.curve.back().nll : run.epoch_nll / std::max<int64_t>(1, in_epoch);
  const std::string network =
      run.count > 1 ? absl::StrFormat("network %d/%d  ", run.number, run.count) : "";
  return network +
         absl::StrFormat("epoch %d/%d  step %d/%d  NLL %.4f  KL %.3f x %.2f",
                         (run.step + schedule.steps_per_epoch - 1) / schedule.steps_per_epoch,
                         (schedule.steps + schedule.steps_per_epoch - 1) / schedule.steps_per_epoch,
                         run.step, schedule.steps, nll, run.kl, run.kl_weight);
}

std::string ValidationText(const Run& run) {
  if (run.curve.empty() || std::isnan(run.curve.back().validation_nll)) return "";
  const CurvePoint& last = run.curve.back();
  return absl::StrFormat("  mixture NLL %.4f  ECE %.4f%s", last.validation_nll, last.validation_ece,
                         run.best_epoch == static_cast<int64_t>(last.epoch) ? "  (best)" : "");
}

std::string Progress::Eta(const Run& run) {
  const std::chrono::duration<double> passed = Clock::now() - started_;
  const int64_t done = run.total_step() - first_step_;
  if (done <= 0) return "";
  return "  ETA " + DurationText(passed.count() / done * (run.total_steps() - run.total_step()));
}

void Progress::OnStep(const Run& run) {
  if (first_step_ < 0) {
    first_step_ = run.total_step();
    started_ = Clock::now();
  }
  if (!live_ || Clock::now() - shown_ < kRedraw) return;
  shown_ = Clock::now();
  out_ << '\r' << ProgressLine(run) << ValidationText(run) << Eta(run) << "\x1b[K" << std::flush;
}

void Progress::OnEpoch(const Run& run) {
  out_ << (live_ ? "\r" : "") << ProgressLine(run) << ValidationText(run) << Eta(run)
       << (live_ ? "\x1b[K\n" : "\n") << std::flush;
}

}  // namespace credence::training
