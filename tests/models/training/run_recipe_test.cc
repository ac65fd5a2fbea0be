// Files to files: a small network trained for an epoch on the 61 sample stays.
#include "models/training/run_recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/checkpoint/checkpoint.h"
#include "models/training/prepare.h"

namespace credence::training {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const fs::path kData = CREDENCE_SOURCE_DIR "/data/physionet2012";
const fs::path kSchema = CREDENCE_SOURCE_DIR "/models/data/schemas/physionet2012.json";
constexpr char kSample[] = "set-a-sample-txt.tar.gz";

class RunRecipe : public ::testing::Test {
 protected:
  RunRecipe() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy_file(kSchema, folder_ / "schema.json");
    recipe_.path = "small.toml";
    recipe_.text = "small";
    recipe_.model = "small";
    recipe_.data.schema = folder_ / "schema.json";
    recipe_.data.records = {kData / kSample};
    recipe_.data.outcomes = {kData / "Outcomes-a.txt"};
    recipe_.network.hidden = {2};
    recipe_.posterior.components = 1;
    recipe_.schedule.epochs = 1;
    recipe_.schedule.batch_size = 16;
  }

  TrainFiles Into(const std::string& name) const {
    TrainFiles files;
    files.out = folder_ / name;
    return files;
  }

  absl::Status Train() { return TrainRecipe(recipe_, Into("out"), progress_, /*live=*/false); }

  // Refused before the first step, naming what was wrong.
  void ExpectRefused(const Recipe& recipe, const std::string& what) {
    std::ostringstream progress;
    const absl::Status status = TrainRecipe(recipe, Into("refused"), progress, /*live=*/false);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_THAT(status.message(), HasSubstr("small.toml"));
    EXPECT_THAT(status.message(), HasSubstr(what));
    EXPECT_EQ(progress.str(), "");
    EXPECT_FALSE(fs::exists(folder_ / "refused/training/state.safetensors"));
  }

  const fs::path folder_ = ::testing::TempDir() + "run_recipe_test_" + std::to_string(getpid());
  Recipe recipe_;
  std::ostringstream progress_;
};

TEST_F(RunRecipe, GoesOnFromItsOwnState) {
  for (int i = 0; i < 2; ++i) {
    const absl::Status status = Train();
    ASSERT_TRUE(status.ok()) << status;
  }
  EXPECT_TRUE(fs::exists(folder_ / "out/manifest.json"));
}

TEST_F(RunRecipe, CountsTheReferenceOnTheRowsHeldBackOrElseOnItsOwn) {
  ASSERT_TRUE(Train().ok());
  recipe_.data.holdout = 0.2;
  ASSERT_TRUE(TrainRecipe(recipe_, Into("held"), progress_, /*live=*/false).ok());
  const auto own = checkpoint::ReadCheckpoint(folder_ / "out");
  const auto held = checkpoint::ReadCheckpoint(folder_ / "held");
  ASSERT_TRUE(own.ok() && held.ok()) << own.status() << held.status();
  ASSERT_TRUE(own->manifest.reference && held->manifest.reference);
  EXPECT_EQ(own->manifest.reference->cases, 61);
  EXPECT_FALSE(own->manifest.reference->held_out);
  EXPECT_EQ(held->manifest.reference->cases, 13);  // a fifth of each class, rounded
  EXPECT_TRUE(held->manifest.reference->held_out);
}

TEST_F(RunRecipe, RefusesAStateOfAnotherSchema) {
  ASSERT_TRUE(Train().ok());
  std::ifstream in(kSchema);
  nlohmann::json schema = nlohmann::json::parse(in);
  schema["name"] = "another";
  std::ofstream(folder_ / "schema.json") << schema;
  EXPECT_EQ(Train().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(RunRecipe, RefusesWhatTheManifestWouldBeforeTraining) {
  Recipe recipe = recipe_;
  recipe.model = "a name";
  ExpectRefused(recipe, "model");
  recipe = recipe_;
  recipe.posterior.components = 300;
  ExpectRefused(recipe, "components");
  recipe = recipe_;
  recipe.posterior.components = 128;
  recipe.posterior.samples = 33;
  ExpectRefused(recipe, "4096");
  recipe = recipe_;
  recipe.decisions.strata = {{"low", 0, 0.1}, {"high", 0.2, 1}};
  ExpectRefused(recipe, "strata[1].lower: got 0.2");
  recipe = recipe_;
  recipe.decisions.cohorts = {"medical", "medical"};
  ExpectRefused(recipe, "cohorts");
  recipe = recipe_;
  recipe.classes = {"event", "event"};
  ExpectRefused(recipe, "classes");
}

TEST_F(RunRecipe, TellsTheSameFilesApartByEncoding) {
  Charts charts;
  charts.hashes = {{"a.csv", "1"}};
  Prepared one, other;
  one.encoding = {{"kind", "tensor"}, {"width", 2}};
  other.encoding = {{"kind", "tensor"}, {"width", 3}};
  EXPECT_EQ(DataFingerprint(charts, one), DataFingerprint(charts, one));
  EXPECT_NE(DataFingerprint(charts, one), DataFingerprint(charts, other));
}

// Two stays in two folders of one name, one of them with a trailing slash.
TEST_F(RunRecipe, KeepsTheHashesOfFilesOfOneName) {
  int record = 1;
  for (const char* ward : {"a", "b"}) {
    fs::create_directories(folder_ / ward / "stays");
    const std::string id = std::to_string(record++);
    std::ofstream(folder_ / ward / "stays" / (id + ".txt"))
        << "Time,Parameter,Value\n00:00,RecordID," << id << "\n00:00,Age,60\n01:00,HR,80\n";
  }
  std::ofstream(folder_ / "outcomes.txt") << "RecordID,SAPS-I,SOFA,Length_of_stay,Survival,"
                                             "In-hospital_death\n1,6,1,5,-1,0\n2,6,1,5,-1,1\n";
  recipe_.data.records = {folder_ / "a/stays/", folder_ / "b/stays"};
  recipe_.data.outcomes = {folder_ / "outcomes.txt", folder_ / "outcomes.txt"};
  const auto charts = ReadCharts(recipe_);
  ASSERT_TRUE(charts.ok()) << charts.status();
  EXPECT_THAT(charts->hashes,
              UnorderedElementsAre(Pair("stays", ::testing::SizeIs(64)),
                                   Pair((folder_ / "b/stays").string(), ::testing::SizeIs(64)),
                                   Pair("outcomes.txt", ::testing::SizeIs(64))));
}

}  // namespace
}  // namespace credence::training
