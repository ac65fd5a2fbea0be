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
  ExpectError(kSmall,
              "wanted one of point, gaussian, cauchy, deterministic, dropout, mean_field, ensemble",
              {"posterior.family=laplace"});
  ExpectError(kSmall, "posterior.prior_mean_kind: got", {"posterior.prior_mean_kind=free"});
  ExpectError(kSmall, "loss.nll: got", {"loss.nll=median"});
  ExpectError(kSmall, "posterior.components: got 4294967297, wanted a whole number from 1 to 2147",
              {"posterior.components=4294967297"});
  ExpectError(kSmall, "network.hidden: got 0", {"network.hidden=[0]"});
}

TEST_F(RecipeFile, TakesComponentsAndSamplesFromTheFamily) {
  const auto members = [&](const std::string& family) {
    const auto recipe = Read(kSmall, {"posterior.family=" + family});
    EXPECT_TRUE(recipe.ok()) << recipe.status();
    return std::pair(recipe->posterior.components, recipe->posterior.samples);
  };
  EXPECT_EQ(members("gaussian"), std::pair(4, 2));
  EXPECT_EQ(members("point"), std::pair(4, 1));
  EXPECT_EQ(members("deterministic"), std::pair(1, 1));
  EXPECT_EQ(members("dropout"), std::pair(1, 8));
  EXPECT_EQ(members("mean_field"), std::pair(1, 8));
  EXPECT_EQ(members("ensemble"), std::pair(4, 1));
}

TEST_F(RecipeFile, ReadsTheKeysOfItsFamilyAndOfNoOther) {
  auto recipe = Read(kSmall, {R"(posterior={family="dropout", dropout_rate=0.3})"});
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_EQ(recipe->posterior.dropout_rate, 0.3);
  recipe = Read(kSmall, {R"(posterior={family="mean_field", kernel_prior_stddev=0.2})"});
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_EQ(recipe->posterior.kernel_prior_stddev, 0.2);
  recipe = Read(kSmall, {"posterior.prior_mean_kind=trainable", "posterior.additive=true"});
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_TRUE(recipe->posterior.additive);
  ExpectError(kSmall, "posterior.dropout_rate: unknown key", {"posterior.dropout_rate=0.3"});
  ExpectError(kSmall, "for the family \"deterministic\"",
              {"posterior.family=deterministic", "posterior.prior_stddev=1"});
  ExpectError(kSmall, "posterior.components: got 2, wanted 1 for the family \"mean_field\"",
              {"posterior.family=mean_field", "posterior.components=2"});
  ExpectError(kSmall, "posterior.samples: got 2, wanted 1 for the family \"ensemble\"",
              {"posterior.family=ensemble", "posterior.samples=2"});
}

TEST_F(RecipeFile, EmbedsInGaussiansUnlessToldOtherwise) {
  const std::string embedded =
      std::string(kSmall) + "[network]\nname = \"ehr_lstm\"\nembedding = 3\n";
  const auto posterior = [&](const std::string& table) {
    const auto recipe = Read(embedded, {"posterior={" + table + "}"});
    EXPECT_TRUE(recipe.ok()) << recipe.status();
    return recipe->posterior;
  };
  PosteriorRecipe read = posterior(R"(family="gaussian")");
  EXPECT_EQ(read.embedding, "gaussian");
  EXPECT_EQ(read.kernel_prior_stddev, 1);
  EXPECT_EQ(std::pair(read.components, read.samples), std::pair(4, 2));
  read = posterior(R"(family="point")");
  EXPECT_EQ(std::pair(read.components, read.samples), std::pair(4, 2));
  read = posterior(R"(family="deterministic", kernel_initial_stddev=0.1)");
  EXPECT_EQ(std::pair(read.components, read.samples), std::pair(1, 8));
  EXPECT_EQ(read.kernel_initial_stddev, 0.1);
  read = posterior(R"(family="deterministic", embedding="point")");
  EXPECT_EQ(read.embedding, "point");
  EXPECT_EQ(read.samples, 1);
  read = posterior(R"(family="mean_field")");
  EXPECT_EQ(read.embedding, "");
  EXPECT_EQ(read.kernel_prior_stddev, 0.1);
}

TEST_F(RecipeFile, RejectsAnEmbeddingWhereThereIsNone) {
  ExpectError(kSmall, "network.embedding: got 3, wanted 0 for the network \"mlp\"",
              {"network.embedding=3"});
  ExpectError(kSmall, "posterior.embedding: wanted no such key, as network.embedding is 0",
              {"posterior.embedding=gaussian"});
  const std::vector<std::string> embedded = {"network.name=ehr_lstm", "network.embedding=3"};
  const auto expect = [&](const std::string& what, const std::string& set) {
    std::vector<std::string> overrides = embedded;
    overrides.push_back(set);
    ExpectError(kSmall, what, overrides);
  };
  expect("posterior.embedding: got 'cauchy', wanted one of point, gaussian",
         "posterior.embedding=cauchy");
  expect(
      "posterior.embedding: unknown key, wanted components, family, member_seed, samples for the "
      "family \"ensemble\"",
      R"(posterior={family="ensemble", embedding="gaussian"})");
  expect("posterior.kernel_prior_stddev: unknown key",
         R"(posterior={embedding="point", kernel_prior_stddev=1})");
  expect("posterior.samples: got 8, wanted 1 for the family \"deterministic\"",
         R"(posterior={family="deterministic", embedding="point", samples=8})");
}

TEST_F(RecipeFile, TakesOverFromAMethodWhatItBrings) {
  const std::string method = folder_ + "/method.toml";
  std::ofstream(method) << "[posterior]\nfamily = \"dropout\"\n[schedule]\nepochs = 3\n";
  std::ofstream(path_) << kSmall << "[posterior]\nprior_stddev = 1\n[schedule]\nbatch_size = 8\n";
  const auto recipe = ReadRecipe(path_, {"schedule.epochs=4"}, method);
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_EQ(recipe->posterior.family, "dropout");  // prior_stddev went with the rest of its table
  EXPECT_EQ(recipe->schedule.batch_size, 8);
  EXPECT_EQ(recipe->schedule.epochs, 4);
  EXPECT_EQ(recipe->method, "method.toml");
  EXPECT_NE(recipe->text, ReadRecipe(path_, {"schedule.epochs=4"})->text);
  std::ofstream(method) << "model = \"another\"\n";
  EXPECT_THAT(ReadRecipe(path_, {}, method).status().message(),
              AllOf(HasSubstr("method.toml"), HasSubstr("model: unknown key")));
}

TEST_F(RecipeFile, WantsOutcomesForEveryFileOfRecords) {
  ExpectError(kSmall, "data.outcomes: wanted 2 paths", {"data.records=[\"a\", \"b\"]"});
}

TEST_F(RecipeFile, WantsOfDataWhatTheFormatHas) {
  ExpectError(kSmall, "data.format: got 'xml', wanted one of physionet2012, mimic3, ",
              {"data.format=xml"});
  ExpectError(kSmall, "data.outcomes: wanted none, as data.format table has them in its records",
              {"data.format=table"});
  ExpectError(kSmall, "data.label: wanted the label's column",
              {"data.format=table", "data.outcomes=[]"});
  ExpectError(kSmall, "wanted none, as they name columns of data.format table",
              {"data.label=died"});
  ExpectError(kSmall, "data.test_outcomes: wanted 1 paths, one per entry of data.test_records",
              {"data.test_records=[\"b\"]"});
  ExpectError(kSmall, "data.test_share: wanted 0, as there are data.test_records",
              {"data.test_records=[\"b\"]", "data.test_outcomes=[\"c\"]", "data.test_share=0.5"});
}

TEST_F(RecipeFile, LeavesNamesOfColumnsAsTheyAre) {
  const auto recipe = Read(
      "model = \"m\"\n[data]\nformat = \"table\"\nschema = \"s.json\"\nrecords = [\"a.csv\"]\n"
      "id = \"case\"\nlabel = \"died\"\ngroup = \"patient\"\n");
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_EQ(recipe->data.label, "died");
  EXPECT_EQ(recipe->data.group, "patient");
  EXPECT_THAT(recipe->data.records, ElementsAre(folder_ + "/a.csv"));
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

TEST(Recipe, ReadsEveryMethodThatShips) {
  const std::string folder = CREDENCE_SOURCE_DIR "/models/recipes";
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/methods")) {
    const auto recipe = ReadRecipe(folder + "/physionet2012_lstm.toml", {}, entry.path());
    EXPECT_TRUE(recipe.ok()) << recipe.status();
    // A dense network has no steps to embed.
    const auto dense = ReadRecipe(folder + "/physionet2012_mlp.toml", {}, entry.path());
    EXPECT_EQ(dense.ok(), recipe->network.embedding == 0) << dense.status();
    ++read;
  }
  EXPECT_GE(read, 9);
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
