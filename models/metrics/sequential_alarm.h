// A test of calibration that may be looked at after every outcome, for ever.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace credence::metrics {

// ln 100: at most 1 % of endless calibrated streams ever raise the alarm (Ville's inequality).
inline constexpr double kLogThreshold = 4.605170185988092;

// A test martingale against "y_t is 1 with probability p_t, whatever came before", mixed over
// alternatives (shifts and slopes of the logit) and over the time at which the change began.
//
// The evidence starts at 1 and is a nonnegative martingale where every p_t is right, so that it
// ever reaches 100 with probability 1/100 at most, however often one looks.
//
// Alternative k says logit q_t = logit p_t + shift_k, or c_t + slope_k (logit p_t - c_t). c_t is
// the mean of logit p up to t, each weighted by p (1 - p), so that a slope leaves the expected
// number of events as it is, to first order: risks that are too timid are so at both ends. All is
// known before y_t is. What is put on alternative k is worth
//   W_k(t) = (W_k(t-1) + w_t / kAlternatives) LR_k(t),   LR_k(t) = q_t(y_t) / p_t(y_t),
//   w_t = 1/log2(t+1) - 1/log2(t+2), which sums to 1 over all t,
// and the evidence is sum_k W_k(t) + 1/log2(t+2), the last term being what is not spent yet.
//
// Likelihood ratios as bets against a forecaster, and Ville's inequality for them: Shafer G,
// "Testing by betting: a strategy for statistical and scientific communication", Journal of the
// Royal Statistical Society A 184(2), 2021. Products of e-values over a stream of probability
// forecasts of binary events: Henzi A, Ziegel JF, "Valid sequential inference on probability
// forecast performance", Biometrika 109(3), 2022. Summing processes begun at every time, so that a
// late change is found: Shin J, Ramdas A, Rinaldo A, "E-detectors: a nonparametric framework for
// sequential change detection", New England Journal of Statistics in Data Science, 2023; their sums
// bound the mean time to a false alarm, while the weights here sum to 1, so that the chance of one
// is bounded in an endless run. The alternatives and the weights are our own choice.
//
// Not thread-safe.
class SequentialAlarm {
 public:
  static constexpr int kAlternatives = 10;

  SequentialAlarm();

  // p: the stated probability in [0, 1]; y: 0 or 1. Log-odds are held inside those of 1e-6 and
  // 1 - 1e-6, the alternatives' too, so that a rarer event that is truly rarer earns nothing.
  void Observe(double p, int y);

  int64_t outcomes() const { return outcomes_; }
  double log_evidence() const { return log_evidence_; }
  double log_evidence_max() const { return log_evidence_max_; }
  // Stays raised once raised.
  bool alarmed() const { return log_evidence_max_ >= kLogThreshold; }

  // As text and back, exactly: the next Observe gives the same bits. Errors: InvalidArgument.
  std::string Save() const;
  static absl::StatusOr<SequentialAlarm> Restore(absl::string_view text);

 private:
  int64_t outcomes_ = 0;
  double log_evidence_ = 0;
  double log_evidence_max_ = 0;
  double logit_sum_ = 0, weight_sum_ = 0;         // of c_t
  std::array<double, kAlternatives> log_wealth_;  // ln W_k
};

}  // namespace credence::metrics
