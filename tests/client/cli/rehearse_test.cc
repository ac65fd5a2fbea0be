#include "client/cli/rehearse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/json.h"

namespace credence::cli {
namespace {

std::vector<v1::Instance> Patient() {
  std::vector<v1::Instance> instances(1);
  EXPECT_TRUE(FromJson(R"({"prediction_id": "7",
      "features": [{"name": "ICUType", "category": "medical"}, {"name": "Age", "number": 50}],
      "series": [{"code": "Glucose", "hours": [1, 2], "values": [100, 200]}]})",
                       &instances[0])
                  .ok());
  return instances;
}

TEST(Rehearse, ChangesNothingByDefault) {
  auto instances = Patient();
  ASSERT_TRUE(Rehearse({}, &instances).ok());
  EXPECT_EQ(instances[0].SerializeAsString(), Patient()[0].SerializeAsString());
}

TEST(Rehearse, MultipliesSeriesAndFeatures) {
  auto instances = Patient();
  ASSERT_TRUE(
      Rehearse({.id_prefix = "", .cohort_from = "", .scale = {"Glucose=2", "Age=0.5"}}, &instances)
          .ok());
  EXPECT_THAT(instances[0].series(0).values(), testing::ElementsAre(200, 400));
  EXPECT_EQ(instances[0].features(1).number(), 25);
}

TEST(Rehearse, NamesIdsAndCohorts) {
  auto instances = Patient();
  ASSERT_TRUE(
      Rehearse({.id_prefix = "again-", .cohort_from = "ICUType", .scale = {}}, &instances).ok());
  EXPECT_EQ(instances[0].prediction_id(), "again-7");
  EXPECT_EQ(instances[0].cohort(), "medical");
}

TEST(Rehearse, RefusesWhatItCannotDo) {
  for (const char* entry : {"Glucose", "Glucose=x", "Sugar=2", "ICUType=2"}) {
    auto instances = Patient();
    const auto status =
        Rehearse({.id_prefix = "", .cohort_from = "", .scale = {entry}}, &instances);
    EXPECT_THAT(status.message(), testing::HasSubstr("--scale: got")) << entry;
  }
}

}  // namespace
}  // namespace credence::cli
