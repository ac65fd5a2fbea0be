#include "server/predict/encode.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/predict/prediction_id.h"

namespace credence::server {
namespace {

void AddAll(const std::vector<double>& from, google::protobuf::RepeatedField<double>* to) {
  to->Add(from.begin(), from.end());
}

void EncodeSpread(const std::vector<predict::Spread>& spread, v1::Spread& out) {
  for (const predict::Spread& s : spread) {
    out.add_stddev(s.stddev);
    out.add_min(s.min);
    out.add_max(s.max);
    out.add_q05(s.q05);
    out.add_q25(s.q25);
    out.add_q50(s.q50);
    out.add_q75(s.q75);
    out.add_q95(s.q95);
  }
}

std::string Sentence(const predict::DeferralReason& reason) {
  const auto say = [&reason](const absl::FormatSpec<double, double>& sentence) {
    return absl::StrFormat(sentence, reason.value, reason.limit);
  };
  switch (reason.rule) {
    case predict::DeferralRule::kEpistemic:
      return say("The members disagree: epistemic uncertainty is %.3g nats, above %.3g.");
    case predict::DeferralRule::kIntervalWidth:
      return say(
          "The members disagree: their 5 %% and 95 %% quantiles are %.3g apart, above %.3g.");
    case predict::DeferralRule::kAgreement:
      return say("The members disagree: a share of %.3g decides as the mean does, below %.3g.");
    case predict::DeferralRule::kOutOfRange:
      return say("%.0f readings were impossible and left out, above %.3g.");
    case predict::DeferralRule::kImputed:
      return say("A share of %.3g of the variables was missing, above %.3g.");
  }
  return "";
}

void EncodeWarning(const data::Warning& warning, v1::Warning& out) {
  struct Row {
    v1::Warning::Kind kind;
    const char* sentence;
  };
  static constexpr std::array<Row, 4> kRows = {{
      {v1::Warning::KIND_IMPUTED, " was missing and was filled in by the model's missing policy."},
      {v1::Warning::KIND_CLIPPED, " lay beyond the range seen in training and was clipped."},
      {v1::Warning::KIND_OUT_OF_RANGE, " had impossible readings, which were left out."},
      {v1::Warning::KIND_REPAIRED,
       " had readings in another unit by mistake, which were rescaled."},
  }};
  const Row& row = kRows[static_cast<int>(warning.kind)];
  out.set_kind(row.kind);
  out.set_field(warning.field);
  out.set_count(warning.count);
  out.set_message(absl::StrCat(warning.field, row.sentence));
}

void EncodeMembers(const predict::Summary& summary, int samples, v1::Prediction& out) {
  const size_t classes = summary.mean.size();
  const size_t members = summary.members.size() / classes;
  for (size_t m = 0; m < members; ++m) {
    auto* member = out.add_members();
    member->set_component(static_cast<int>(m) / samples);
    member->set_sample(static_cast<int>(m) % samples);
    const double* first = summary.members.data() + m * classes;
    member->mutable_probabilities()->Add(first, first + classes);
  }
}

}  // namespace

v1::DeferralReason::Rule ToProto(predict::DeferralRule rule) {
  static constexpr std::array<v1::DeferralReason::Rule, 5> kRules = {
      v1::DeferralReason::RULE_EPISTEMIC, v1::DeferralReason::RULE_INTERVAL_WIDTH,
      v1::DeferralReason::RULE_AGREEMENT, v1::DeferralReason::RULE_OUT_OF_RANGE,
      v1::DeferralReason::RULE_IMPUTED};
  return kRules[static_cast<int>(rule)];
}

void Encode(const Answer& answer, int samples, bool include_members, v1::Prediction& out) {
  const auto& [question, summary, decision, encoded] = answer;
  out.set_prediction_id(question.prediction_id.empty() ? MakePredictionId()
                                                       : question.prediction_id);
  AddAll(summary.mean, out.mutable_mean());
  EncodeSpread(summary.spread, *out.mutable_spread());
  AddAll(summary.mixture_nll, out.mutable_mixture_nll());
  AddAll(summary.average_nll, out.mutable_average_nll());
  if (question.label) {
    out.set_label_mixture_nll(summary.mixture_nll[*question.label]);
    out.set_label_average_nll(summary.average_nll[*question.label]);
  }
  auto* uncertainty = out.mutable_uncertainty();
  uncertainty->set_total(summary.total);
  uncertainty->set_aleatoric(summary.aleatoric);
  uncertainty->set_epistemic(summary.epistemic);
  out.set_stratum(decision.stratum);
  out.set_agreement(summary.agreement);
  out.mutable_deferral()->set_deferred(!decision.reasons.empty());
  for (const predict::DeferralReason& reason : decision.reasons) {
    auto* to = out.mutable_deferral()->add_reasons();
    to->set_rule(ToProto(reason.rule));
    to->set_value(reason.value);
    to->set_limit(reason.limit);
    to->set_message(Sentence(reason));
  }
  if (encoded != nullptr) {
    for (const auto& warning : encoded->warnings) EncodeWarning(warning, *out.add_warnings());
  }
  if (include_members) EncodeMembers(summary, samples, out);
}

}  // namespace credence::server
