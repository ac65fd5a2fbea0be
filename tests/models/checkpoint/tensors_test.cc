#include "models/checkpoint/tensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/checkpoint/posteriors.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::checkpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

NetworkSpec Lstm() {
  return {.name = "ehr_lstm",
          .input_width = 20,
          .hidden = {6},
          .steps = 3,
          .step_width = 5,
          .lstm_units = 4};
}

NetworkSpec Mlp() { return {.name = "mlp", .input_width = 5, .hidden = {4}}; }

TEST(ExpectedTensors, ListsThoseOfMlp) {
  const auto shapes = ExpectedTensors(Mlp(), {.components = 2}).value();
  EXPECT_EQ(shapes.size(), 12u);
  EXPECT_THAT(shapes.at("l0.kernel"), ElementsAre(5, 4));
  EXPECT_THAT(shapes.at("l0.r.mean"), ElementsAre(2, 5));
  EXPECT_THAT(shapes.at("l0.s.stddev"), ElementsAre(2, 4));
  EXPECT_THAT(shapes.at("l1.bias"), ElementsAre(2, 1));
}

TEST(ExpectedTensors, ListsThoseOfEhrLstm) {
  const auto shapes = ExpectedTensors(Lstm(), {.components = 2, .posterior = "cauchy"}).value();
  EXPECT_EQ(shapes.size(), 3u + 8u + 12u);
  EXPECT_THAT(shapes.at("lstm.kernel"), ElementsAre(5, 16));
  EXPECT_THAT(shapes.at("lstm.recurrent_kernel"), ElementsAre(4, 16));
  EXPECT_THAT(shapes.at("lstm.recurrent_r.loc"), ElementsAre(2, 4));
  EXPECT_THAT(shapes.at("lstm.recurrent_s.scale"), ElementsAre(2, 16));
  EXPECT_THAT(shapes.at("lstm.bias"), ElementsAre(2, 16));
  // The last state and the 20 - 3 * 5 summaries.
  EXPECT_THAT(shapes.at("l0.kernel"), ElementsAre(9, 6));
}

TEST(ExpectedTensors, HasNoVectorsWhereThePosteriorIsNotRank1) {
  for (const char* posterior : {"deterministic", "dropout"}) {
    EXPECT_THAT(
        ExpectedTensors(Mlp(), SmallRank1(posterior)).value(),
        ElementsAre(Pair("l0.bias", ElementsAre(1, 4)), Pair("l0.kernel", ElementsAre(5, 4)),
                    Pair("l1.bias", ElementsAre(1, 1)), Pair("l1.kernel", ElementsAre(4, 1))));
  }
}

TEST(ExpectedTensors, HasMeansAndWidthsOfMeanFieldKernels) {
  EXPECT_THAT(
      ExpectedTensors(Lstm(), SmallRank1("mean_field")).value(),
      ElementsAre(
          Pair("l0.bias", ElementsAre(1, 6)), Pair("l0.kernel.mean", ElementsAre(9, 6)),
          Pair("l0.kernel.stddev", ElementsAre(9, 6)), Pair("l1.bias", ElementsAre(1, 1)),
          Pair("l1.kernel.mean", ElementsAre(6, 1)), Pair("l1.kernel.stddev", ElementsAre(6, 1)),
          Pair("lstm.bias", ElementsAre(1, 16)), Pair("lstm.kernel.mean", ElementsAre(5, 16)),
          Pair("lstm.kernel.stddev", ElementsAre(5, 16)),
          Pair("lstm.recurrent_kernel.mean", ElementsAre(4, 16)),
          Pair("lstm.recurrent_kernel.stddev", ElementsAre(4, 16))));
}

TEST(ExpectedTensors, StacksTheKernelsOfAnEnsemble) {
  EXPECT_THAT(
      ExpectedTensors(Lstm(), {.components = 5, .posterior = "ensemble"}).value(),
      ElementsAre(Pair("l0.bias", ElementsAre(5, 6)), Pair("l0.kernel", ElementsAre(5, 9, 6)),
                  Pair("l1.bias", ElementsAre(5, 1)), Pair("l1.kernel", ElementsAre(5, 6, 1)),
                  Pair("lstm.bias", ElementsAre(5, 16)), Pair("lstm.kernel", ElementsAre(5, 5, 16)),
                  Pair("lstm.recurrent_kernel", ElementsAre(5, 4, 16))));
}

NetworkSpec Embedded() {
  NetworkSpec network = Lstm();
  network.embedding = 3;
  return network;
}

TEST(ExpectedTensors, PutsAnEmbeddingBeforeTheLstm) {
  Rank1Spec rank1 = {.components = 2, .posterior = "cauchy"};
  auto shapes = ExpectedTensors(Embedded(), rank1).value();
  EXPECT_EQ(shapes.size(), 1u + 3u + 8u + 12u);
  EXPECT_THAT(shapes.at("embedding.kernel"), ElementsAre(5, 3));
  EXPECT_THAT(shapes.at("lstm.kernel"), ElementsAre(3, 16));
  EXPECT_THAT(shapes.at("lstm.r.loc"), ElementsAre(2, 3));
  EXPECT_THAT(shapes.at("l0.kernel"), ElementsAre(9, 6));
  rank1.gaussian_embedding = true;
  shapes = ExpectedTensors(Embedded(), rank1).value();
  EXPECT_FALSE(shapes.contains("embedding.kernel"));
  EXPECT_THAT(shapes.at("embedding.kernel.mean"), ElementsAre(5, 3));
  EXPECT_THAT(shapes.at("embedding.kernel.stddev"), ElementsAre(5, 3));
  EXPECT_THAT(shapes.at("lstm.kernel"), ElementsAre(3, 16));
}

TEST(ExpectedTensors, KeepsAnEmbeddingAsItsPosteriorKeepsKernels) {
  EXPECT_TRUE(
      ExpectedTensors(Embedded(), SmallRank1("mean_field"))->contains("embedding.kernel.stddev"));
  EXPECT_THAT(ExpectedTensors(Embedded(), SmallRank1("ensemble"))->at("embedding.kernel"),
              ElementsAre(2, 5, 3));
}

TEST(ExpectedTensors, RefusesAGaussianEmbeddingWhereItCannotBe) {
  const auto refusal = [](const NetworkSpec& network, const std::string& posterior) {
    Rank1Spec rank1 = SmallRank1(posterior);
    rank1.gaussian_embedding = true;
    return std::string(ExpectedTensors(network, rank1).status().message());
  };
  EXPECT_EQ(
      refusal(Lstm(), "gaussian"),
      "rank1.embedding: got 'gaussian', wanted no such key for a network without an embedding");
  EXPECT_EQ(refusal(Embedded(), "ensemble"),
            "rank1.embedding: got 'gaussian', wanted no such key for the posterior 'ensemble'");
  EXPECT_EQ(refusal(Embedded(), "dropout"), "");
}

TEST(TitleOf, NamesAGaussianEmbedding) {
  EXPECT_EQ(TitleOf({.posterior = "cauchy"}), "cauchy");
  EXPECT_EQ(TitleOf({.posterior = "deterministic", .gaussian_embedding = true}),
            "deterministic over gaussian embeddings");
}

TEST(ExpectedTensors, NamesPointsWithoutASuffixAndRefusesTheUnknown) {
  EXPECT_TRUE(ExpectedTensors(Mlp(), {.posterior = "point"})->contains("l0.r"));
  EXPECT_THAT(ExpectedTensors({.name = "cnn", .hidden = {}}, {}).status().message(),
              HasSubstr("'cnn'"));
  EXPECT_THAT(ExpectedTensors(Mlp(), {.posterior = "x"}).status().message(), HasSubstr("'x'"));
}

TEST(StoredParameters, CountsEveryNumberOfEveryTensor) {
  const auto count = [](const Rank1Spec& rank1) { return StoredParameters(Mlp(), rank1).value(); };
  const int64_t kernels = 5 * 4 + 4 * 1, biases = 4 + 1, vectors = 5 + 4 + 4 + 1;
  EXPECT_EQ(count({.components = 3, .posterior = "point"}), kernels + 3 * (biases + vectors));
  EXPECT_EQ(count({.components = 3, .samples = 7}), kernels + 3 * (biases + 2 * vectors));
  EXPECT_EQ(count(SmallRank1("deterministic")), kernels + biases);
  EXPECT_EQ(count(SmallRank1("dropout")), kernels + biases);
  EXPECT_EQ(count(SmallRank1("mean_field")), 2 * kernels + biases);
  EXPECT_EQ(count({.components = 5, .posterior = "ensemble"}), 5 * (kernels + biases));
  EXPECT_FALSE(StoredParameters(Mlp(), {.posterior = "x"}).ok());
}

// The widest that a manifest may ask for: the count still fits.
TEST(StoredParameters, HoldsTheLargestNetwork) {
  const int64_t widest = int64_t{1} << 24;
  const NetworkSpec network = {.name = "mlp",
                               .input_width = widest,
                               .outputs = widest,
                               .hidden = std::vector<int64_t>(64, widest)};
  EXPECT_EQ(StoredParameters(network, {.components = 256, .posterior = "ensemble"}).value(),
            256 * 65 * (widest * widest + widest));
}

}  // namespace
}  // namespace credence::checkpoint
