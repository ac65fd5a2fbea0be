#include "client/cli/read_outcomes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace credence::cli {
namespace {

using testing::HasSubstr;

TEST(ReadOutcomesCsv, ReadsEveryColumn) {
  std::istringstream input(
      "prediction_id,receipt,label,observed_at,model,version\n"
      "a,aGk=,1,2026-11-23T08:30:00Z,ehr,3\n"
      "b,,0,,,\n");
  const auto outcomes = ReadOutcomesCsv(input);
  ASSERT_TRUE(outcomes.ok()) << outcomes.status();
  ASSERT_EQ(outcomes->size(), 2u);
  const auto& first = (*outcomes)[0];
  EXPECT_EQ(first.prediction_id(), "a");
  EXPECT_EQ(first.receipt(), "hi");
  EXPECT_EQ(first.label(), 1);
  EXPECT_EQ(first.observed_at().seconds(), 1795422600);
  EXPECT_EQ(first.model(), "ehr");
  EXPECT_EQ(first.version(), 3);
  EXPECT_FALSE((*outcomes)[1].has_observed_at());
  EXPECT_EQ((*outcomes)[1].label(), 0);
}

TEST(ReadOutcomesCsv, NamesTheRowAndTheColumn) {
  std::istringstream input("id,label,observed_at\na,1,\nb,1,yesterday\n");
  const auto status = ReadOutcomesCsv(input).status();
  EXPECT_THAT(status.message(), HasSubstr("entry 2"));
  EXPECT_THAT(status.message(), HasSubstr("observed_at: got \"yesterday\""));
}

TEST(ReadOutcomesCsv, LeavesOutALabelThatIsNoNumberAndKeepsTheRest) {
  std::istringstream input("id,label\na,1\nb,dead\nc,0.5\nd,0\n");
  const auto outcomes = ReadOutcomesCsv(input);
  ASSERT_TRUE(outcomes.ok()) << outcomes.status();
  ASSERT_EQ(outcomes->size(), 4u);
  EXPECT_TRUE((*outcomes)[0].has_label());
  EXPECT_FALSE((*outcomes)[1].has_label());
  EXPECT_FALSE((*outcomes)[2].has_label());
  EXPECT_TRUE((*outcomes)[3].has_label());
}

TEST(ReadOutcomesCsv, WantsALabelAndAName) {
  std::istringstream no_label("prediction_id\na\n");
  EXPECT_THAT(ReadOutcomesCsv(no_label).status().message(), HasSubstr("label"));
  std::istringstream no_name("label\n1\n");
  EXPECT_THAT(ReadOutcomesCsv(no_name).status().message(), HasSubstr("prediction_id"));
}

TEST(ReadOutcomesCsv, DoesNotRepeatADamagedReceipt) {
  std::istringstream input("receipt,label\nnot base64!,1\n");
  EXPECT_THAT(ReadOutcomesCsv(input).status().message(), testing::Not(HasSubstr("not base64!")));
}

TEST(ReadOutcomesJson, ReadsLinesAndArrays) {
  std::istringstream lines(
      "{\"prediction_id\":\"a\",\"label\":1}\n{\"prediction_id\":\"b\",\"label\":0}\n");
  EXPECT_EQ(ReadOutcomesJson(lines)->size(), 2u);
  std::istringstream array(R"({"outcomes": [{"prediction_id": "a", "label": 1}]})");
  EXPECT_EQ(ReadOutcomesJson(array)->at(0).label(), 1);
  std::istringstream wrong(R"([{"prediction_id": "a", "lable": 1}])");
  EXPECT_THAT(ReadOutcomesJson(wrong).status().message(), HasSubstr("entry 1"));
}

v1::Outcome Outcome(const std::string& id, int label) {
  v1::Outcome outcome;
  outcome.set_prediction_id(id);
  outcome.set_label(label);
  return outcome;
}

TEST(AddReceipts, JoinsByIdAndLeavesOthersOut) {
  std::istringstream answers(
      "{\"prediction_id\":\"x-a\",\"receipt\":\"aGk=\"}\n{\"prediction_id\":\"x-c\"}\n");
  std::vector<v1::Outcome> outcomes = {Outcome("a", 1), Outcome("b", 0)};
  ASSERT_TRUE(AddReceipts(answers, "x-", &outcomes).ok());
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_EQ(outcomes[0].prediction_id(), "x-a");
  EXPECT_EQ(outcomes[0].receipt(), "hi");
  EXPECT_EQ(outcomes[0].label(), 1);
}

TEST(AddReceipts, SaysSoWhereNothingFits) {
  std::istringstream answers(R"([{"prediction_id":"c"}])");
  std::vector<v1::Outcome> outcomes = {Outcome("a", 1)};
  EXPECT_TRUE(absl::IsNotFound(AddReceipts(answers, "", &outcomes)));
}

}  // namespace
}  // namespace credence::cli
