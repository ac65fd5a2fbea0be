#include "server/telemetry/input_counts.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace credence::server {
namespace {

// Each count stands for itself: nothing is published by it.
void Add(std::atomic<int64_t>& cell) { cell.fetch_add(1, std::memory_order_relaxed); }
void Add(std::atomic<double>& sum, double value) {
  sum.fetch_add(value, std::memory_order_relaxed);
}
template <typename T>
T Get(const std::atomic<T>& cell) {
  return cell.load(std::memory_order_relaxed);
}

}  // namespace

InputCounts::InputCounts(std::string model, int64_t version, const checkpoint::Manifest& manifest)
    : model_(std::move(model)),
      version_(version),
      reference_(manifest.reference),
      risk_edges_(manifest.calibration_bin_edges),
      risk_(risk_edges_.size() + 1) {
  const std::vector<data::Variable>& variables = manifest.schema.variables;
  size_t cells = 0, bins = 0;
  for (size_t v = 0; v < variables.size(); ++v) {
    Slot slot{.edges = {}, .first = cells};
    if (reference_) slot.edges = reference_->inputs[v].edges;
    slot.bins = data::Bins(variables[v], slot.edges);
    bins += slot.bins;
    if (bins > kMaxBins) break;
    cells += slot.bins + 2;
    slots_.push_back(std::move(slot));
  }
  inputs_.assign(variables.begin(), variables.begin() + static_cast<int64_t>(slots_.size()));
  uncounted_ = variables.size() - slots_.size();
  cells_ = std::vector<std::atomic<int64_t>>(cells);
}

void InputCounts::Count(const Met& met) {
  Add(predictions_);
  if (met.deferred) Add(deferred_);
  Add(risk_[std::ranges::upper_bound(risk_edges_, met.judged) - risk_edges_.begin()]);
  Add(expected_mixture_nll_, met.entropy);
  Add(expected_brier_, met.judged * (1 - met.judged));
  Add(epistemic_, met.epistemic);
  if (met.encoded != nullptr && !met.encoded->observed.empty()) CountInputs(met.encoded->observed);
}

void InputCounts::CountInputs(const std::vector<data::Observed>& observed) {
  Add(records_);
  for (size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    const double value = observed[i].value;
    const size_t bin = std::isnan(value) ? slot.bins : data::BinOf(inputs_[i], slot.edges, value);
    Add(cells_[slot.first + bin]);
    if (observed[i].out_of_range) Add(cells_[slot.first + slot.bins + 1]);
  }
}

InputTotals InputCounts::Read() const {
  InputTotals totals;
  for (const Slot& slot : slots_) {
    InputTotals::Input& input = totals.inputs.emplace_back();
    for (size_t b = 0; b < slot.bins; ++b) input.bins.push_back(Get(cells_[slot.first + b]));
    input.missing = Get(cells_[slot.first + slot.bins]);
    input.out_of_range = Get(cells_[slot.first + slot.bins + 1]);
  }
  for (const auto& cell : risk_) totals.risk.push_back(Get(cell));
  totals.records = Get(records_);
  totals.predictions = Get(predictions_);
  totals.deferred = Get(deferred_);
  totals.expected_mixture_nll = Get(expected_mixture_nll_);
  totals.expected_brier = Get(expected_brier_);
  totals.epistemic = Get(epistemic_);
  return totals;
}

}  // namespace credence::server
