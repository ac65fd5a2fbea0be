// What one model version meets: its inputs and predictions, counted in the bins that its manifest
// has frozen, so that drift shows before any outcome is known. Counts add up over replicas.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/checkpoint/manifest.h"
#include "models/data/encode.h"

namespace credence::server {

// One prediction, as it is counted.
struct Met {
  double judged = 0;                  // probability of the judged event
  double entropy = 0, epistemic = 0;  // nats; entropy of the predictive mean
  bool deferred = false;
  const data::EncodedRow* encoded = nullptr;  // nullptr for a raw tensor
};

// Everything counted since the start, read at one go but not at one instant.
struct InputTotals {
  struct Input {
    std::vector<int64_t> bins;
    int64_t missing = 0, out_of_range = 0;
  };
  std::vector<Input> inputs;  // [InputCounts::inputs]
  int64_t records = 0;        // predictions from named inputs, not raw tensors
  std::vector<int64_t> risk;  // [calibration bins]
  int64_t predictions = 0, deferred = 0;
  double expected_mixture_nll = 0, expected_brier = 0, epistemic = 0;  // sums
};

// Thread-safe, without a lock.
class InputCounts {
 public:
  // What bounds the series of one version: inputs are counted in the schema's order as long as all
  // their bins are no more than these.
  static constexpr size_t kMaxBins = 4096;

  // An input without a reference has one bin, for every value, or one per category.
  InputCounts(std::string model, int64_t version, const checkpoint::Manifest& manifest);

  void Count(const Met& met);
  InputTotals Read() const;

  const std::string& model() const { return model_; }
  int64_t version() const { return version_; }
  // Those of the schema that are counted, in its order.
  std::span<const data::Variable> inputs() const { return inputs_; }
  std::span<const double> edges(size_t input) const { return slots_[input].edges; }
  const std::optional<checkpoint::Reference>& reference() const { return reference_; }
  // Inputs of the schema beyond kMaxBins.
  size_t uncounted() const { return uncounted_; }

 private:
  // Where an input's counts stand: its bins, then missing, then out of range.
  struct Slot {
    std::vector<double> edges;
    size_t first = 0, bins = 0;
  };
  void CountInputs(const std::vector<data::Observed>& observed);

  const std::string model_;
  const int64_t version_;
  const std::optional<checkpoint::Reference> reference_;
  const std::vector<double> risk_edges_;
  std::vector<data::Variable> inputs_;
  std::vector<Slot> slots_;
  size_t uncounted_ = 0;
  std::vector<std::atomic<int64_t>> cells_, risk_;
  std::atomic<int64_t> records_ = 0, predictions_ = 0, deferred_ = 0;
  std::atomic<double> expected_mixture_nll_ = 0, expected_brier_ = 0, epistemic_ = 0;
};

}  // namespace credence::server
