#include "models/compare/suite.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "models/training/recipe.h"
#include "tests/models/compare/suite_files.h"

namespace credence::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

std::string ErrorOf(const std::string& text) {
  return std::string(ReadSuite(WriteSuite("wrong", text)).status().message());
}

TEST(Suite, TheShippedOneIsWhole) {
  const auto suite = ReadSuite(CREDENCE_SOURCE_DIR "/models/recipes/suites/physionet2012.toml");
  ASSERT_TRUE(suite.ok()) << suite.status();
  EXPECT_GE(suite->seeds.size(), 5u);
  EXPECT_EQ(suite->baseline, "rank1_gaussian");
  EXPECT_THAT(suite->sets[0].recipe, EndsWith("/models/recipes/physionet2012_mlp_set_a.toml"));
}

TEST(Suite, EveryShippedOneReadsWithItsRecipeAndItsMethods) {
  int read = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(CREDENCE_SOURCE_DIR "/models/recipes/suites")) {
    const auto suite = ReadSuite(file.path().string());
    ASSERT_TRUE(suite.ok()) << suite.status();
    for (const SetEntry& set : suite->sets) {
      for (const MethodEntry& method : suite->methods) {
        std::vector<std::string> overrides = set.overrides;
        overrides.insert(overrides.end(), method.overrides.begin(), method.overrides.end());
        const auto recipe = training::ReadRecipe(set.recipe, overrides, method.file);
        EXPECT_TRUE(recipe.ok()) << file.path() << " " << method.name << ": " << recipe.status();
      }
    }
    ++read;
  }
  EXPECT_GE(read, 4);
}

TEST(Suite, ReadsSetsAndMethodsWithTheirDefaults) {
  const auto suite = ReadSuite(WriteSuite("small", SmallSuite()));
  ASSERT_TRUE(suite.ok()) << suite.status();
  EXPECT_THAT(suite->seeds, ElementsAre(1u, 2u));
  ASSERT_EQ(suite->methods.size(), 2u);
  EXPECT_EQ(suite->methods[0].label, "rank1");
  EXPECT_EQ(suite->methods[1].label, "One network");
  EXPECT_EQ(suite->methods[1].file, "");
}

TEST(Suite, AnUnknownKeyIsAnErrorThatNamesIt) {
  EXPECT_THAT(ErrorOf("colour = 'red'\n" + SmallSuite()), HasSubstr("colour: unknown key"));
  EXPECT_THAT(ErrorOf(SmallSuite() + "files = 'x'\n"), HasSubstr("methods: files: unknown key"));
  EXPECT_THAT(ErrorOf(SmallSuite("quick = {records = 0}\n")),
              HasSubstr("quick.records: got 0, wanted a whole number of at least 1"));
}

TEST(Suite, NamesMustBeFoldersAndDiffer) {
  EXPECT_THAT(ErrorOf(SmallSuite() + "[[methods]]\nname = 'a/b'\n"),
              HasSubstr("methods.name: got \"a/b\": wanted letters"));
  EXPECT_THAT(ErrorOf(SmallSuite() + "[[methods]]\nname = 'plain'\n"),
              HasSubstr("methods.name: got \"plain\" twice"));
}

TEST(Suite, MethodsThatAreNamedMustBeThere) {
  EXPECT_THAT(ErrorOf(SmallSuite("sweep = {methods = ['other']}\n")),
              HasSubstr("sweep.methods: got \"other\": wanted one of rank1, plain"));
  const auto suite = ReadSuite(WriteSuite("small", SmallSuite()));
  ASSERT_TRUE(suite.ok()) << suite.status();
  EXPECT_TRUE(CheckMethods(*suite, "--only", {"plain"}).ok());
  EXPECT_FALSE(CheckMethods(*suite, "--only", {"plane"}).ok());
}

TEST(Suite, TheQuickFormTakesThePlaceOfSeedsMethodsAndSweep) {
  const auto suite = ReadSuite(WriteSuite(
      "quick", SmallSuite("quick = {seeds = [7], methods = ['rank1'], records = 9, set = ['a.b=1']}"
                          "\nsweep = {methods = ['rank1'], components = [1, 2]}\n")));
  ASSERT_TRUE(suite.ok()) << suite.status();
  const Suite quick = MakeQuick(*suite);
  EXPECT_THAT(quick.seeds, ElementsAre(7u));
  ASSERT_EQ(quick.methods.size(), 1u);
  EXPECT_EQ(quick.methods[0].overrides.back(), "a.b=1");
  EXPECT_TRUE(quick.sweep.methods.empty());
  EXPECT_EQ(quick.records, 9);
}

TEST(Suite, WhatAShiftNamesMustBeThere) {
  const auto message = [](const std::string& shift) {
    return std::string(ReadSuite(WriteSuite("shift", SmallSuite(shift))).status().message());
  };
  EXPECT_THAT(message("[shift]\nsets = ['none']\n"),
              HasSubstr("shift.sets: got \"none\": wanted the name of a set without folds"));
  EXPECT_THAT(message("[shift]\nkinds = ['fog']\n"),
              HasSubstr("shift.kinds: got \"fog\": wanted one of missing, channels"));
  EXPECT_THAT(message("[shift]\nseverities = [6]\n"),
              HasSubstr("shift.severities: got 6: wanted 1 to 5"));
  EXPECT_THAT(message("[shift]\n[[shift.others]]\nname = 'a'\nrecipe = 'b'\nnames = ['hrt']\n"),
              HasSubstr("shift.others.names: got \"hrt\": wanted theirs=ours"));
}

TEST(Suite, ASweepNamesSetsThatAreThere) {
  EXPECT_THAT(ErrorOf(SmallSuite("sweep = {sets = ['other']}\n")),
              HasSubstr("sweep.sets: got \"other\": wanted a set's name"));
}

TEST(Suite, ASetHasFoldsOrTestRecords) {
  const std::string set = "[[sets]]\nname = 'folds'\nrecipe = 'r.toml'\nfolds = 5\n";
  const auto suite = ReadSuite(WriteSuite("folds", SmallSuite(set)));
  ASSERT_TRUE(suite.ok()) << suite.status();
  EXPECT_EQ(suite->sets[0].folds, 5);
  EXPECT_THAT(ErrorOf(SmallSuite(set + "test_records = ['a']\n")),
              HasSubstr("sets.folds: got 5: wanted none beside test_records or test_only"));
  EXPECT_THAT(ErrorOf(SmallSuite(set + "[shift]\nsets = ['folds']\n")),
              HasSubstr("shift.sets: got \"folds\": wanted the name of a set without folds"));
}

TEST(Suite, ASetMayLeaveOutACategoryInTrainingAndBeJudgedOnItAlone) {
  const std::string set = "[[sets]]\nname = 'medical'\nrecipe = 'r.toml'\n";
  const auto suite = ReadSuite(WriteSuite(
      "category",
      SmallSuite(set + "train_without = 'ICUType=medical'\ntest_only = 'ICUType=medical'\n")));
  ASSERT_TRUE(suite.ok()) << suite.status();
  EXPECT_EQ(suite->sets[0].train_without, "ICUType=medical");
  EXPECT_EQ(suite->sets[0].test_only, "ICUType=medical");
  EXPECT_THAT(std::string(ReadSuite(WriteSuite("category", SmallSuite(set + "test_only = 'a'\n")))
                              .status()
                              .message()),
              HasSubstr("sets.test_only: got \"a\": wanted NAME=CATEGORY"));
}

}  // namespace
}  // namespace credence::compare
