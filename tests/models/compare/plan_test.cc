#include "models/compare/plan.h"

#include <gmock/gmock.h>

#include <set>

#include "models/compare/files.h"
#include "tests/models/compare/suite_files.h"

namespace credence::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<PlannedRun> PlanOf(const std::string& text) {
  const auto suite = ReadSuite(WriteSuite("plan", text));
  EXPECT_TRUE(suite.ok()) << suite.status();
  const auto files = PrepareFiles(*suite, "/out");
  EXPECT_TRUE(files.ok()) << files.status();
  const auto runs = PlanRuns(*suite, *files, "/out");
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
              ElementsAre("/out/sample/rank1/seed1/1", "/out/sample/rank1/seed2/1",
                          "/out/sample/plain/seed1/1", "/out/sample/plain/seed2/1"));
  EXPECT_EQ(runs[3].name(), "sample plain seed 2");
  EXPECT_EQ(runs[3].recipe.seed, 2u);
  EXPECT_EQ(runs[3].recipe.model, "seed2");
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

TEST(Plan, AFileThatIsNotThereIsNamed) {
  auto suite = ReadSuite(WriteSuite("plan", SmallSuite()));
  ASSERT_TRUE(suite.ok()) << suite.status();
  suite->sets[0].test_records = {"/no/such.csv.gz"};
  const auto files = PrepareFiles(*suite, "/out");
  ASSERT_TRUE(files.ok()) << files.status();
  const auto runs = PlanRuns(*suite, *files, "/out");
  EXPECT_THAT(runs.status().message(), HasSubstr("/no/such.csv.gz"));
}

}  // namespace
}  // namespace credence::compare
