#include "models/predict/members.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::predict {
namespace {

using checkpoint::Manifest;
using testing::ElementsAreArray;

checkpoint::Checkpoint Small(const std::string& posterior = "gaussian") {
  Manifest manifest = checkpoint::SmallManifest();
  manifest.rank1.posterior = posterior;
  return checkpoint::ReadCheckpoint(checkpoint::WriteSmallCheckpoint(manifest)).value();
}

// The worked example of docs/checkpoint_format.md.
TEST(NoiseStream, DrawsTheDocumentedNumbers) {
  NoiseStream normal(1, "l0.r", 0);
  NoiseStream cauchy(1, "l0.r", 0);
  for (double want :
       {-1.3575042373418893, 1.836658922209433, 0.5908223568325455, -0.36048173032778824}) {
    EXPECT_NEAR(normal.Normal(), want, 1e-12);
  }
  for (double want :
       {4.242921290648127, -0.5043840317139048, -1.2645191930667825, 3.558942407688202}) {
    EXPECT_NEAR(cauchy.Cauchy(), want, 1e-12);
  }
}

TEST(NoiseStream, DiffersBySeedNameAndComponent) {
  const double base = NoiseStream(1, "l0.r", 0).Normal();
  EXPECT_NE(base, NoiseStream(2, "l0.r", 0).Normal());
  EXPECT_NE(base, NoiseStream(1, "l0.s", 0).Normal());
  EXPECT_NE(base, NoiseStream(1, "l0.r", 1).Normal());
}

// n = 100,000: the mean's standard error is 1 / sqrt(n) = .0032, the variance's sqrt(2 / n) =
// .0045; 5 of each.
TEST(NoiseStream, IsStandardNormal) {
  constexpr int kDraws = 100'000;
  NoiseStream noise(3, "v", 0);
  double sum = 0, squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double draw = noise.Normal();
    sum += draw;
    squares += draw * draw;
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.016);
  EXPECT_NEAR(squares / kDraws, 1, 0.0225);
}

// A quarter of a standard Cauchy lies below -1, between -1 and 0, ...: standard error sqrt(.25 *
// .75 / n) = .0014; 5 of it.
TEST(NoiseStream, HasTheQuartilesOfAStandardCauchy) {
  constexpr int kDraws = 100'000;
  NoiseStream noise(3, "v", 0);
  int quarters[4] = {};
  for (int i = 0; i < kDraws; ++i) {
    const double draw = noise.Cauchy();
    ++quarters[draw < -1 ? 0 : draw < 0 ? 1 : draw < 1 ? 2 : 3];
  }
  for (int count : quarters) EXPECT_NEAR(static_cast<double>(count) / kDraws, 0.25, 0.007);
}

TEST(DrawMembers, HasAFactorPerMemberForEveryVectorAndBias) {
  const Members members = DrawMembers(Small(), 3, 11);
  EXPECT_EQ(members.count, 6);
  EXPECT_EQ(members.factors.size(), 9u);
  EXPECT_EQ(members.factors.at("l0.r").size(), 6u * 5);
  EXPECT_EQ(members.factors.at("l2.bias").size(), 6u);
}

TEST(DrawMembers, GivesTheSameMembersForTheSameSeedAndOthersForAnother) {
  const checkpoint::Checkpoint small = Small();
  EXPECT_EQ(DrawMembers(small, 3, 11).factors, DrawMembers(small, 3, 11).factors);
  EXPECT_NE(DrawMembers(small, 3, 11).factors, DrawMembers(small, 3, 12).factors);
}

TEST(DrawMembers, KeepsAComponentsFirstDrawsWhereMoreAreDrawn) {
  const checkpoint::Checkpoint small = Small();
  const std::vector<float> two = DrawMembers(small, 2, 11).factors.at("l0.r");
  const std::vector<float> five = DrawMembers(small, 5, 11).factors.at("l0.r");
  for (int k = 0; k < 2; ++k) {
    EXPECT_TRUE(std::equal(two.begin() + k * 2 * 5, two.begin() + (k + 1) * 2 * 5,
                           five.begin() + k * 5 * 5));
  }
}

TEST(DrawMembers, AddsTheNoiseTimesTheSoftplusOfTheStoredWidth) {
  const checkpoint::Checkpoint small = Small();
  const float mean = small.weights->Find("l1.s.mean")->f32()[3];  // component 1, element 0
  const float stored = small.weights->Find("l1.s.stddev")->f32()[3];
  const double stddev = std::log1p(std::exp(stored)) + 1e-7;
  const double noise = NoiseStream(11, "l1.s", 1).Normal();
  EXPECT_FLOAT_EQ(DrawMembers(small, 3, 11).factors.at("l1.s")[3 * 3], mean + stddev * noise);
}

TEST(DrawMembers, RepeatsABiasAndAPointForEveryDrawOfItsComponent) {
  const checkpoint::Checkpoint small = Small("point");
  const Members members = DrawMembers(small, 3, 11);
  for (const char* name : {"l0.r", "l0.bias"}) {
    const auto stored = small.weights->Find(name)->f32();
    const auto dim = stored.size() / 2;
    for (int m = 0; m < 6; ++m) {
      const auto want = stored.subspan(m / 3 * dim, dim);
      const std::vector<float>& all = members.factors.at(name);
      EXPECT_THAT(std::vector<float>(all.begin() + m * dim, all.begin() + (m + 1) * dim),
                  ElementsAreArray(want));
    }
  }
}

// A wide Cauchy reaches beyond 10 often: P(|eps| > 1) = 1/2 for a scale of 10.
TEST(DrawMembers, ClipsDenseFactorsAndNotThoseOfAnLstm) {
  Manifest manifest = checkpoint::SmallManifest(20, {4});
  manifest.network = {.name = "ehr_lstm",
                      .input_width = 20,
                      .hidden = {4},
                      .steps = 2,
                      .step_width = 5,
                      .lstm_units = 4};
  manifest.rank1.posterior = "cauchy";
  checkpoint::OwnedWeights weights = checkpoint::RandomWeights(manifest, 1);
  for (auto& [name, values] : weights.values) {
    if (name.ends_with(".scale")) std::fill(values.begin(), values.end(), 10.0f);
  }
  const std::string folder = checkpoint::TestFolder() + "/1";
  ASSERT_TRUE(WriteCheckpoint(folder, manifest, weights.Views(), "").ok());
  const Members members = DrawMembers(checkpoint::ReadCheckpoint(folder).value(), 8, 1);
  const auto largest = [&members](const char* name) {
    float result = 0;
    for (float value : members.factors.at(name)) result = std::max(result, std::abs(value));
    return result;
  };
  EXPECT_EQ(largest("l0.r"), 10);
  EXPECT_EQ(largest("l0.s"), 10);
  EXPECT_GT(largest("lstm.recurrent_s"), 10);
}

}  // namespace
}  // namespace credence::predict
