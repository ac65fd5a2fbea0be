#include "server/predict/encode.h"

#include <gmock/gmock.h>

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Two classes, two members that give the positive class 0.25 and 0.75.
predict::Summary TwoMembers() {
  const float logits[] = {-1.0986123f, 1.0986123f};
  return *predict::Summarize(logits, 2, 2, 1, 0.5);
}

struct EncodeTest : ::testing::Test {
  v1::Prediction Encoded(int samples = 1, bool include_members = false) {
    v1::Prediction out;
    Encode({question, summary, decision, &row}, samples, include_members, out);
    return out;
  }

  Case question;
  const predict::Summary summary = TwoMembers();
  predict::Decision decision;
  data::EncodedRow row;
};

TEST_F(EncodeTest, CopiesTheSummary) {
  const auto out = Encoded();
  EXPECT_NEAR(out.mean(1), 0.5, 1e-6);
  EXPECT_NEAR(out.spread().min(1), 0.25, 1e-6);
  EXPECT_NEAR(out.spread().max(1), 0.75, 1e-6);
  EXPECT_EQ(out.mixture_nll_size(), 2);
  EXPECT_LE(out.mixture_nll(1), out.average_nll(1));
  EXPECT_NEAR(out.uncertainty().total(),
              out.uncertainty().aleatoric() + out.uncertainty().epistemic(), 1e-12);
}

TEST_F(EncodeTest, KeepsTheClientsIdElseMakesOne) {
  EXPECT_EQ(Encoded().prediction_id().size(), 36u);
  question.prediction_id = "mine";
  EXPECT_EQ(Encoded().prediction_id(), "mine");
}

TEST_F(EncodeTest, HasTheLabelsNllOnlyWithALabel) {
  EXPECT_FALSE(Encoded().has_label_mixture_nll());
  question.label = 1;
  EXPECT_EQ(Encoded().label_mixture_nll(), summary.mixture_nll[1]);
  EXPECT_EQ(Encoded().label_average_nll(), summary.average_nll[1]);
}

TEST_F(EncodeTest, ListsMembersOnlyWhenAsked) {
  EXPECT_EQ(Encoded().members_size(), 0);
  const auto out = Encoded(1, true);
  ASSERT_EQ(out.members_size(), 2);
  EXPECT_EQ(out.members(1).component(), 1);
  EXPECT_EQ(out.members(1).sample(), 0);
  EXPECT_NEAR(out.members(1).probabilities(1), 0.75, 1e-6);
}

TEST_F(EncodeTest, ExplainsEveryDeferralRule) {
  using Rule = predict::DeferralRule;
  for (const Rule rule : {Rule::kEpistemic, Rule::kIntervalWidth, Rule::kAgreement,
                          Rule::kOutOfRange, Rule::kImputed}) {
    decision.reasons.push_back({rule, 3, 2});
  }
  const auto out = Encoded().deferral();
  EXPECT_TRUE(out.deferred());
  ASSERT_EQ(out.reasons_size(), 5);
  EXPECT_EQ(out.reasons(0).rule(), v1::DeferralReason::RULE_EPISTEMIC);
  EXPECT_EQ(out.reasons(4).rule(), v1::DeferralReason::RULE_IMPUTED);
  for (const auto& reason : out.reasons()) {
    EXPECT_THAT(reason.message(), HasSubstr("3"));
    EXPECT_THAT(reason.message(), HasSubstr("2."));
  }
}

TEST_F(EncodeTest, KeepsWhenNoRuleFired) { EXPECT_FALSE(Encoded().deferral().deferred()); }

TEST_F(EncodeTest, NamesTheFieldOfAWarningAndNoValue) {
  row.warnings = {{data::WarningKind::kOutOfRange, "HR", 2}};
  const auto out = Encoded();
  ASSERT_EQ(out.warnings_size(), 1);
  EXPECT_EQ(out.warnings(0).kind(), v1::Warning::KIND_OUT_OF_RANGE);
  EXPECT_EQ(out.warnings(0).count(), 2);
  EXPECT_EQ(out.warnings(0).message(), "HR had impossible readings, which were left out.");
}

}  // namespace
}  // namespace credence::server
