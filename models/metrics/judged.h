// Joined predictions and outcomes of any number of classes -> one event that is judged.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/metrics/cases.h"

namespace credence::metrics {

// n joined cases of a model of C classes. Views; the caller keeps the arrays.
struct JoinedCases {
  std::span<const double> probabilities;  // [n, C] row-major
  int classes = 2;
  std::span<const int> label;           // [n] in [0, C)
  std::span<const double> average_nll;  // [n] of the label, nats
  std::span<const double> epistemic;    // [n] nats
  std::span<const uint8_t> deferred;    // [n] 0 or 1
};

// What is judged: p is the probability of an event, y whether it happened.
struct Target {
  enum class Kind {
    kClass,    // class `index` came true
    kTopLabel  // the class ranked first came true; of equals, the first
  };
  Kind kind = Kind::kClass;
  int index = 1;
  double decision_threshold = 0.5;  // two classes, kClass: p at or above it decides for the event
};

// The judged event of each case, and what does not depend on it.
struct Judged {
  std::vector<double> p;
  std::vector<int> y;
  std::vector<double> mixture_nll, average_nll;  // of the label, over all classes, nats
  std::vector<double> epistemic;
  std::vector<uint8_t> wrong;  // 1: the decision (threshold, or class ranked first) was wrong
  std::vector<uint8_t> deferred;

  Cases cases() const { return {p, y}; }
};

// Errors: InvalidArgument for sizes that do not fit, a probability outside [0, 1], an NLL or an
// epistemic uncertainty that is NaN, a label or a target outside [0, C); names the position.
absl::StatusOr<Judged> Judge(const JoinedCases& cases, const Target& target);

// The cases that were deferred, or those that were kept.
Judged SelectDecision(const Judged& judged, bool deferred);

// Each class's ECE over equal-width bins, against the rest: [C]. REQUIRES: cases that Judge takes,
// at least one.
std::vector<double> ClassEces(const JoinedCases& cases, int bins);

}  // namespace credence::metrics
