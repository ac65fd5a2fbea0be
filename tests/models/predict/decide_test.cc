#include "models/predict/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace credence::predict {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

checkpoint::Manifest ThreeStrata() {
  checkpoint::Manifest manifest;
  manifest.classes = {"survived", "died"};
  manifest.strata = {{"low", 0, 0.1}, {"moderate", 0.1, 0.4}, {"high", 0.4, 1}};
  return manifest;
}

Summary WithRisk(double risk) {
  Summary summary;
  summary.mean = {1 - risk, risk};
  summary.spread.resize(2);
  summary.agreement = 1;
  return summary;
}

std::vector<DeferralRule> RulesOf(const Decision& decision) {
  std::vector<DeferralRule> rules;
  for (const DeferralReason& reason : decision.reasons) rules.push_back(reason.rule);
  return rules;
}

TEST(Decide, PutsARiskIntoTheStratumThatBeginsThere) {
  const auto stratum = [](double risk) {
    return Decide(ThreeStrata(), WithRisk(risk), nullptr).stratum;
  };
  EXPECT_EQ(stratum(0), "low");
  EXPECT_EQ(stratum(0.0999), "low");
  EXPECT_EQ(stratum(0.1), "moderate");
  EXPECT_EQ(stratum(0.4), "high");
  EXPECT_EQ(stratum(1), "high");
}

TEST(Decide, ReadsTheRiskOfThePositiveClass) {
  checkpoint::Manifest manifest = ThreeStrata();
  manifest.positive_class = 0;
  EXPECT_EQ(Decide(manifest, WithRisk(0.05), nullptr).stratum, "high");
}

TEST(Decide, NamesNoStratumWhereThereAreNone) {
  checkpoint::Manifest manifest;
  manifest.classes = {"a", "b"};
  EXPECT_EQ(Decide(manifest, WithRisk(0.5), nullptr).stratum, "");
}

TEST(Decide, DefersForNoReasonWhereRulesAreOff) {
  Summary summary = WithRisk(0.5);
  summary.epistemic = 10;
  summary.agreement = 0;
  const data::EncodedRow row{
      .values = {}, .warnings = {}, .imputed_fraction = 1, .out_of_range = 9, .observed = {}};
  EXPECT_THAT(Decide(ThreeStrata(), summary, &row).reasons, IsEmpty());
}

TEST(Decide, DefersWhereALimitIsPassedAndNotWhereItIsMet) {
  checkpoint::Manifest manifest = ThreeStrata();
  manifest.deferral = {.max_epistemic = 0.1,
                       .max_interval_width = 0.2,
                       .min_agreement = 0.8,
                       .max_out_of_range = 2,
                       .max_imputed_fraction = 0.5};
  Summary summary = WithRisk(0.5);
  summary.epistemic = 0.1;
  summary.spread[1].q95 = 0.2;
  summary.agreement = 0.8;
  data::EncodedRow row{
      .values = {}, .warnings = {}, .imputed_fraction = 0.5, .out_of_range = 2, .observed = {}};
  EXPECT_THAT(Decide(manifest, summary, &row).reasons, IsEmpty());
  summary.epistemic = 0.11;
  summary.spread[1].q95 = 0.21;
  summary.agreement = 0.79;
  row.imputed_fraction = 0.51;
  row.out_of_range = 3;
  EXPECT_THAT(
      RulesOf(Decide(manifest, summary, &row)),
      ElementsAre(DeferralRule::kEpistemic, DeferralRule::kIntervalWidth, DeferralRule::kAgreement,
                  DeferralRule::kOutOfRange, DeferralRule::kImputed));
}

TEST(Decide, ReportsTheValueAndTheLimit) {
  checkpoint::Manifest manifest = ThreeStrata();
  manifest.deferral.max_epistemic = 0;
  Summary summary = WithRisk(0.5);
  summary.epistemic = 0.25;
  const Decision decision = Decide(manifest, summary, nullptr);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].value, 0.25);
  EXPECT_EQ(decision.reasons[0].limit, 0);
}

TEST(Decide, SkipsTheInputsRulesForARawTensor) {
  checkpoint::Manifest manifest = ThreeStrata();
  manifest.deferral.max_imputed_fraction = 0;
  EXPECT_THAT(Decide(manifest, WithRisk(0.5), nullptr).reasons, IsEmpty());
}

TEST(Decide, MeasuresTheTopClassOfMany) {
  checkpoint::Manifest manifest;
  manifest.task = "multiclass";
  manifest.classes = {"a", "b", "c"};
  manifest.deferral.max_interval_width = 0.3;
  Summary summary;
  summary.mean = {0.1, 0.2, 0.7};
  summary.spread.resize(3);
  summary.spread[1] = {.q05 = 0, .q95 = 0.9};
  EXPECT_THAT(Decide(manifest, summary, nullptr).reasons, IsEmpty());
  summary.spread[2] = {.q05 = 0.1, .q95 = 0.5};
  EXPECT_THAT(RulesOf(Decide(manifest, summary, nullptr)),
              ElementsAre(DeferralRule::kIntervalWidth));
}

}  // namespace
}  // namespace credence::predict
