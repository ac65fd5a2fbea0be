// What the paper says of rank-1 BNNs, against the figures of one set.
#pragma once

#include <string>
#include <vector>

#include "models/compare/comparison.h"

namespace credence::compare {

// Of "A is lower than B": the 95 % interval of the difference lies below 0, above 0, or holds 0.
enum class Verdict { kHolds, kFails, kUndecided };
const char* NameOf(Verdict verdict);

// One statement that figures can decide.
struct Finding {
  int claim = 0;          // from 1 on, as in kClaims
  std::string statement;  // "Rank-1, Gaussian has a lower mixture NLL than Deterministic"
  Verdict verdict = Verdict::kUndecided;
  std::string figures;  // what it rests on
};

// The claims themselves, claim c at c - 1.
inline constexpr const char* kClaims[] = {
    "Rank-1 beats the deterministic network, MC dropout and mean-field in NLL and ECE",
    "Rank-1 comes near a deep ensemble at a fraction of its parameters and serving cost",
    "Mixture NLL at test is below average NLL; which of them to train on",
    "Gaussian against Cauchy",
    "The number of components K",
    "Epistemic uncertainty grows as the data leave the training distribution",
    "Deferring the most epistemic cases lowers the error of those kept",
};

// Which methods of a suite play which part. A method that is not there or not done is left out.
struct Parts {
  std::vector<std::string> rivals = {"deterministic", "dropout", "mean_field"};
  std::string deterministic = "deterministic";
  std::string ensemble = "ensemble";
  std::vector<std::string> losses = {"rank1_mixture_loss", "rank1_alternating_loss"};
  std::string cauchy = "rank1_cauchy";
};

// Differences decide as Verdict says. "Near" the ensemble: what the baseline's NLL lies above the
// ensemble's is at most half of what the ensemble gains over the deterministic network, by the
// interval's end. Costs: by twice the standard error of their difference over the seeds; parameters
// are exact. Empty where the baseline is not done.
std::vector<Finding> FindingsOf(const Comparison& comparison, const SetResult& set,
                                const Parts& parts = {});

}  // namespace credence::compare
