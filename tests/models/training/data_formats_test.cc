// The shipped recipes of other data sets than PhysioNet 2012: which rows they read, and that what
// they train is a checkpoint that evaluation takes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "models/predict/predictor.h"
#include "models/tools/evaluation.h"
#include "models/training/charts.h"
#include "models/training/run_recipe.h"

namespace credence::training {
namespace {

using ::testing::HasSubstr;

const std::string kRecipes = CREDENCE_SOURCE_DIR "/models/recipes/";
const std::string kImages = CREDENCE_SOURCE_DIR "/data/fashion-mnist/";

std::vector<std::string> Excerpt() {
  const auto list = [](const char* key, const std::string& file) {
    return "data." + std::string(key) + "=[\"" + kImages + file + "\"]";
  };
  return {list("records", "train2000-images-idx3-ubyte.gz"),
          list("outcomes", "train2000-labels-idx1-ubyte.gz"),
          list("test_records", "t10k1000-images-idx3-ubyte.gz"),
          list("test_outcomes", "t10k1000-labels-idx1-ubyte.gz")};
}

Recipe Shipped(const std::string& name, std::vector<std::string> overrides = {}) {
  for (const char* quick :
       {"network.hidden=[16]", "posterior.components=2", "posterior.samples=1"}) {
    overrides.emplace_back(quick);
  }
  const auto recipe = ReadRecipe(kRecipes + name + ".toml", overrides);
  EXPECT_TRUE(recipe.ok()) << recipe.status();
  return *recipe;
}

// Trains, reads the checkpoint back, and answers the test rows.
absl::StatusOr<tools::Evaluation> TrainAndEvaluate(const Recipe& recipe) {
  TrainFiles files;
  files.out = ::testing::TempDir() + "data_formats_test_" + std::to_string(getpid()) + recipe.model;
  std::filesystem::remove_all(files.out);
  std::ostringstream progress;
  if (auto status = TrainRecipe(recipe, files, progress, false); !status.ok()) return status;
  auto model = predict::LoadPredictor(files.out, {});
  if (!model.ok()) return model.status();
  const auto charts = ReadCharts(recipe, Part::kTest);
  if (!charts.ok()) return charts.status();
  const auto answered = tools::AnswerLabelled(**model, charts->labelled, [](int64_t) {});
  if (!answered.ok()) return answered.status();
  return tools::Evaluate(*answered, {.model = (*model)->manifest.model}, 0);
}

// The counts stand in the data sets' READMEs.
TEST(DataFormats, DivideTheirRowsForGood) {
  struct Counts {
    const char* recipe;
    size_t training, test;
  };
  for (const auto& [name, training, test] :
       {Counts{"support2", 5127, 1821}, Counts{"eicu_demo", 926, 332}}) {
    const Recipe recipe = Shipped(name);
    const auto train = ReadCharts(recipe), judge = ReadCharts(recipe, Part::kTest);
    ASSERT_TRUE(train.ok() && judge.ok()) << train.status() << judge.status();
    EXPECT_EQ(train->labelled.records.size(), training) << name;
    EXPECT_EQ(judge->labelled.records.size(), test) << name;
    EXPECT_EQ(ReadCharts(recipe, Part::kAll)->labelled.records.size(), training + test);
    std::set<std::string> groups;
    for (size_t i = 0; i < training; ++i) groups.insert(train->labelled.group(i));
    for (size_t i = 0; i < test; ++i) EXPECT_FALSE(groups.contains(judge->labelled.group(i)));
  }
}

TEST(DataFormats, HaveNoTestRowsUnlessTheRecipeSetsSomeApart) {
  const auto charts = ReadCharts(Shipped("support2", {"data.test_share=0"}), Part::kTest);
  EXPECT_THAT(std::string(charts.status().message()),
              HasSubstr("got no test_records and a test_share of 0, wanted records to judge by"));
}

TEST(DataFormats, ATableTrainsAndIsEvaluated) {
  const auto evaluation =
      TrainAndEvaluate(Shipped("support2", {"schedule.epochs=2", "optimizer.learning_rate=0.002"}));
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  EXPECT_EQ(evaluation->all.cases, 1821);
  EXPECT_EQ(evaluation->all.events, 438);
  EXPECT_GT(evaluation->all.figures.auroc, 0.75);
}

TEST(DataFormats, EicuIsEvaluatedBesideApachesPrediction) {
  const auto evaluation = TrainAndEvaluate(Shipped("eicu_demo", {"schedule.epochs=1"}));
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  ASSERT_TRUE(evaluation->baseline.has_value());
  EXPECT_EQ(evaluation->baseline->cases, 332);
  EXPECT_GT(evaluation->baseline->figures.auroc, 0.8);
  EXPECT_THAT(tools::ToText(*evaluation), HasSubstr("APACHE IVa"));
  EXPECT_EQ(tools::ToJson(*evaluation)["baseline"]["name"], "APACHE IVa");
}

TEST(DataFormats, ImagesTrainAsATaskOfManyClasses) {
  std::vector<std::string> overrides = Excerpt();
  overrides.insert(overrides.end(), {"schedule.epochs=4", "schedule.batch_size=32",
                                     "optimizer.learning_rate=0.003"});
  const Recipe recipe = Shipped("fashion_mnist", overrides);
  const auto evaluation = TrainAndEvaluate(recipe);
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  EXPECT_FALSE(evaluation->binary);
  EXPECT_EQ(evaluation->all.cases, 1000);
  EXPECT_GT(evaluation->all.figures.accuracy, 0.65);    // chance: .1
  EXPECT_LT(evaluation->all.figures.mixture_nll, 1.2);  // chance: 2.3
  EXPECT_LE(evaluation->all.figures.mixture_nll, evaluation->all.figures.average_nll);
  EXPECT_LT(evaluation->risk_coverage.front().error, evaluation->risk_coverage.back().error);
  const std::string text = tools::ToText(*evaluation);
  EXPECT_THAT(text, HasSubstr("Accuracy"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("AUROC")));
}

TEST(DataFormats, AManifestOfManyClassesHasLimitsBinsAndAReference) {
  std::vector<std::string> overrides = Excerpt();
  overrides.emplace_back("schedule.epochs=1");
  const Recipe recipe = Shipped("fashion_mnist", overrides);
  ASSERT_TRUE(TrainAndEvaluate(recipe).ok());
  const auto model = predict::LoadPredictor(
      ::testing::TempDir() + "data_formats_test_" + std::to_string(getpid()) + recipe.model, {});
  ASSERT_TRUE(model.ok()) << model.status();
  const checkpoint::Manifest& manifest = (*model)->manifest;
  EXPECT_EQ(manifest.task, "multiclass");
  EXPECT_EQ(manifest.network.outputs, 10);
  EXPECT_GT(manifest.deferral.max_epistemic, 0);
  EXPECT_GT(manifest.calibration_bin_edges.size(), 10u);
  ASSERT_TRUE(manifest.reference.has_value());
  EXPECT_EQ(manifest.reference->cases, 2000);
}

TEST(DataFormats, RefuseAClassWithoutRows) {
  std::vector<std::string> overrides = Excerpt();
  overrides.emplace_back(
      "classes=[\"0\", \"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\", \"hat\"]");
  EXPECT_EQ(TrainAndEvaluate(Shipped("fashion_mnist", overrides)).status().message(),
            "training rows: got none of class 10 among 2000, wanted rows of every class");
}

}  // namespace
}  // namespace credence::training
