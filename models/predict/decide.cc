#include "models/predict/decide.h"

#include <algorithm>

namespace credence::predict {
namespace {

bool IsBinary(const checkpoint::Manifest& manifest) { return manifest.classes.size() == 2; }

// The class whose interval counts: the positive one, or the likeliest of many.
size_t ReferenceClass(const checkpoint::Manifest& manifest, const Summary& summary) {
  if (IsBinary(manifest)) return static_cast<size_t>(manifest.positive_class);
  return std::max_element(summary.mean.begin(), summary.mean.end()) - summary.mean.begin();
}

std::string StratumOf(const checkpoint::Manifest& manifest, const Summary& summary) {
  if (!IsBinary(manifest) || manifest.strata.empty()) return "";
  const double risk = summary.mean[manifest.positive_class];
  for (const checkpoint::Stratum& stratum : manifest.strata) {
    if (risk < stratum.upper) return stratum.name;
  }
  // A risk of exactly 1 belongs to the last stratum.
  return manifest.strata.back().name;
}

}  // namespace

Decision Decide(const checkpoint::Manifest& manifest, const Summary& summary,
                const data::EncodedRow* encoded) {
  Decision decision;
  decision.stratum = StratumOf(manifest, summary);
  const auto above = [&decision](DeferralRule rule, double value, double limit) {
    if (limit >= 0 && value > limit) decision.reasons.push_back({rule, value, limit});
  };
  const checkpoint::DeferralRules& rules = manifest.deferral;
  const Spread& spread = summary.spread[ReferenceClass(manifest, summary)];
  above(DeferralRule::kEpistemic, summary.epistemic, rules.max_epistemic);
  above(DeferralRule::kIntervalWidth, spread.q95 - spread.q05, rules.max_interval_width);
  if (rules.min_agreement >= 0 && summary.agreement < rules.min_agreement) {
    decision.reasons.push_back({DeferralRule::kAgreement, summary.agreement, rules.min_agreement});
  }
  if (encoded != nullptr) {
    above(DeferralRule::kOutOfRange, encoded->out_of_range, rules.max_out_of_range);
    above(DeferralRule::kImputed, encoded->imputed_fraction, rules.max_imputed_fraction);
  }
  return decision;
}

}  // namespace credence::predict
