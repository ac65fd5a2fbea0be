#include "models/predict/members.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/checkpoint/posteriors.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::predict {
namespace {

using checkpoint::Manifest;
using testing::ElementsAre;
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

Manifest Of(const std::string& posterior, const std::string& network = "mlp") {
  Manifest manifest = checkpoint::SmallManifest(20, {6, 4});
  manifest.rank1 = checkpoint::SmallRank1(posterior);
  if (network == "mlp") return manifest;
  manifest.network = {.name = network,
                      .input_width = 20,
                      .hidden = {6},
                      .steps = 3,
                      .step_width = 5,
                      .lstm_units = 4};
  return manifest;
}

checkpoint::Checkpoint CheckpointOf(const Manifest& manifest) {
  return checkpoint::ReadCheckpoint(checkpoint::WriteSmallCheckpoint(manifest)).value();
}

std::vector<std::string> NamesOf(const std::map<std::string, std::vector<float>>& arrays) {
  std::vector<std::string> names;
  for (const auto& [name, values] : arrays) names.push_back(name);
  return names;
}

TEST(DrawMembers, HasOnlyBiasesWhereNothingIsDrawn) {
  const Members members = DrawMembers(CheckpointOf(Of("deterministic")), 1, 11);
  EXPECT_EQ(members.count, 1);
  EXPECT_THAT(NamesOf(members.factors), ElementsAre("l0.bias", "l1.bias", "l2.bias"));
  EXPECT_TRUE(members.kernels.empty());
}

// Not the row itself.
TEST(DrawMembers, MasksEveryHiddenUnit) {
  EXPECT_THAT(NamesOf(DrawMembers(CheckpointOf(Of("dropout")), 2, 11).factors),
              ElementsAre("l0.bias", "l1.bias", "l1.r", "l2.bias", "l2.r"));
  const Members lstm = DrawMembers(CheckpointOf(Of("dropout", "ehr_lstm")), 3, 11);
  EXPECT_THAT(NamesOf(lstm.factors),
              ElementsAre("l0.bias", "l0.r", "l1.bias", "l1.r", "lstm.bias", "lstm.recurrent_r"));
  // The last state and 5 summaries.
  EXPECT_EQ(lstm.factors.at("l0.r").size(), 3u * (4 + 5));
  EXPECT_EQ(lstm.factors.at("lstm.recurrent_r").size(), 3u * 4);
}

// The worked example of docs/checkpoint_format.md: u = .926, .351, .213, .913.
TEST(DrawMembers, DropsAUnitWhereTheUniformIsBelowTheRate) {
  Manifest manifest = Of("dropout", "ehr_lstm");
  manifest.rank1.dropout_rate = 0.3;
  const std::vector<float> mask = DrawMembers(CheckpointOf(manifest), 1, 1).factors.at("l0.r");
  const float kept = static_cast<float>(1 / 0.7);
  EXPECT_THAT(std::vector<float>(mask.begin(), mask.begin() + 4), ElementsAre(kept, kept, 0, kept));
}

// 1,000 masks of 4 units: a share's standard error is sqrt(.25 * .75 / 4000) = .0068; 5 of it.
TEST(DrawMembers, DropsUnitsAtTheRate) {
  Manifest manifest = Of("dropout");
  manifest.rank1.samples = 1000;
  const std::vector<float> masks = DrawMembers(CheckpointOf(manifest), 1000, 3).factors.at("l2.r");
  EXPECT_NEAR(static_cast<double>(std::count(masks.begin(), masks.end(), 0.0f)) /
                  static_cast<double>(masks.size()),
              0.25, 0.034);
}

TEST(DrawMembers, DrawsEveryWeightOfAMeanFieldKernel) {
  const checkpoint::Checkpoint small = CheckpointOf(Of("mean_field", "ehr_lstm"));
  const Members members = DrawMembers(small, 3, 11);
  EXPECT_THAT(NamesOf(members.factors), ElementsAre("l0.bias", "l1.bias", "lstm.bias"));
  EXPECT_THAT(NamesOf(members.kernels),
              ElementsAre("l0.kernel", "l1.kernel", "lstm.kernel", "lstm.recurrent_kernel"));
  const std::span<const float> mean = small.weights->Find("lstm.kernel.mean")->f32();
  const std::span<const float> stored = small.weights->Find("lstm.kernel.stddev")->f32();
  const std::vector<float>& kernels = members.kernels.at("lstm.kernel");
  ASSERT_EQ(kernels.size(), 3 * mean.size());
  NoiseStream noise(11, "lstm.kernel", 0);
  for (size_t i = 0; i < kernels.size(); ++i) {
    const size_t at = i % mean.size();
    const double stddev = std::log1p(std::exp(double{stored[at]})) + 1e-7;
    EXPECT_FLOAT_EQ(kernels[i], mean[at] + stddev * noise.Normal());
  }
}

Manifest OverGaussianEmbeddings(const std::string& posterior) {
  Manifest manifest = Of(posterior, "ehr_lstm");
  manifest.network.embedding = 3;
  manifest.rank1.gaussian_embedding = true;
  return manifest;
}

// Each component from its own stream, all from one posterior.
TEST(DrawMembers, DrawsAGaussianEmbeddingForEachMember) {
  const checkpoint::Checkpoint small = CheckpointOf(OverGaussianEmbeddings("cauchy"));
  const Members members = DrawMembers(small, 3, 11);
  EXPECT_EQ(members.count, 6);
  EXPECT_THAT(NamesOf(members.kernels), ElementsAre("embedding.kernel"));
  EXPECT_EQ(members.factors.at("lstm.r").size(), 6u * 3);
  const std::span<const float> mean = small.weights->Find("embedding.kernel.mean")->f32();
  const std::span<const float> stored = small.weights->Find("embedding.kernel.stddev")->f32();
  const std::vector<float>& kernels = members.kernels.at("embedding.kernel");
  ASSERT_EQ(mean.size(), 5u * 3);
  ASSERT_EQ(kernels.size(), 6 * mean.size());
  for (int k = 0; k < 2; ++k) {
    NoiseStream noise(11, "embedding.kernel", k);
    for (size_t i = 0; i < 3 * mean.size(); ++i) {
      const size_t at = i % mean.size();
      const double stddev = std::log1p(std::exp(double{stored[at]})) + 1e-7;
      EXPECT_FLOAT_EQ(kernels[k * 3 * mean.size() + i], mean[at] + stddev * noise.Normal());
    }
  }
}

TEST(DrawMembers, DrawsEmbeddingsOfADeterministicNetworkAndMasksNone) {
  const Members plain = DrawMembers(CheckpointOf(OverGaussianEmbeddings("deterministic")), 4, 11);
  EXPECT_EQ(plain.count, 4);
  EXPECT_THAT(NamesOf(plain.kernels), ElementsAre("embedding.kernel"));
  EXPECT_THAT(NamesOf(plain.factors), ElementsAre("l0.bias", "l1.bias", "lstm.bias"));
  Manifest point = OverGaussianEmbeddings("dropout");
  point.rank1.gaussian_embedding = false;
  for (const Manifest& manifest : {OverGaussianEmbeddings("dropout"), point}) {
    EXPECT_THAT(NamesOf(DrawMembers(CheckpointOf(manifest), 2, 11).factors),
                ElementsAre("l0.bias", "l0.r", "l1.bias", "l1.r", "lstm.bias", "lstm.recurrent_r"));
  }
}

TEST(DrawMembers, KeepsTheFirstKernelsAndMasksWhereMoreAreDrawn) {
  for (const char* posterior : {"mean_field", "dropout"}) {
    const checkpoint::Checkpoint small = CheckpointOf(Of(posterior));
    const Members few = DrawMembers(small, 2, 11), many = DrawMembers(small, 5, 11);
    for (auto arrays : {&Members::kernels, &Members::factors}) {
      for (const auto& [name, values] : few.*arrays) {
        const std::vector<float>& all = (many.*arrays).at(name);
        EXPECT_TRUE(std::equal(values.begin(), values.end(), all.begin())) << name;
      }
    }
  }
}

TEST(KernelOf, IsTheMembersOwnWhereItHasOne) {
  const checkpoint::Checkpoint ensemble = CheckpointOf(Of("ensemble"));
  const Members two = DrawMembers(ensemble, 1, 11);
  EXPECT_EQ(two.count, 2);
  const std::span<const float> stacked = ensemble.weights->Find("l1.kernel")->f32();
  const MemberKernel second = KernelOf(ensemble, two, "l1.kernel", 1).value();
  EXPECT_TRUE(second.mapped);
  EXPECT_THAT(second.shape, ElementsAre(6, 4));
  EXPECT_THAT(second.values, ElementsAreArray(stacked.subspan(24)));
  EXPECT_EQ(two.factors.at("l1.bias").size(), 2u * 4);

  const checkpoint::Checkpoint drawn = CheckpointOf(Of("mean_field"));
  const Members three = DrawMembers(drawn, 3, 11);
  const MemberKernel third = KernelOf(drawn, three, "l1.kernel", 2).value();
  EXPECT_FALSE(third.mapped);
  EXPECT_THAT(third.shape, ElementsAre(6, 4));
  EXPECT_EQ(third.values.data(), three.kernels.at("l1.kernel").data() + 48);

  const checkpoint::Checkpoint shared = CheckpointOf(Of("gaussian"));
  const Members six = DrawMembers(shared, 3, 11);
  EXPECT_EQ(KernelOf(shared, six, "l1.kernel", 5)->values.data(),
            shared.weights->Find("l1.kernel")->f32().data());
  EXPECT_TRUE(absl::IsNotFound(KernelOf(shared, six, "l9.kernel", 0).status()));
}

TEST(KernelOf, IsTheMembersOwnEmbedding) {
  const checkpoint::Checkpoint small = CheckpointOf(OverGaussianEmbeddings("deterministic"));
  const Members members = DrawMembers(small, 4, 11);
  const MemberKernel third = KernelOf(small, members, "embedding.kernel", 2).value();
  EXPECT_FALSE(third.mapped);
  EXPECT_THAT(third.shape, ElementsAre(5, 3));
  EXPECT_EQ(third.values.data(), members.kernels.at("embedding.kernel").data() + 2 * 15);
  EXPECT_TRUE(KernelOf(small, members, "lstm.kernel", 2)->mapped);
  EXPECT_FALSE(HasMemberKernels(small));
  const int64_t others = 3 * 16 + 4 * 16 + 9 * 6 + 6, biases = 16 + 6 + 1;
  EXPECT_EQ(CountFloats(small).shared, others);
  EXPECT_EQ(CountFloats(small).drawn, 5 * 3 + biases);
}

TEST(HasMemberKernels, IsSoForMeanFieldAndEnsemblesOnly) {
  for (const std::string& posterior : checkpoint::PosteriorNames()) {
    EXPECT_EQ(HasMemberKernels(CheckpointOf(Of(posterior))),
              posterior == "mean_field" || posterior == "ensemble");
  }
}

TEST(CountFloats, CountsWhatMembersShareAndWhatIsTheirOwn) {
  const int64_t kernels = 20 * 6 + 6 * 4 + 4, biases = 6 + 4 + 1;
  const auto count = [](const char* posterior) { return CountFloats(CheckpointOf(Of(posterior))); };
  EXPECT_EQ(count("gaussian").shared, kernels);
  EXPECT_EQ(count("gaussian").per_member(), biases + (20 + 6 + 4) + (6 + 4 + 1));
  EXPECT_EQ(count("deterministic").shared, kernels);
  EXPECT_EQ(count("deterministic").per_member(), biases);
  EXPECT_EQ(count("dropout").shared, kernels);
  EXPECT_EQ(count("dropout").per_member(), biases + 6 + 4);
  EXPECT_EQ(count("mean_field").shared, 0);
  EXPECT_EQ(count("mean_field").drawn, kernels + biases);
  EXPECT_EQ(count("ensemble").shared, 0);
  EXPECT_EQ(count("ensemble").stored, kernels);
  EXPECT_EQ(count("ensemble").drawn, biases);
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
