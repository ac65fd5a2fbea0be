#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "models/checkpoint/posteriors.h"
#include "models/predict/predictor.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::predict {
namespace {

using testing::HasSubstr;

std::vector<float> LogitsOf(const Predictor& predictor) {
  const std::vector<float> row = {1, -1, 0.5f, 2, 0};
  std::vector<float> logits(predictor.members() * predictor.manifest.network.outputs);
  const absl::Status status = predictor.executor->Forward(row, 1, logits);
  EXPECT_TRUE(status.ok()) << status;
  return logits;
}

TEST(LoadPredictor, PicksTheFusedExecutorForAnMlp) {
  const std::string folder = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
  const auto predictor = LoadPredictor(folder, {});
  ASSERT_TRUE(predictor.ok()) << predictor.status();
  EXPECT_EQ((*predictor)->executor->name(), "fused_cpu");
  EXPECT_EQ((*predictor)->members(), 6);
  EXPECT_EQ((*predictor)->classes(), 2);
  EXPECT_EQ((*predictor)->encoder->width(), 5);
  EXPECT_EQ((*predictor)->model_card, "# A small model\n");
  EXPECT_GT((*predictor)->executor->weight_bytes().shared, 0);
}

TEST(LoadPredictor, AnswersTheSameAfterEveryLoad) {
  const std::string folder = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
  EXPECT_EQ(LogitsOf(**LoadPredictor(folder, {})), LogitsOf(**LoadPredictor(folder, {})));
}

TEST(LoadPredictor, KeepsTheFirstDrawsWhereMoreAreAskedFor) {
  const std::string folder = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
  const auto five = LoadPredictor(folder, {.samples = 5});
  ASSERT_TRUE(five.ok()) << five.status();
  EXPECT_EQ((*five)->members(), 10);
  const std::vector<float> few = LogitsOf(**LoadPredictor(folder, {}));
  const std::vector<float> many = LogitsOf(**five);
  for (int k = 0; k < 2; ++k) {
    for (int j = 0; j < 3; ++j) EXPECT_EQ(few[k * 3 + j], many[k * 5 + j]);
  }
}

TEST(LoadPredictor, AnswersWhenTheFilesAreGone) {
  const std::string folder = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
  const auto predictor = LoadPredictor(folder, {}).value();
  const std::vector<float> before = LogitsOf(*predictor);
  std::filesystem::remove_all(folder);
  EXPECT_EQ(LogitsOf(*predictor), before);
}

checkpoint::Manifest Varied(const std::string& activation, bool additive, int classes) {
  checkpoint::Manifest manifest = checkpoint::SmallManifest();
  manifest.network.activation = activation;
  manifest.rank1.additive = additive;
  if (classes == 2) return manifest;
  manifest.task = "multiclass";
  manifest.classes.assign(classes, "");
  for (int c = 0; c < classes; ++c) manifest.classes[c] = std::to_string(c);
  manifest.network.outputs = classes;
  manifest.strata.clear();
  return manifest;
}

// Both round sums of at most 5 products of order 1 in float32; 1e-5 leaves room for the layers that
// follow.
TEST(LoadPredictor, GivesTheSameLogitsOnLibTorchAndFused) {
  for (const auto& manifest : {Varied("relu", false, 2), Varied("tanh", false, 2),
                               Varied("relu6", false, 3), Varied("relu", true, 6)}) {
    const std::string folder = checkpoint::WriteSmallCheckpoint(manifest);
    const auto torch = LoadPredictor(folder, {.executor = "torch"});
    if (absl::IsUnimplemented(torch.status())) GTEST_SKIP() << torch.status();
    ASSERT_TRUE(torch.ok()) << torch.status();
    const std::vector<float> want = LogitsOf(**torch);
    const std::vector<float> got = LogitsOf(**LoadPredictor(folder, {.executor = "fused"}));
    for (size_t i = 0; i < want.size(); ++i) {
      EXPECT_NEAR(got[i], want[i], 1e-5 * (1 + std::abs(want[i])));
    }
  }
}

// The same bound; every posterior, with one logit and with several.
TEST(LoadPredictor, ServesEveryPosteriorAlikeOnLibTorchAndFused) {
  for (const std::string& posterior : checkpoint::PosteriorNames()) {
    for (int classes : {2, 4}) {
      checkpoint::Manifest manifest = Varied("relu", false, classes);
      manifest.rank1 = checkpoint::SmallRank1(posterior);
      const std::string folder = checkpoint::WriteSmallCheckpoint(manifest);
      const auto fused = LoadPredictor(folder, {});
      ASSERT_TRUE(fused.ok()) << fused.status();
      EXPECT_EQ((*fused)->members(), manifest.rank1.components * manifest.rank1.samples);
      const std::vector<float> got = LogitsOf(**fused);
      const auto torch = LoadPredictor(folder, {.executor = "torch"});
      if (absl::IsUnimplemented(torch.status())) GTEST_SKIP() << torch.status();
      ASSERT_TRUE(torch.ok()) << torch.status();
      const WeightBytes bytes = (*torch)->executor->weight_bytes();
      const bool own = checkpoint::FindPosterior(posterior)->member_kernels();
      const int64_t kernels = 4 * (5 * 4 + 4 * 3 + 3 * manifest.network.outputs);
      EXPECT_EQ(bytes.shared, own ? 0 : kernels) << posterior;
      EXPECT_GT(bytes.per_member, own ? kernels : 0) << posterior;
      const std::vector<float> want = LogitsOf(**torch);
      for (size_t i = 0; i < want.size(); ++i) {
        EXPECT_NEAR(got[i], want[i], 1e-5 * (1 + std::abs(want[i]))) << posterior;
      }
    }
  }
}

TEST(LoadPredictor, DrawsAsManyMembersAsAreAskedFor) {
  for (const char* posterior : {"dropout", "mean_field"}) {
    checkpoint::Manifest manifest = checkpoint::SmallManifest();
    manifest.rank1 = checkpoint::SmallRank1(posterior);
    const std::string folder = checkpoint::WriteSmallCheckpoint(manifest);
    const std::vector<float> few = LogitsOf(**LoadPredictor(folder, {.samples = 2}));
    const std::vector<float> many = LogitsOf(**LoadPredictor(folder, {.samples = 7}));
    EXPECT_EQ(few.size(), 2u);
    ASSERT_EQ(many.size(), 7u);
    EXPECT_EQ(few[0], many[0]);
    EXPECT_EQ(few[1], many[1]);
    EXPECT_NE(many[0], many[1]);
  }
}

TEST(LoadPredictor, DrawsNothingWhereThePosteriorHasNothingToDraw) {
  for (const char* posterior : {"deterministic", "ensemble"}) {
    checkpoint::Manifest manifest = checkpoint::SmallManifest();
    manifest.rank1 = checkpoint::SmallRank1(posterior);
    const std::string folder = checkpoint::WriteSmallCheckpoint(manifest);
    EXPECT_TRUE(LoadPredictor(folder, {.samples = 1}).ok());
    const absl::Status status = LoadPredictor(folder, {.samples = 4}).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_THAT(status.message(), HasSubstr("samples: got 4, wanted 0 or 1 for the posterior '" +
                                            std::string(posterior) + "'"));
  }
}

TEST(LoadPredictor, DrawsEmbeddingsOfANetworkThatDrawsNothingElse) {
  checkpoint::Manifest manifest = checkpoint::SmallManifest();
  manifest.network = {.name = "ehr_lstm",
                      .input_width = 5,
                      .hidden = {4},
                      .steps = 2,
                      .step_width = 2,
                      .lstm_units = 3,
                      .embedding = 4};
  manifest.rank1 = checkpoint::SmallRank1("deterministic");
  manifest.rank1.gaussian_embedding = true;
  const std::string folder = checkpoint::WriteSmallCheckpoint(manifest);
  const auto few = LoadPredictor(folder, {.samples = 2});
  if (absl::IsUnimplemented(few.status())) GTEST_SKIP() << few.status();
  ASSERT_TRUE(few.ok()) << few.status();
  const std::vector<float> two = LogitsOf(**few);
  const std::vector<float> seven = LogitsOf(**LoadPredictor(folder, {.samples = 7}));
  ASSERT_EQ(seven.size(), 7u);
  // The batched product of seven members may sum in another order than that of two.
  EXPECT_NEAR(two[0], seven[0], 1e-6);
  EXPECT_NEAR(two[1], seven[1], 1e-6);
  EXPECT_GT(std::abs(seven[0] - seven[1]), 1e-3);
}

TEST(LoadPredictor, RefusesDrawnKernelsThatNeedTooMuchMemory) {
  // 4096 kernels of 2^16 floats: 2^28, and the biases are too much.
  checkpoint::Manifest manifest = checkpoint::SmallManifest(1 << 16, {});
  manifest.rank1 = {.samples = 4096, .posterior = "mean_field"};
  const absl::Status status =
      LoadPredictor(checkpoint::WriteSmallCheckpoint(manifest), {}).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("4096 members of the posterior 'mean_field' with 65537"));
}

TEST(LoadPredictor, RefusesOptionsItDoesNotKnow) {
  const auto message = [](const LoadOptions& options) {
    const absl::Status status = LoadPredictor("/no/such", options).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return std::string(status.message());
  };
  EXPECT_THAT(message({.samples = -1}), HasSubstr("samples: got -1"));
  EXPECT_THAT(message({.samples = 5000}), HasSubstr("samples: got 5000, wanted 0 to 4096"));
  EXPECT_THAT(message({.device = "tpu"}), HasSubstr("device: got tpu, wanted cpu or cuda"));
  EXPECT_THAT(message({.executor = "jit"}), HasSubstr("executor: got jit"));
  EXPECT_THAT(message({.threads = 0}), HasSubstr("threads: got 0"));
}

TEST(LoadPredictor, RefusesMoreMembersThanTheLimit) {
  const std::string folder = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
  EXPECT_THAT(LoadPredictor(folder, {.samples = 4096}).status().message(),
              HasSubstr("got 4096 for each of 2 components"));
}

TEST(LoadPredictor, RefusesMembersThatNeedTooMuchMemory) {
  // l0.r alone has 2^16 * 4096 = 2^28 floats.
  checkpoint::Manifest manifest = checkpoint::SmallManifest(1 << 16, {});
  manifest.rank1.components = 1;
  manifest.rank1.samples = 4096;
  const absl::Status status =
      LoadPredictor(checkpoint::WriteSmallCheckpoint(manifest), {}).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("4096 members"));
  EXPECT_THAT(status.message(), HasSubstr("at most 268435456"));
}

TEST(LoadPredictor, SaysThatNothingIsThere) {
  EXPECT_TRUE(absl::IsNotFound(LoadPredictor("/no/such", {}).status()));
}

TEST(LoadPredictor, HasNoFusedExecutorOnCudaOrForAnLstm) {
  const std::string folder = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
  EXPECT_TRUE(absl::IsUnimplemented(
      LoadPredictor(folder, {.device = "cuda", .executor = "fused"}).status()));
  checkpoint::Manifest manifest = checkpoint::SmallManifest(20);
  manifest.network = {.name = "ehr_lstm",
                      .input_width = 20,
                      .hidden = {4},
                      .steps = 2,
                      .step_width = 5,
                      .lstm_units = 4};
  const std::string lstm = checkpoint::WriteSmallCheckpoint(manifest);
  EXPECT_TRUE(absl::IsUnimplemented(LoadPredictor(lstm, {.executor = "fused"}).status()));
}

}  // namespace
}  // namespace credence::predict
