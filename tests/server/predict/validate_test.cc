#include "server/predict/validate.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "google/rpc/error_details.pb.h"
#include "tests/server/support/fake_predictor.h"

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct ValidateTest : ::testing::Test {
  // Every "field: description", for one instance.
  std::vector<std::string> Problems(Case c) {
    cases.clear();
    cases.push_back(std::move(c));
    Violations violations;
    Validate(*predictor, cases, violations);
    std::vector<std::string> problems;
    if (violations.empty()) return problems;
    google::rpc::BadRequest bad;
    ToRpcStatus(violations.ToStatus()).details(0).UnpackTo(&bad);
    for (const auto& violation : bad.field_violations()) {
      problems.push_back(violation.field() + ": " + violation.description());
    }
    return problems;
  }
  static Case Named(data::Feature feature) {
    Case c;
    c.record.emplace().features = {std::move(feature)};
    return c;
  }
  static Case Charted(data::Series series) {
    Case c;
    c.record.emplace().series = {std::move(series)};
    return c;
  }
  static Case Row(std::vector<float> values) {
    Case c;
    c.realigned = std::move(values);
    c.tensor = c.realigned;
    return c;
  }

  const std::unique_ptr<predict::Predictor> predictor = testing::MakeFakePredictor();
  std::vector<Case> cases;  // after validation
};

TEST_F(ValidateTest, AcceptsWhatFitsTheSchema) {
  EXPECT_THAT(Problems(Named({"Age", 60.0, ""})), IsEmpty());
  EXPECT_THAT(Problems(Named({"Unit", "surgical", ""})), IsEmpty());
  EXPECT_THAT(Problems(Charted({"HR", "bpm", {0, 1, 1}, {80, 81, 82}})), IsEmpty());
  EXPECT_THAT(Problems(Row({1, 2, 3})), IsEmpty());
}

TEST_F(ValidateTest, ConvertsUnitsIntoTheSchemasOwn) {
  EXPECT_THAT(Problems(Charted({"HR", "Hz", {0, 1}, {1, 1.5}})), IsEmpty());
  EXPECT_THAT(cases[0].record->series[0].values, ElementsAre(60, 90));
  EXPECT_THAT(Problems(Named({"Age", 730.5, "days"})), IsEmpty());
  EXPECT_DOUBLE_EQ(std::get<double>(cases[0].record->features[0].value), 2);
}

TEST_F(ValidateTest, RefusesUnknownNames) {
  EXPECT_THAT(
      Problems(Named({"age", 60.0, ""})),
      ElementsAre("instances[0].features[age]: got an unknown name, wanted one of Age, Unit"));
  EXPECT_THAT(Problems(Charted({"Pulse", "", {}, {}})),
              ElementsAre("instances[0].series[Pulse]: got an unknown name, wanted one of HR"));
}

TEST_F(ValidateTest, RefusesASeriesOfWhatHasOneValue) {
  EXPECT_THAT(Problems(Charted({"Age", "", {}, {}})),
              ElementsAre("instances[0].series[Age]: got a series, wanted it among features"));
}

TEST_F(ValidateTest, TakesAFeatureThatNamesASeriesAsItsFirstReading) {
  EXPECT_THAT(Problems(Named({"HR", 1.5, "Hz"})), IsEmpty());
  EXPECT_DOUBLE_EQ(std::get<double>(cases[0].record->features[0].value), 90);
}

TEST_F(ValidateTest, RefusesAnotherUnit) {
  EXPECT_THAT(Problems(Charted({"HR", "kg", {0}, {80}})),
              ElementsAre("instances[0].series[HR].unit: got kg, wanted bpm or Hz"));
}

TEST_F(ValidateTest, RefusesAnUnknownCategory) {
  EXPECT_THAT(
      Problems(Named({"Unit", "burns", ""})),
      ElementsAre("instances[0].features[Unit]: got burns, wanted a category: medical, surgical"));
  EXPECT_THAT(Problems(Named({"Unit", 1.0, ""})),
              ElementsAre(HasSubstr("got 1, wanted a category")));
  EXPECT_THAT(Problems(Named({"Age", "old", ""})),
              ElementsAre(HasSubstr("got category old, wanted a number")));
}

TEST_F(ValidateTest, RefusesValuesThatAreNotFinite) {
  EXPECT_THAT(Problems(Charted({"HR", "", {0, 1}, {80, kNan}})),
              ElementsAre("instances[0].series[HR].values[1]: got nan, wanted a finite number"));
  EXPECT_THAT(Problems(Named({"Age", kInfinity, ""})),
              ElementsAre("instances[0].features[Age]: got inf, wanted a finite number"));
  EXPECT_THAT(Problems(Row({1, -kInfinity, 3})),
              ElementsAre("instances[0].tensor.values[1]: got -inf, wanted a finite number"));
}

TEST_F(ValidateTest, RefusesANumberTooLargeForTheNetworksFloats) {
  EXPECT_THAT(Problems(Named({"Age", 1e79, ""})),
              ElementsAre("instances[0].features[Age]: got 1e+79, wanted a finite number"));
}

TEST_F(ValidateTest, RefusesAValueThatAUnitMakesInfinite) {
  EXPECT_THAT(Problems(Charted({"HR", "Hz", {0}, {3e38f}})),
              ElementsAre(HasSubstr("wanted a finite number")));
}

TEST_F(ValidateTest, RefusesHoursThatAreNegativeUnsortedOrTooLate) {
  EXPECT_THAT(
      Problems(Charted({"HR", "", {-1}, {80}})),
      ElementsAre("instances[0].series[HR].hours[0]: got -1, wanted at least 0, hours since "
                  "the start of the stay"));
  EXPECT_THAT(Problems(Charted({"HR", "", {2, 1}, {80, 80}})),
              ElementsAre("instances[0].series[HR].hours[1]: got 1, wanted at least 2, the hour "
                          "before it"));
  EXPECT_THAT(Problems(Charted({"HR", "", {49}, {80}})),
              ElementsAre(HasSubstr("got 49, wanted at most 48, the model's horizon")));
  EXPECT_THAT(Problems(Charted({"HR", "", {kNan}, {80}})),
              ElementsAre(HasSubstr("hours[0]: got nan")));
}

TEST_F(ValidateTest, RefusesARowOfTheWrongShape) {
  EXPECT_THAT(Problems(Row({1, 2})), ElementsAre("instances[0].tensor: got 2 values, wanted 3"));
  Case c = Row({1, 2, 3});
  c.shape = {1, 3};
  EXPECT_THAT(Problems(std::move(c)),
              ElementsAre("instances[0].tensor.shape: got [1, 3], wanted [3], or none"));
}

TEST_F(ValidateTest, RefusesALabelOutOfRange) {
  for (const int label : {-1, 2}) {
    Case c = Row({1, 2, 3});
    c.label = label;
    EXPECT_THAT(Problems(std::move(c)), ElementsAre(HasSubstr("wanted a class index from 0 to 1")));
  }
}

TEST_F(ValidateTest, RefusesAnUnknownCohort) {
  Case c = Row({1, 2, 3});
  c.cohort = "hall";
  EXPECT_THAT(Problems(std::move(c)),
              ElementsAre("instances[0].cohort: got hall, wanted one of ward"));
}

TEST_F(ValidateTest, ListsEveryViolationOfARequest) {
  Case c = Charted({"HR", "kg", {-1, 2}, {kNan, kNan}});
  c.label = 9;
  EXPECT_EQ(Problems(std::move(c)).size(), 5u);
}

}  // namespace
}  // namespace credence::server
