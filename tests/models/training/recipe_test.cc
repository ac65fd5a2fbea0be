#include "models/training/recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace credence::training {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kSmall[] = R"(
model = "small"
[data]
schema = "schema.json"
records = ["a.csv.gz"]
outcomes = ["a.txt"]
)";

class RecipeFile : public ::testing::Test {
 protected:
  absl::StatusOr<Recipe> Read(const std::string& text, const std::vector<std::string>& set = {}) {
    std::ofstream(path_) << text;
    return ReadRecipe(path_, set);
  }

  void ExpectError(const std::string& text, const std::string& what,
                   const std::vector<std::string>& set = {}) {
    const auto recipe = Read(text, set);
    ASSERT_EQ(recipe.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(recipe.status().message(), AllOf(HasSubstr("small.toml"), HasSubstr(what)));
  }

  const std::string folder_ = ::testing::TempDir() + "recipe_test";
  const bool made_ = std::filesystem::create_directories(folder_);
  const std::string path_ = folder_ + "/small.toml";
};

TEST_F(RecipeFile, KeepsDefaultsWhereAKeyIsAbsent) {
  const auto recipe = Read(kSmall);
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_EQ(recipe->model, "small");
  EXPECT_EQ(recipe->posterior.components, 4);
  EXPECT_EQ(recipe->schedule.batch_size, 64);
  EXPECT_EQ(recipe->data.holdout, 0);
}

TEST_F(RecipeFile, TakesPathsFromItsOwnFolder) {
  const auto recipe = Read(kSmall);
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_THAT(recipe->data.records, ElementsAre(folder_ + "/a.csv.gz"));
  EXPECT_EQ(recipe->data.schema, folder_ + "/schema.json");
}

TEST_F(RecipeFile, TakesPathsOfOverridesFromTheWorkingDirectory) {
  const auto recipe = Read(kSmall, {"data.records=[\"b.csv.gz\"]"});
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_THAT(recipe->data.records, ElementsAre("b.csv.gz"));
}

TEST_F(RecipeFile, OverridesKeysAndAddsSections) {
  const auto recipe =
      Read(kSmall, {"schedule.epochs=3", "loss.nll=mixture", "network.hidden=[8, 4]", "seed=9"});
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_EQ(recipe->schedule.epochs, 3);
  EXPECT_EQ(recipe->loss.nll, "mixture");
  EXPECT_THAT(recipe->network.hidden, ElementsAre(8, 4));
  EXPECT_EQ(recipe->seed, 9u);
}

TEST_F(RecipeFile, RemembersOverridesInItsText) {
  const auto plain = Read(kSmall), changed = Read(kSmall, {"seed=9"});
  ASSERT_TRUE(plain.ok() && changed.ok());
  EXPECT_NE(plain->text, changed->text);
}

TEST_F(RecipeFile, RejectsAnUnknownKeyOrSection) {
  ExpectError(std::string(kSmall) + "[loss]\nnil = 1\n", "loss.nil: unknown key");
  ExpectError(std::string(kSmall) + "[lossy]\n", "lossy: unknown key");
  ExpectError(kSmall, "schedule.epoch: unknown key", {"schedule.epoch=3"});
}

TEST_F(RecipeFile, RejectsAWrongTypeOrRange) {
  ExpectError(kSmall, "schedule.epochs: got ", {"schedule.epochs=many"});
  ExpectError(kSmall, "schedule.epochs: got 0, wanted a whole number of at least 1",
              {"schedule.epochs=0"});
  ExpectError(kSmall, "data.holdout: got 1.5, wanted a number from 0 to 0.9", {"data.holdout=1.5"});
  ExpectError(kSmall, "wanted one of point, gaussian, cauchy", {"posterior.family=laplace"});
  ExpectError(kSmall, "posterior.components: got 4294967297, wanted a whole number from 1 to 2147",
              {"posterior.components=4294967297"});
  ExpectError(kSmall, "network.hidden: got 0", {"network.hidden=[0]"});
}

TEST_F(RecipeFile, WantsOutcomesForEveryFileOfRecords) {
  ExpectError(kSmall, "data.outcomes: wanted 2 paths", {"data.records=[\"a\", \"b\"]"});
}

TEST_F(RecipeFile, WantsRowsHeldBackForEarlyStopping) {
  ExpectError(kSmall, "data.holdout", {"schedule.patience=3"});
}

TEST_F(RecipeFile, NamesTheLineOfASyntaxError) {
  const auto recipe = Read("model = \"a\"\nbroken =\n");
  EXPECT_THAT(recipe.status().message(), HasSubstr("small.toml:2"));
}

TEST(Recipe, IsNotFoundWhereThereIsNoFile) {
  EXPECT_EQ(ReadRecipe("/nowhere/at/all.toml").status().code(), absl::StatusCode::kNotFound);
}

TEST(Recipe, ReadsEveryRecipeThatShips) {
  const std::string folder = CREDENCE_SOURCE_DIR "/models/recipes";
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    EXPECT_TRUE(ReadRecipe(entry.path()).ok()) << ReadRecipe(entry.path()).status();
    ++read;
  }
  EXPECT_GE(read, 2);
}

}  // namespace
}  // namespace credence::training
