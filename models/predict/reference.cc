#include "models/predict/reference.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/data/observed.h"
#include "models/predict/judged.h"

namespace credence::predict {
namespace {

void CountInput(const data::Variable& variable, std::vector<double> values,
                checkpoint::InputReference& input) {
  if (variable.kind != data::VariableKind::kCategorical) {
    input.edges = data::EqualMassEdges(values);
  }
  input.counts.resize(data::Bins(variable, input.edges));
  for (const double value : values) ++input.counts[data::BinOf(variable, input.edges, value)];
}

}  // namespace

ReferenceBuilder::ReferenceBuilder(Predictor& model)
    : manifest_(model.manifest), batch_(model), values_(manifest_.schema.variables.size()) {
  reference_.inputs.resize(values_.size());
  reference_.risk.resize(manifest_.calibration_bin_edges.size() + 1);
}

absl::Status ReferenceBuilder::Add(const data::Record& record) {
  absl::Status status = batch_.Add(record);
  return status.ok() && batch_.full() ? Flush() : status;
}

absl::Status ReferenceBuilder::Flush() {
  const absl::StatusOr<std::vector<RecordAnswer>> answers = batch_.Flush();
  if (!answers.ok()) return answers.status();
  const std::vector<double>& edges = manifest_.calibration_bin_edges;
  for (const auto& [encoded, summary, decision] : *answers) {
    if (encoded.observed.size() != values_.size()) {
      return absl::InternalError("the encoder does not tell what it observed");
    }
    for (size_t v = 0; v < values_.size(); ++v) {
      const data::Observed& observed = encoded.observed[v];
      if (!std::isnan(observed.value)) values_[v].push_back(observed.value);
      if (observed.out_of_range) ++reference_.inputs[v].out_of_range;
    }
    const double judged = JudgedProbability(manifest_, summary.mean);
    ++reference_.risk[std::ranges::upper_bound(edges, judged) - edges.begin()];
    reference_.expected_mixture_nll += summary.total;
    reference_.expected_brier += judged * (1 - judged);
    reference_.epistemic += summary.epistemic;
    if (!decision.reasons.empty()) ++reference_.deferred;
    ++reference_.cases;
  }
  return absl::OkStatus();
}

absl::StatusOr<checkpoint::Reference> ReferenceBuilder::Finish(bool held_out) {
  if (absl::Status status = Flush(); !status.ok()) return status;
  if (reference_.cases == 0) {
    return absl::InvalidArgumentError("reference: got 0 records, wanted at least 1");
  }
  for (size_t v = 0; v < values_.size(); ++v) {
    checkpoint::InputReference& input = reference_.inputs[v];
    input.missing = reference_.cases - static_cast<int64_t>(values_[v].size());
    CountInput(manifest_.schema.variables[v], std::move(values_[v]), input);
  }
  reference_.held_out = held_out;
  const auto cases = static_cast<double>(reference_.cases);
  reference_.expected_mixture_nll /= cases;
  reference_.expected_brier /= cases;
  reference_.epistemic /= cases;
  return std::move(reference_);
}

}  // namespace credence::predict
