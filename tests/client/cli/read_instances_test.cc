#include "client/cli/read_instances.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace credence::cli {
namespace {

using testing::HasSubstr;

TEST(ReadCsv, GivesFeaturesUnitsAndLabels) {
  std::istringstream input("id,label,Glucose [mmol/L],Gender,Age\np1,1,5.5,female,\n");
  const auto instances = ReadCsv(input);
  ASSERT_TRUE(instances.ok()) << instances.status();
  ASSERT_EQ(instances->size(), 1u);
  const v1::Instance& instance = instances->front();
  EXPECT_EQ(instance.prediction_id(), "p1");
  EXPECT_EQ(instance.label(), 1);
  ASSERT_EQ(instance.features_size(), 2) << "an empty cell is a value that is not known";
  EXPECT_EQ(instance.features(0).name(), "Glucose");
  EXPECT_EQ(instance.features(0).unit(), "mmol/L");
  EXPECT_EQ(instance.features(0).number(), 5.5);
  EXPECT_EQ(instance.features(1).category(), "female");
}

TEST(ReadCsv, RefusesALabelThatIsNoClass) {
  std::istringstream input("id,label\np1,0\np2,dead\n");
  EXPECT_THAT(ReadCsv(input).status().message(), HasSubstr("entry 2: label: got \"dead\""));
}

TEST(ReadJson, ReadsOneManyAndLines) {
  const std::string one = R"({"prediction_id": "a", "series": [{"code": "HR", "hours": [0.5]}]})";
  for (const std::string& text :
       {one, "[" + one + "]", "{\"instances\": [" + one + "]}", one + "\n"}) {
    std::istringstream input(text);
    const auto instances = ReadJson(input);
    ASSERT_TRUE(instances.ok()) << text << instances.status();
    ASSERT_EQ(instances->size(), 1u);
    EXPECT_EQ(instances->front().series(0).hours(0), 0.5f);
  }
  std::istringstream two(one + "\n\n" + one + "\n");
  EXPECT_EQ(ReadJson(two)->size(), 2u);
}

TEST(ReadJson, RefusesUnknownFields) {
  std::istringstream input(R"([{"prediction_id": "a"}, {"patient": "b"}])");
  EXPECT_THAT(ReadJson(input).status().message(), HasSubstr("entry 2"));
}

TEST(ReadPhysionet, TurnsARecordIntoFeaturesAndSeries) {
  const std::string path = testing::TempDir() + "/132539.txt";
  std::ofstream(path)
      << "Time,Parameter,Value\n00:00,RecordID,132539\n00:00,Age,54\n00:00,Gender,0\n"
         "00:00,Height,-1\n00:30,HR,88\n01:00,HR,90\n";
  const auto instances = ReadPhysionet(path, 10, {});
  ASSERT_TRUE(instances.ok()) << instances.status();
  ASSERT_EQ(instances->size(), 1u);
  const v1::Instance& instance = instances->front();
  EXPECT_EQ(instance.prediction_id(), "132539");
  ASSERT_EQ(instance.features_size(), 2) << "a height of -1 is not known";
  EXPECT_EQ(instance.features(0).number(), 54);
  EXPECT_EQ(instance.features(1).category(), "female");
  ASSERT_EQ(instance.series_size(), 1);
  EXPECT_EQ(instance.series(0).code(), "HR");
  EXPECT_EQ(instance.series(0).hours(0), 0.5f);
  EXPECT_EQ(instance.series(0).values(1), 90);
}

TEST(ReadPhysionet, StopsAtTheLimitAndPicksIds) {
  const std::string folder = testing::TempDir() + "/records";
  std::filesystem::create_directories(folder);
  for (const char* id : {"1", "2", "3"}) {
    std::ofstream(folder + "/" + id + ".txt")
        << "Time,Parameter,Value\n00:00,RecordID," << id << "\n";
  }
  EXPECT_EQ(ReadPhysionet(folder, 2, {})->size(), 2u);
  const auto picked = ReadPhysionet(folder, 10, {"3"});
  ASSERT_EQ(picked->size(), 1u);
  EXPECT_EQ(picked->front().prediction_id(), "3");
  EXPECT_TRUE(absl::IsNotFound(ReadPhysionet("/nowhere.csv", 1, {}).status()));
}

}  // namespace
}  // namespace credence::cli
