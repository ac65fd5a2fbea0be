// The checkpoints that ship are those that the committed recipes make.
#include <gtest/gtest.h>

#include <filesystem>

#include "models/checkpoint/checkpoint.h"
#include "models/training/recipe.h"

namespace credence::training {
namespace {

class Pretrained : public ::testing::TestWithParam<const char*> {
 protected:
  const std::string folder_ =
      std::string(CREDENCE_SOURCE_DIR "/models/pretrained/") + GetParam() + "/1";
  const std::string recipe_ =
      std::string(CREDENCE_SOURCE_DIR "/models/recipes/") + GetParam() + ".toml";
};

TEST_P(Pretrained, ComesFromTheCommittedRecipe) {
  const auto checkpoint = checkpoint::ReadCheckpoint(folder_);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  const auto recipe = ReadRecipe(recipe_);
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_EQ(checkpoint->manifest.provenance.at("recipe_sha256"), recipe->sha256);
  EXPECT_FALSE(checkpoint->manifest.provenance.contains("overrides"));
  EXPECT_EQ(checkpoint->manifest.model, recipe->model);
}

TEST_P(Pretrained, HasEightMembersAndIsSmall) {
  const auto checkpoint = checkpoint::ReadCheckpoint(folder_);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  const auto& rank1 = checkpoint->manifest.rank1;
  EXPECT_EQ(rank1.components * rank1.samples, 8);
  uintmax_t bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    if (file.is_regular_file()) bytes += file.file_size();
  }
  EXPECT_LT(bytes, 5'000'000u);
}

// The project's floors for its better network, trained on A and judged on C; both pass them.
TEST_P(Pretrained, ShowsFiguresThatPassItsFloors) {
  const auto checkpoint = checkpoint::ReadCheckpoint(folder_);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  const auto& figures = checkpoint->manifest.figures;
  EXPECT_GE(figures.at("auroc"), 0.872);
  EXPECT_GE(figures.at("average_precision"), 0.570);
  EXPECT_LE(figures.at("mixture_nll"), 0.286);
  EXPECT_LE(figures.at("ece"), 0.018);
  EXPECT_FALSE(checkpoint->model_card.empty());
}

TEST_P(Pretrained, HasTheReferenceOfItsTrainingData) {
  const auto checkpoint = checkpoint::ReadCheckpoint(folder_);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  const auto& reference = checkpoint->manifest.reference;
  ASSERT_TRUE(reference.has_value());
  EXPECT_EQ(std::to_string(reference->cases), checkpoint->manifest.provenance.at("cases"));
  EXPECT_FALSE(reference->held_out);
}

INSTANTIATE_TEST_SUITE_P(Shipped, Pretrained,
                         ::testing::Values("physionet2012_mlp", "physionet2012_lstm",
                                           "physionet2012_mlp_set_a"));

}  // namespace
}  // namespace credence::training
