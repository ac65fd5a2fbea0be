#include "server/catalog/describe_inputs.h"

#include <numeric>

#include "models/metrics/stability.h"

namespace credence::server {
namespace {

using Counts = std::vector<int64_t>;

constexpr double kNull = 0.95;

int64_t Sum(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

double Ratio(double part, int64_t whole) {
  return whole > 0 ? part / static_cast<double>(whole) : 0;
}

// Shares of what was there; none where nothing was.
void AddShares(const Counts& counts, google::protobuf::RepeatedField<double>& out) {
  const int64_t sum = Sum(counts);
  if (sum == 0) return;
  for (const int64_t count : counts) out.Add(Ratio(static_cast<double>(count), sum));
}

void Compare(const Counts& reference, const Counts& current, v1::InputDrift& out) {
  AddShares(reference, *out.mutable_reference());
  const int64_t before = Sum(reference), now = Sum(current);
  if (before == 0 || now == 0) return;
  out.set_psi(metrics::PopulationStability(reference, current));
  out.set_psi_null_q95(
      metrics::PopulationStabilityNull(kNull, static_cast<int>(reference.size()), before, now));
}

void DescribeInput(const data::Variable& variable, std::span<const double> edges,
                   const InputTotals::Input& met, int64_t records, v1::InputDrift& out) {
  out.set_name(variable.name);
  out.set_unit(variable.unit);
  out.mutable_edges()->Add(edges.begin(), edges.end());
  out.mutable_categories()->Add(variable.categories.begin(), variable.categories.end());
  AddShares(met.bins, *out.mutable_current());
  out.set_missing(Ratio(static_cast<double>(met.missing), records));
  out.set_out_of_range(Ratio(static_cast<double>(met.out_of_range), records));
}

void DescribeMeans(const InputTotals& totals, v1::GetInputsResponse& out) {
  if (totals.predictions == 0) return;
  out.set_expected_mixture_nll(Ratio(totals.expected_mixture_nll, totals.predictions));
  out.set_expected_brier(Ratio(totals.expected_brier, totals.predictions));
  out.set_mean_epistemic(Ratio(totals.epistemic, totals.predictions));
  out.set_deferral_ratio(Ratio(static_cast<double>(totals.deferred), totals.predictions));
}

void AddReference(const checkpoint::Reference& reference, const InputTotals& totals,
                  v1::GetInputsResponse& out) {
  for (size_t i = 0; i < totals.inputs.size(); ++i) {
    const checkpoint::InputReference& before = reference.inputs[i];
    v1::InputDrift& input = *out.mutable_inputs(static_cast<int>(i));
    Compare(before.counts, totals.inputs[i].bins, input);
    input.set_reference_missing(Ratio(static_cast<double>(before.missing), reference.cases));
    input.set_reference_out_of_range(
        Ratio(static_cast<double>(before.out_of_range), reference.cases));
  }
  Compare(reference.risk, totals.risk, *out.mutable_risk());
  out.set_reference_mixture_nll(reference.expected_mixture_nll);
  out.set_reference_brier(reference.expected_brier);
  out.set_reference_epistemic(reference.epistemic);
  out.set_reference_deferral_ratio(Ratio(static_cast<double>(reference.deferred), reference.cases));
}

}  // namespace

void DescribeInputs(const Served& served, v1::GetInputsResponse& out) {
  out.set_model(served.model);
  out.set_version(served.version);
  if (served.inputs == nullptr) return;
  const InputCounts& counts = *served.inputs;
  const InputTotals totals = counts.Read();
  out.set_predictions(totals.predictions);
  for (size_t i = 0; i < totals.inputs.size(); ++i) {
    DescribeInput(counts.inputs()[i], counts.edges(i), totals.inputs[i], totals.records,
                  *out.add_inputs());
  }
  const std::vector<double>& edges = served.predictor->manifest.calibration_bin_edges;
  v1::InputDrift& risk = *out.mutable_risk();
  risk.set_name("risk");
  risk.mutable_edges()->Add(edges.begin(), edges.end());
  AddShares(totals.risk, *risk.mutable_current());
  DescribeMeans(totals, out);
  if (counts.reference()) AddReference(*counts.reference(), totals, out);
}

}  // namespace credence::server
