#include "models/data/source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace credence::data {
namespace {

using ::testing::HasSubstr;

const std::string kDemo = CREDENCE_SOURCE_DIR "/data/mimic3-demo/";

class Mimic3Source : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "source_test_" + std::to_string(getpid()) + "/" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name() + "/";
    std::filesystem::create_directories(folder_);
  }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + name) << text;
  }

  // Records of these ids, as one file of events; the first of each patient's died.
  Source EventsOf(const std::vector<std::string>& ids) const {
    std::string events = "RecordID,Minute,Values\n", outcomes = "RecordID,In-hospital_death\n";
    for (const std::string& id : ids) {
      events += id + ",0,HR=80\n";
      outcomes += id + (id.ends_with("_1") ? ",1\n" : ",0\n");
    }
    Write("events.csv", events);
    Write("outcomes.csv", outcomes);
    return {.format = "mimic3",
            .records = {folder_ + "events.csv"},
            .outcomes = {folder_ + "outcomes.csv"}};
  }

  std::string folder_;
};

TEST_F(Mimic3Source, HoldsBackWholePatients) {
  std::vector<std::string> ids;
  for (int patient = 10; patient < 50; ++patient) {
    for (int stay = 1; stay <= 3; ++stay) {
      ids.push_back(std::to_string(patient) + "_" + std::to_string(stay));
    }
  }
  const auto read = ReadSource(EventsOf(ids), {});
  ASSERT_TRUE(read.ok()) << read.status();
  const auto split = GroupHoldOut(*read, 0.25, 1);
  ASSERT_TRUE(split.ok()) << split.status();
  EXPECT_EQ(split->held_out.size(), 30u);
  std::map<std::string, int> held;
  for (const int64_t i : split->held_out) {
    const std::string& id = read->records[static_cast<size_t>(i)].id;
    ++held[id.substr(0, id.find('_'))];
  }
  EXPECT_EQ(held.size(), 10u);
  for (const auto& [patient, stays] : held) EXPECT_EQ(stays, 3) << patient;
}

TEST_F(Mimic3Source, RefusesAnIdWithoutAPatient) {
  for (const char* id : {"12345", "_1"}) {
    const auto read = ReadSource(EventsOf({"10_1", id}), {});
    EXPECT_EQ(read.status().message(),
              folder_ + "events.csv: got the id \"" + id + "\", want \"<patient>_<stay>\"");
  }
}

TEST_F(Mimic3Source, ReadsTheDemosCohort) {
  const auto read = ReadSource({.format = "mimic3",
                                .records = {kDemo + "cohort.events.csv.gz"},
                                .outcomes = {kDemo + "cohort.outcomes.csv"}},
                               {});
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->records.size(), 57u);
  EXPECT_EQ(read->records[0].id, "10011_232110");
  EXPECT_EQ(read->group(0), "10011");
}

TEST_F(Mimic3Source, TakesTheBenchmarksPatients) {
  Write("listfile.csv", "stay,y_true\n7_episode1_timeseries.csv,1\n7_episode2_timeseries.csv,0\n");
  const std::string header =
      "Hours,Capillary refill rate,Diastolic blood pressure,Fraction inspired oxygen,Glascow coma "
      "scale eye opening,Glascow coma scale motor response,Glascow coma scale total,Glascow coma "
      "scale verbal response,Glucose,Heart Rate,Height,Mean blood pressure,Oxygen "
      "saturation,Respiratory rate,Systolic blood pressure,Temperature,Weight,pH\n";
  Write("7_episode1_timeseries.csv", header);
  Write("7_episode2_timeseries.csv", header);
  const auto read = ReadSource(
      {.format = "mimic3_benchmark", .records = {folder_}, .outcomes = {folder_ + "listfile.csv"}},
      {});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->groups, ::testing::ElementsAre("7", "7"));
  EXPECT_THAT(read->labels, ::testing::ElementsAre(1, 0));
}

TEST_F(Mimic3Source, WantsAFolderOfTheBenchmark) {
  Source source = EventsOf({"10_1"});
  source.format = "mimic3_benchmark";
  EXPECT_THAT(std::string(ReadSource(source, {}).status().message()),
              HasSubstr("events.csv: want a folder with a listfile.csv"));
}

}  // namespace
}  // namespace credence::data
