#include "models/compare/plan.h"

#include <gmock/gmock.h>

#include <set>

#include "tests/models/compare/suite_files.h"

namespace credence::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<PlannedRun> PlanOf(const std::string& text) {
  const auto suite = ReadSuite(WriteSuite("plan", text));
  EXPECT_TRUE(suite.ok()) << suite.status();
  const auto runs = PlanRuns(*suite, "/out");
  EXPECT_TRUE(runs.ok()) << runs.status();
  return runs.value_or(std::vector<PlannedRun>{});
}

std::vector<std::string> FoldersOf(const std::vector<PlannedRun>& runs) {
  std::vector<std::string> folders;
  for (const PlannedRun& run : runs) folders.push_back(run.folder);
  return folders;
}

TEST(Plan, OneRunForEachSetMethodAndSeed) {
  const auto runs = PlanOf(SmallSuite());
  EXPECT_THAT(FoldersOf(runs),
              ElementsAre("/out/sample/seed1/rank1/1", "/out/sample/seed2/rank1/1",
                          "/out/sample/seed1/plain/1", "/out/sample/seed2/plain/1"));
  EXPECT_EQ(runs[3].name(), "sample plain seed 2");
  EXPECT_EQ(runs[3].recipe.seed, 2u);
  EXPECT_EQ(runs[3].recipe.model, "plain");
  EXPECT_EQ(runs[3].recipe.posterior.family, "point");
}

TEST(Plan, EveryRunHasAFingerprintOfItsOwnWhichStays) {
  std::set<std::string> fingerprints;
  for (const PlannedRun& run : PlanOf(SmallSuite())) fingerprints.insert(run.fingerprint);
  EXPECT_EQ(fingerprints.size(), 4u);
  for (const PlannedRun& run : PlanOf(SmallSuite())) {
    EXPECT_TRUE(fingerprints.contains(run.fingerprint)) << run.folder;
  }
}

TEST(Plan, AnotherMethodInTheSuiteLeavesTheOthersFingerprints) {
  const auto before = PlanOf(SmallSuite());
  const auto after = PlanOf(SmallSuite() + "[[methods]]\nname = 'more'\n");
  ASSERT_EQ(after.size(), 6u);
  EXPECT_EQ(before[0].fingerprint, after[0].fingerprint);
}

TEST(Plan, TheSweepLeavesOutTheMethodsOwnK) {
  const auto runs = PlanOf(SmallSuite("sweep = {methods = ['rank1'], components = [1, 2, 4]}\n"));
  ASSERT_EQ(runs.size(), 8u);
  EXPECT_EQ(runs[4].method, "rank1_k1");
  EXPECT_EQ(runs[6].method, "rank1_k4");
  EXPECT_EQ(runs[6].sweep_of, "rank1");
  EXPECT_EQ(runs[6].recipe.posterior.components, 4);
}

TEST(Plan, TheSweepMayBeOfSomeSets) {
  Suite suite = *ReadSuite(WriteSuite(
      "plan", SmallSuite("sweep = {sets = ['other'], methods = ['rank1'], components = [1]}\n"
                         "[[sets]]\nname = 'other'\nrecipe = 'r.toml'\n")));
  suite.sets[0] = suite.sets[1];
  suite.sets[0].name = "other";
  const auto runs = PlanRuns(suite, "/out");
  ASSERT_TRUE(runs.ok()) << runs.status();
  ASSERT_EQ(runs->size(), 10u);
  EXPECT_EQ((*runs)[4].folder, "/out/other/seed1/rank1_k1/1");
}

TEST(Plan, EveryFoldIsARunOfItsOwn) {
  Suite suite = *ReadSuite(WriteSuite("plan", SmallSuite()));
  suite.sets[0].folds = 2;
  suite.sets[0].test_records = suite.sets[0].test_outcomes = {};
  const auto runs = PlanRuns(suite, "/out");
  ASSERT_TRUE(runs.ok()) << runs.status();
  ASSERT_EQ(runs->size(), 8u);
  EXPECT_EQ((*runs)[1].folder, "/out/sample/seed1_fold2/rank1/1");
  EXPECT_EQ((*runs)[1].name(), "sample rank1 seed 1 fold 2");
  EXPECT_EQ((*runs)[1].recipe.model, "rank1");
  EXPECT_NE((*runs)[0].fingerprint, (*runs)[1].fingerprint);
}

class PlanErrors : public ::testing::Test {
 protected:
  std::string ErrorOf() const { return std::string(PlanRuns(suite_, "/out").status().message()); }

  Suite suite_ = *ReadSuite(WriteSuite("plan", SmallSuite()));
};

TEST_F(PlanErrors, NameAFileThatIsNotThere) {
  suite_.sets[0].test_records = {"/no/such.csv.gz"};
  EXPECT_THAT(ErrorOf(), HasSubstr("/no/such.csv.gz"));
}

TEST_F(PlanErrors, SayThatEveryFileOfTestRecordsHasOneOfOutcomes) {
  suite_.sets[0].test_outcomes.clear();
  EXPECT_THAT(ErrorOf(), HasSubstr("data.test_outcomes: wanted 1 paths"));
}

TEST_F(PlanErrors, SayWhichSetHasNothingToJudgeBy) {
  suite_.sets[0].test_records.clear();
  EXPECT_THAT(ErrorOf(), HasSubstr("sets.sample.test_records: got none"));
}

TEST_F(PlanErrors, SayWhichMethodHasOtherRecords) {
  suite_.methods[1].overrides = {"data.test_records=[]", "data.test_outcomes=[]"};
  EXPECT_THAT(ErrorOf(), HasSubstr("methods.plain.set: got other [data] than sets.sample has"));
}

}  // namespace
}  // namespace credence::compare
