#include "server/catalog/describe.h"

#include <array>

#include "models/checkpoint/posteriors.h"
#include "server/predict/encode.h"

namespace credence::server {
namespace {

void DescribeVariable(const data::Variable& variable, v1::Variable& out) {
  static constexpr std::array<const char*, 3> kKinds = {"numeric", "categorical", "series"};
  out.set_name(variable.name);
  out.set_description(variable.description);
  out.set_kind(kKinds[static_cast<int>(variable.kind)]);
  out.set_unit(variable.unit);
  for (const auto& accepted : variable.accepted_units) {
    auto* unit = out.add_accepted_units();
    unit->set_unit(accepted.unit);
    unit->set_factor(accepted.factor);
    unit->set_offset(accepted.offset);
  }
  if (variable.plausible) {
    out.set_plausible_min(variable.plausible->min);
    out.set_plausible_max(variable.plausible->max);
  }
  for (const auto& category : variable.categories) out.add_categories(category);
  out.set_missing(variable.missing);
}

void DescribeDeferral(const checkpoint::DeferralRules& rules, v1::Model& out) {
  const auto add = [&out](predict::DeferralRule rule, double limit) {
    if (limit < 0) return;  // off
    auto* to = out.add_deferral_rules();
    to->set_rule(ToProto(rule));
    to->set_limit(limit);
  };
  add(predict::DeferralRule::kEpistemic, rules.max_epistemic);
  add(predict::DeferralRule::kIntervalWidth, rules.max_interval_width);
  add(predict::DeferralRule::kAgreement, rules.min_agreement);
  add(predict::DeferralRule::kOutOfRange, rules.max_out_of_range);
  add(predict::DeferralRule::kImputed, rules.max_imputed_fraction);
}

}  // namespace

v1::ModelSummary Summarize(const Served& served, bool is_default) {
  const checkpoint::Manifest& manifest = served.predictor->manifest;
  v1::ModelSummary out;
  out.set_model(served.model);
  out.set_version(served.version);
  out.set_network(manifest.network.name);
  out.set_posterior(checkpoint::TitleOf(manifest.rank1));
  out.set_members(served.predictor->members());
  out.set_weights_sha256(manifest.weights_sha256);
  out.set_is_default(is_default);
  out.mutable_loaded_at()->set_seconds(absl::ToUnixSeconds(served.loaded_at));
  return out;
}

v1::Model Describe(const Served& served, bool is_default) {
  const checkpoint::Manifest& manifest = served.predictor->manifest;
  v1::Model out;
  *out.mutable_summary() = Summarize(served, is_default);
  out.set_description(manifest.description);
  out.set_task(manifest.task);
  for (const auto& name : manifest.classes) out.add_classes(name);
  out.set_positive_class(manifest.positive_class);
  out.set_components(manifest.rank1.components);
  out.set_samples(manifest.rank1.samples);
  out.set_posterior(checkpoint::TitleOf(manifest.rank1));
  out.set_seed(manifest.rank1.seed);
  out.set_input_width(served.predictor->encoder->width());
  for (const auto& variable : manifest.schema.variables) {
    DescribeVariable(variable, *out.add_variables());
  }
  out.set_decision_threshold(manifest.decision_threshold);
  for (const auto& stratum : manifest.strata) {
    auto* to = out.add_strata();
    to->set_name(stratum.name);
    to->set_lower(stratum.lower);
    to->set_upper(stratum.upper);
  }
  DescribeDeferral(manifest.deferral, out);
  for (const auto& cohort : manifest.cohorts) out.add_cohorts(cohort);
  out.mutable_figures()->insert(manifest.figures.begin(), manifest.figures.end());
  out.mutable_provenance()->insert(manifest.provenance.begin(), manifest.provenance.end());
  out.set_model_card(served.predictor->model_card);
  *out.mutable_examples() = served.examples.examples();
  return out;
}

}  // namespace credence::server
