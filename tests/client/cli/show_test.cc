#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include "client/cli/json.h"
#include "client/cli/show_error.h"
#include "client/cli/show_model.h"
#include "client/cli/show_prediction.h"
#include "client/cpp/errors.h"

namespace credence::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Terminal kAscii = {.utf8 = false, .colour = false};

v1::Model DeathModel() {
  v1::Model model;
  model.mutable_summary()->set_model("ehr");
  model.mutable_summary()->set_members(2);
  model.set_task("binary");
  model.add_classes("survived");
  model.add_classes("died");
  model.set_positive_class(1);
  return model;
}

Answer PatientAnswer() {
  const std::string json = R"({
    "prediction_id": "132539", "mean": [0.875, 0.125],
    "spread": {"stddev": [0.025, 0.025], "min": [0.85, 0.1], "max": [0.9, 0.15],
               "q05": [0.852, 0.1025], "q95": [0.898, 0.1475]},
    "mixture_nll": [0.1335, 2.0794], "average_nll": [0.134, 2.1],
    "uncertainty": {"total": 0.3768, "aleatoric": 0.3740, "epistemic": 0.0028},
    "stratum": "moderate", "agreement": 1,
    "members": [{"probabilities": [0.9, 0.1]}, {"probabilities": [0.85, 0.15]}]})";
  Answer answer;
  EXPECT_TRUE(FromJson(json, &answer.prediction).ok());
  return answer;
}

TEST(PredictionTable, HasOneRowAPatient) {
  const std::string text = PredictionTable(DeathModel(), {PatientAnswer()}, kAscii);
  EXPECT_THAT(text,
              testing::StartsWith(
                  "id      risk %  90 % of members  agree %  epistemic  stratum   ask  members\n"
                  "132539    12.5      10.2 - 14.8      100     0.0028  moderate  no   "
                  "|--..---------------------|\n"));
}

TEST(PredictionTable, SaysThatTheSpreadIsNoConfidenceInterval) {
  EXPECT_THAT(PredictionTable(DeathModel(), {PatientAnswer()}, kAscii),
              HasSubstr("disagreement, not a confidence interval"));
}

TEST(PredictionTable, ShowsTheOutcomesMixtureNllWhereItIsKnown) {
  Answer answer = PatientAnswer();
  answer.label = 1;
  answer.prediction.set_label_mixture_nll(2.0794);
  const std::string text = PredictionTable(DeathModel(), {answer, PatientAnswer()}, kAscii);
  EXPECT_THAT(text, HasSubstr("outcome  its mixture NLL"));
  EXPECT_THAT(text, HasSubstr("died               2.079"));
}

TEST(PredictionTable, MarksDeferredPatientsAndCountsWarnings) {
  Answer answer = PatientAnswer();
  answer.prediction.mutable_deferral()->set_deferred(true);
  answer.prediction.add_warnings();
  answer.prediction.add_warnings();
  EXPECT_THAT(PredictionTable(DeathModel(), {answer}, kAscii), HasSubstr("yes     2  |"));
}

TEST(PredictionTable, NamesTheClassOfAMulticlassModel) {
  v1::Model model = DeathModel();
  model.set_task("multiclass");
  model.add_classes("moved");
  Answer answer = PatientAnswer();
  const std::vector<double> mean = {0.2, 0.1, 0.7};
  answer.prediction.mutable_mean()->Assign(mean.begin(), mean.end());
  EXPECT_EQ(ShownClass(model, answer.prediction), 2);
  EXPECT_THAT(PredictionTable(model, {answer}, kAscii), HasSubstr("132539  moved  70.0"));
}

TEST(PredictionDetail, TellsTheWholeAnswerInWords) {
  Answer answer = PatientAnswer();
  answer.label = 0;
  answer.prediction.set_label_mixture_nll(0.1335);
  auto* reason = answer.prediction.mutable_deferral()->add_reasons();
  reason->set_message("the members disagree too much");
  answer.prediction.mutable_deferral()->set_deferred(true);
  for (const char* field : {"Lactate", "pH"}) {
    auto* warning = answer.prediction.add_warnings();
    warning->set_kind(v1::Warning::KIND_IMPUTED);
    warning->set_field(field);
  }
  answer.prediction.add_warnings()->set_message("Temp had impossible readings");
  const std::string text = PredictionDetail(DeathModel(), answer, kAscii);
  for (const char* part :
       {"132539: \"died\" has a probability of 12.5 %, stratum moderate",
        "the 2 members say 10.0 % to 15.0 %", "not a confidence interval",
        "0.3768 nats in total = 0.3740 aleatoric (the case itself) + 0.0028 epistemic",
        "if \"died\": mixture NLL 2.079, average NLL 2.100",
        "the outcome is known, \"survived\": mixture NLL 0.134", "the members disagree too much",
        "2 missing, filled in by the model's missing policy: Lactate, pH",
        "- Temp had impossible readings"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(ModelDetail, ShowsTheSchema) {
  v1::Model model = DeathModel();
  auto* variable = model.add_variables();
  variable->set_name("Glucose");
  variable->set_unit("mg/dL");
  variable->add_accepted_units()->set_unit("mmol/L");
  variable->set_plausible_min(10);
  variable->set_plausible_max(2000);
  auto* rule = model.add_deferral_rules();
  rule->set_rule(v1::DeferralReason::RULE_EPISTEMIC);
  rule->set_limit(0.05);
  const std::string text = ModelDetail(model, kAscii);
  EXPECT_THAT(text, HasSubstr("ask a human: epistemic uncertainty above 0.05 nats"));
  EXPECT_THAT(text, HasSubstr("mg/dL (or mmol/L)"));
  EXPECT_THAT(text, HasSubstr("10 to 2000"));
}

TEST(ModelDetail, SaysWhichMethodTheMembersComeFrom) {
  v1::Model model = DeathModel();
  model.set_components(5);
  model.set_samples(1);
  model.set_posterior("ensemble");
  EXPECT_THAT(ModelDetail(model, kAscii), HasSubstr("; 5 members, the networks of an ensemble\n"));
  model.set_posterior("gaussian");
  EXPECT_THAT(ModelDetail(model, kAscii), HasSubstr("5 components x 1 samples of a gaussian"));
  model.set_components(1);
  model.set_samples(8);
  model.set_posterior("dropout");
  EXPECT_THAT(ModelDetail(model, kAscii), HasSubstr("; 8 members, masks of dropout, seed 0\n"));
  model.set_posterior("mean_field");
  EXPECT_THAT(ModelDetail(model, kAscii),
              HasSubstr("; 8 members, draws of a mean-field posterior, seed 0\n"));
  model.set_posterior("deterministic");
  EXPECT_THAT(ModelDetail(model, kAscii), HasSubstr("; 1 member, a deterministic network\n"));
}

TEST(ModelTable, ListsVersions) {
  v1::ListModelsResponse models;
  auto* summary = models.add_models();
  summary->set_model("ehr");
  summary->set_version(3);
  summary->set_posterior("ensemble");
  summary->set_members(8);
  summary->set_is_default(true);
  EXPECT_THAT(ModelTable(models, kAscii),
              HasSubstr("ehr          3           ensemble         8  yes"));
}

TEST(ErrorText, ListsEveryViolation) {
  google::rpc::BadRequest bad;
  for (const char* field : {"instances[0].features[Age]", "instances[1].label"}) {
    auto* violation = bad.add_field_violations();
    violation->set_field(field);
    violation->set_description("got x, wanted y");
  }
  google::rpc::Status status;
  status.set_code(3);
  status.set_message("2 problems");
  status.add_details()->PackFrom(bad);
  EXPECT_EQ(ErrorText(client::ToStatus(status)),
            "INVALID_ARGUMENT: 2 problems\n"
            "  instances[0].features[Age]: got x, wanted y\n"
            "  instances[1].label: got x, wanted y\n");
}

TEST(ErrorText, DoesNotSayTheOnlyViolationTwice) {
  google::rpc::BadRequest bad;
  bad.add_field_violations()->set_field("model");
  bad.mutable_field_violations(0)->set_description("got x");
  google::rpc::Status status;
  status.set_code(5);
  status.set_message("model: got x");
  status.add_details()->PackFrom(bad);
  EXPECT_EQ(ErrorText(client::ToStatus(status)), "NOT_FOUND: model: got x\n");
}

TEST(ErrorText, GivesTheServersAdviceToWait) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(2);
  google::rpc::Status status;
  status.set_code(14);
  status.add_details()->PackFrom(retry);
  EXPECT_THAT(ErrorText(client::ToStatus(status)), HasSubstr("wait 2.0 s before another try"));
}

TEST(Json, KeepsTheProtocolsNames) {
  v1::Prediction prediction;
  prediction.add_mixture_nll(0.5);
  const std::string json = ToJson(prediction);
  EXPECT_THAT(json, HasSubstr("\"mixture_nll\":[0.5]"));
  EXPECT_THAT(json, Not(HasSubstr("\n")));
  EXPECT_FALSE(FromJson(R"({"mean": "x"})", &prediction).ok());
}

}  // namespace
}  // namespace credence::cli
