#include "models/data/mimic3/cohort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "tests/models/data/mimic3/folder.h"

namespace credence::data::mimic3 {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

// subject, admission, stay, units, wards, days: one row of ICUSTAYS.
struct Row {
  int subject = 1, admission = 11, icustay = 111;
  std::string units = "MICU,MICU", wards = "5,5", begin = "2150-01-02 00:00:00", days = "3.5";
};

class SmallCohort : public ::testing::Test {
 protected:
  SmallCohort() {
    WriteFile(folder_ + "/PATIENTS.csv",
              "SUBJECT_ID,GENDER,DOB,DOD\n"
              "1,F,2100-01-03 00:00:00,\n"
              "2,M,2132-01-03 00:00:00,2150-01-09 00:00:00\n"
              "3,M,1850-01-01 00:00:00,\n");
    WriteFile(folder_ + "/ADMISSIONS.csv",
              "SUBJECT_ID,HADM_ID,ADMITTIME,DISCHTIME,DEATHTIME,HOSPITAL_EXPIRE_FLAG\n"
              "1,11,2150-01-01 00:00:00,2150-01-09 12:00:00,,0\n"
              "2,22,2150-01-01 00:00:00,2150-01-09 12:00:00,,0\n"
              "3,33,2150-01-01 00:00:00,2150-01-09 12:00:00,2150-01-09 12:00:00,1\n");
  }

  absl::StatusOr<Cohort> Read(const std::vector<Row>& rows) {
    std::string text =
        "subject_id,hadm_id,icustay_id,first_careunit,last_careunit,first_wardid,last_wardid,"
        "intime,los\n";
    for (const Row& row : rows) {
      absl::StrAppend(&text, row.subject, ",", row.admission, ",", row.icustay, ",", row.units, ",",
                      row.wards, ",", row.begin, ",", row.days, "\n");
    }
    WriteFile(folder_ + "/icustays.csv", text);
    return ReadCohort(folder_);
  }

  // Stays left out by each rule.
  std::vector<int64_t> LeftOut(const std::vector<Row>& rows) {
    std::vector<int64_t> out;
    const Cohort cohort = Read(rows).value();
    for (const RuleCount& rule : cohort.rules) out.push_back(rule.left_out);
    return out;
  }

  const std::string folder_ = TestFolder();
};

TEST_F(SmallCohort, LeavesOutByEachRuleInTurn) {
  EXPECT_THAT(LeftOut({{}}), ElementsAre(0, 0, 0, 0, 0));
  EXPECT_THAT(LeftOut({{.units = "MICU,SICU"}}), ElementsAre(0, 1, 0, 0, 0));
  EXPECT_THAT(LeftOut({{.wards = "5,6"}}), ElementsAre(0, 1, 0, 0, 0));
  EXPECT_THAT(LeftOut({{}, {.icustay = 112}}), ElementsAre(0, 0, 2, 0, 0));
  // The stay with a move does not count against the other one of its admission.
  EXPECT_THAT(LeftOut({{}, {.icustay = 112, .wards = "5,6"}}), ElementsAre(0, 1, 0, 0, 0));
  // The day before the 18th birthday.
  EXPECT_THAT(LeftOut({{.subject = 2, .admission = 22}}), ElementsAre(0, 0, 0, 1, 0));
  EXPECT_THAT(LeftOut({{.subject = 2, .admission = 22, .begin = "2150-01-04 00:00:00"}}),
              ElementsAre(0, 0, 0, 0, 0));
  EXPECT_THAT(LeftOut({{.days = "1.9999"}}), ElementsAre(0, 0, 0, 0, 1));
  EXPECT_THAT(LeftOut({{.days = "2"}}), ElementsAre(0, 0, 0, 0, 0));
  EXPECT_THAT(LeftOut({{.days = ""}}), ElementsAre(0, 0, 0, 0, 1));
}

TEST_F(SmallCohort, DescribesAStay) {
  const Cohort cohort = Read({{.subject = 3, .admission = 33, .units = "TSICU,TSICU"}, {}}).value();
  ASSERT_EQ(cohort.stays.size(), 2u);
  EXPECT_EQ(cohort.stays[0].id(), "1_111");
  EXPECT_EQ(cohort.stays[0].age, 49);
  EXPECT_FALSE(cohort.stays[0].male);
  EXPECT_EQ(cohort.stays[0].icu_type, "medical");
  EXPECT_EQ(cohort.stays[1].age, 90) << "300 years stand for more than 89";
  EXPECT_EQ(cohort.stays[1].icu_type, "surgical");
  EXPECT_EQ(cohort.stays[1].label, 1);
}

TEST_F(SmallCohort, CountsTheLabelsThatTheBenchmarkSeesOtherwise) {
  // Died on the day of the discharge, but not in hospital.
  const Row row = {.subject = 2, .admission = 22, .begin = "2150-01-04 00:00:00"};
  EXPECT_EQ(Read({row, {}})->labels_unlike_benchmark, 1);
}

TEST_F(SmallCohort, NamesTheRowAndTheColumnThatAreWrong) {
  const auto message = [&](const Row& row) {
    return std::string(Read({{}, row}).status().message());
  };
  EXPECT_THAT(message({.begin = "yesterday"}),
              AllOf(EndsWith("icustays.csv: row 2, column INTIME: wanted a time "
                             "YYYY-MM-DD hh:mm:ss"),
                    Not(HasSubstr("yesterday"))));
  EXPECT_THAT(message({.days = "long"}), EndsWith("row 2, column LOS: wanted a number of days"));
  EXPECT_THAT(message({.subject = 4711}),
              AllOf(EndsWith("row 2, column SUBJECT_ID: wanted a patient of PATIENTS (is that "
                             "table whole?)"),
                    Not(HasSubstr("4711"))));
  EXPECT_THAT(message({.admission = 22}), HasSubstr("column HADM_ID: wanted an admission of that"));
}

TEST(CheckWhole, KnowsTheRowsOfTheWholeDatabaseOnly) {
  EXPECT_TRUE(CheckWhole("CHARTEVENTS", 125875, 100).ok());
  EXPECT_TRUE(CheckWhole("CHARTEVENTS", 330712483, 46520).ok());
  const absl::Status status = CheckWhole("CHARTEVENTS", 125875, 46520);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("CHARTEVENTS: got 125875 rows, wanted the 330712483"));
}

// The benchmark's own pipeline found 57 stays of the demo, of which 17 died.
TEST(DemoCohort, IsTheBenchmarks) {
  const Cohort cohort = ReadCohort(kDemo).value();
  std::multiset<std::string> ours, theirs;
  for (const Stay& stay : cohort.stays) ours.insert(absl::StrCat(stay.subject, " ", stay.label));
  std::ifstream list(kDemo + "/discretized-stays.csv");
  std::string line;
  std::getline(list, line);
  while (std::getline(list, line)) {  // train,10013_episode1_timeseries.csv,1
    const size_t comma = line.find(',');
    theirs.insert(line.substr(comma + 1, line.find('_') - comma - 1) + " " + line.back());
  }
  EXPECT_EQ(theirs.size(), 57u);
  EXPECT_EQ(ours, theirs);
  EXPECT_EQ(cohort.labels_unlike_benchmark, 0);
  std::vector<int64_t> stays;
  for (const RuleCount& rule : cohort.rules) stays.push_back(rule.stays);
  EXPECT_THAT(stays, ElementsAre(136, 126, 115, 114, 57));
}

}  // namespace
}  // namespace credence::data::mimic3
