// What became of predictions, as counters that add up over replicas and over any window: PromQL
// computes calibration from them (docs/calibration.md). Counted once, after the journal's commit.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "models/checkpoint/manifest.h"
#include "server/journal/journal.h"

namespace credence::server {

// Values of the label `status`, in the order of v1::OutcomeStatus from COUNTED on.
inline constexpr std::array<absl::string_view, 9> kOutcomeStatusNames = {
    "counted",  "duplicate",     "corrected",       "unknown_prediction",
    "too_late", "label_invalid", "receipt_invalid", "unknown_model",
    "invalid"};

// The event that a model's calibration is judged by: of a binary model its positive class; of more
// classes that the class ranked first came true.
struct JudgedEvent {
  double probability = 0;
  bool happened = false;
};
JudgedEvent Judge(const std::vector<double>& probabilities, int label, int positive_class);

// credence_outcomes_total{model,version,status}; every status is there from the start. Thread-safe.
class OutcomeStatusMetrics {
 public:
  // model and version empty: of outcomes for which no model version in service was found.
  OutcomeStatusMetrics(prometheus::Registry& registry, const std::string& model,
                       const std::string& version);
  // Removes the series.
  ~OutcomeStatusMetrics();

  // status: of v1::OutcomeStatus, from 1.
  void Count(int status) { counters_[status - 1]->Increment(); }

 private:
  prometheus::Family<prometheus::Counter>& family_;
  std::array<prometheus::Counter*, kOutcomeStatusNames.size()> counters_ = {};
};

// The outcomes of one model version. Every series is there from the start, at 0, and goes with this
// object: at most one of a version at a time. Thread-safe.
class OutcomeMetrics {
 public:
  OutcomeMetrics(prometheus::Registry& registry, const std::string& model, int64_t version,
                 const checkpoint::Manifest& manifest);
  ~OutcomeMetrics();

  OutcomeStatusMetrics& statuses() { return statuses_; }
  // Pairs, since the start.
  int64_t counted() const { return counted_.load(); }
  // A pair that was counted for the first time.
  void CountPair(const JournalPair& pair);

 private:
  struct Decided;  // the counters of kept, or of deferred, cases
  Decided Register(prometheus::Registry& registry, const prometheus::Labels& labels);

  const int positive_class_;
  const std::vector<double> inner_edges_;
  OutcomeStatusMetrics statuses_;
  std::atomic<int64_t> counted_ = 0;
  std::vector<std::function<void()>> remove_;
  std::array<std::unique_ptr<Decided>, 2> decided_;  // keep, defer
  prometheus::Histogram* delay_ = nullptr;
};

}  // namespace credence::server
