#include "models/checkpoint/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/checkpoint/posteriors.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::checkpoint {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json SmallJson() {
  Manifest manifest = SmallManifest();
  manifest.weights_sha256 = std::string(64, 'a');
  return json::parse(ManifestToText(manifest));
}

TEST(Manifest, ReadsWhatItWrites) {
  Manifest manifest = SmallManifest();
  manifest.weights_sha256 = std::string(64, 'a');
  manifest.rank1.seed = UINT64_MAX;
  const std::string text = ManifestToText(manifest);
  const absl::StatusOr<Manifest> read = ParseManifest(text);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(ManifestToText(*read), text);
  EXPECT_EQ(read->rank1.seed, UINT64_MAX);
  EXPECT_EQ(read->strata[1].name, "moderate");
}

TEST(Manifest, LeavesOutRulesThatAreOff) {
  const json deferral = SmallJson()["deferral"];
  EXPECT_EQ(deferral, json({{"max_epistemic", 0.05}}));
  const absl::StatusOr<Manifest> read = ParseManifest(SmallJson().dump());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_LT(read->deferral.min_agreement, 0);
}

TEST(Manifest, KeepsTheSeriesDimensionsOfEhrLstm) {
  json manifest = SmallJson();
  manifest["network"].update(
      {{"name", "ehr_lstm"}, {"steps", 2}, {"step_width", 2}, {"lstm_units", 3}});
  const absl::StatusOr<Manifest> read = ParseManifest(manifest.dump());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(json::parse(ManifestToText(*read)), manifest);
}

// A deterministic network of Bayesian embeddings has draws.
TEST(Manifest, KeepsAnEmbeddingAndItsDistribution) {
  json manifest = SmallJson();
  EXPECT_FALSE(manifest["rank1"].contains("embedding"));
  manifest["network"].update(
      {{"name", "ehr_lstm"}, {"steps", 2}, {"step_width", 2}, {"lstm_units", 3}, {"embedding", 4}});
  manifest["rank1"].update({{"posterior", "deterministic"},
                            {"components", 1},
                            {"samples", 8},
                            {"embedding", "gaussian"}});
  const absl::StatusOr<Manifest> read = ParseManifest(manifest.dump());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->network.embedding, 4);
  EXPECT_TRUE(read->rank1.gaussian_embedding);
  EXPECT_EQ(json::parse(ManifestToText(*read)), manifest);
  manifest["rank1"].erase("embedding");
  EXPECT_THAT(ParseManifest(manifest.dump()).status().message(),
              HasSubstr("rank1.samples: got 8, wanted 1"));
  manifest["rank1"]["samples"] = 1;
  EXPECT_FALSE(ParseManifest(manifest.dump())->rank1.gaussian_embedding);
  manifest["network"]["embedding"] = 0;
  EXPECT_THAT(ParseManifest(manifest.dump()).status().message(),
              HasSubstr("network.embedding: got 0, wanted an integer in [1, "));
}

TEST(Manifest, RefusesAnUnknownFormatVersionByItsOwnCode) {
  json manifest = SmallJson();
  manifest["format_version"] = 2;
  const absl::Status status = ParseManifest(manifest.dump()).status();
  EXPECT_TRUE(absl::IsUnimplemented(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("got 2, this build knows 1"));
}

TEST(Manifest, NeedsEveryKey) {
  const json whole = SmallJson();
  for (const auto& [key, value] : whole.items()) {
    json manifest = SmallJson();
    manifest.erase(key);
    const absl::Status status = ParseManifest(manifest.dump()).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << key;
    EXPECT_THAT(status.message(), HasSubstr(key + ": got nothing")) << key;
  }
}

TEST(Manifest, NeedsEveryKeyOfNetworkAndRank1) {
  const json whole = SmallJson();
  for (const char* object : {"network", "rank1"}) {
    for (const auto& [key, value] : whole[object].items()) {
      json manifest = SmallJson();
      manifest[object].erase(key);
      EXPECT_THAT(ParseManifest(manifest.dump()).status().message(),
                  HasSubstr(std::string(object) + "." + key + ": got nothing"));
    }
  }
}

struct BadField {
  std::string pointer;  // RFC 6901
  json value;
  std::string reason;
};

class BadManifest : public testing::TestWithParam<BadField> {};

TEST_P(BadManifest, IsRefusedWithThePathTheValueAndWhatIsWanted) {
  json manifest = SmallJson();
  manifest[json::json_pointer(GetParam().pointer)] = GetParam().value;
  const absl::Status status = ParseManifest(manifest.dump()).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadManifest,
    testing::Values(
        BadField{"/colour", 1, "colour: got an unknown key"},
        BadField{"/network/dropout", 0.5, "network.dropout: got an unknown key"},
        BadField{"/network/steps", 3, "network.steps: got an unknown key"},
        BadField{"/network/embedding", 3, "network.embedding: got an unknown key"},
        BadField{"/rank1/embedding", "gaussian",
                 "rank1.embedding: got 'gaussian', wanted no such key for a network without"},
        BadField{"/rank1/embedding", "point",
                 "rank1.embedding: got \"point\", wanted one of gaussian"},
        BadField{"/rank1/k", 1, "rank1.k: got an unknown key"},
        BadField{"/deferral/max_age", 1, "deferral.max_age: got an unknown key"},
        BadField{"/strata/0/colour", "red", "strata[0].colour: got an unknown key"},
        BadField{"/format_version", "1", "format_version: got \"1\", wanted an integer"},
        BadField{"/model", "a/b", "model: got \"a/b\""}, BadField{"/model", "..", "model"},
        BadField{"/model", std::string(129, 'a'), "model"},
        BadField{"/version", 0, "version: got 0"}, BadField{"/version", 1.5, "version: got 1.5"},
        BadField{"/description", 1, "description"},
        BadField{"/task", "ranking", "task: got \"ranking\", wanted one of binary, multiclass"},
        BadField{"/task", "multiclass", "classes: got 2 names, wanted at least 3"},
        BadField{"/classes", json::array({"a"}), "classes: got 1 names, wanted 2"},
        BadField{"/classes", json::array({"a", "a"}), "each name once"},
        BadField{"/classes/0", "", "not empty"},
        BadField{"/positive_class", 2, "positive_class: got 2, wanted an integer in [0, 1]"},
        BadField{"/network/name", "transformer",
                 "network.name: got \"transformer\", wanted one of mlp, ehr_lstm"},
        BadField{"/network/input_width", 0, "network.input_width: got 0"},
        BadField{"/network/input_width", (int64_t{1} << 24) + 1, "network.input_width"},
        BadField{"/network/input_width", UINT64_MAX, "network.input_width"},
        BadField{"/network/outputs", 3, "network.outputs: got 3, wanted 1"},
        BadField{"/network/hidden/1", -3, "network.hidden[1].width: got -3"},
        BadField{"/network/hidden", 64, "network.hidden: got 64, wanted an array"},
        BadField{"/network/activation", "gelu", "network.activation: got \"gelu\""},
        BadField{"/rank1/components", 0, "rank1.components: got 0"},
        BadField{"/rank1/samples", 4097, "rank1.samples: got 4097, wanted an integer in [1, 4096]"},
        BadField{"/rank1/samples", 2049, "rank1.samples: got 2 components x 2049"},
        BadField{"/rank1/posterior", "laplace",
                 "rank1.posterior: got 'laplace', wanted one of point, gaussian, cauchy, "
                 "deterministic, dropout, mean_field, ensemble"},
        BadField{"/rank1/additive", 0, "rank1.additive: got 0, wanted true or false"},
        BadField{"/rank1/seed", -1, "rank1.seed: got -1"},
        BadField{"/schema", json::array(), "schema: got []"},
        BadField{"/schema/colour", 1, "colour"}, BadField{"/encoding", 1, "encoding: got 1"},
        BadField{"/decision_threshold", 1.01, "decision_threshold: got 1.01"},
        BadField{"/decision_threshold", nullptr, "decision_threshold: got null"},
        BadField{"/strata/0/lower", 0.05, "strata[0].lower: got 0.05, wanted 0"},
        BadField{"/strata/1/lower", 0.2, "strata[1].lower: got 0.2, wanted 0.1"},
        BadField{"/strata/1/upper", 0.1, "strata[1].upper"},
        BadField{"/strata/2/upper", 0.9, "a last upper of 0.9, wanted 1"},
        BadField{"/strata/0/name", "", "strata[0].name"},
        BadField{"/deferral/max_epistemic", -0.1, "deferral.max_epistemic: got -0.1"},
        BadField{"/deferral/min_agreement", 1.5, "deferral.min_agreement: got 1.5"},
        BadField{"/cohorts", json::array({"a", "a"}), "cohorts"},
        BadField{"/calibration_bin_edges", json::array({0.2, 0.2}),
                 "calibration_bin_edges: got 0.2 after 0.2"},
        BadField{"/calibration_bin_edges", json::array({1}), "calibration_bin_edges: got 1"},
        BadField{"/calibration_bin_edges", json(std::vector<double>(20, 0.5)),
                 "calibration_bin_edges: got 20 edges"},
        BadField{"/provenance/recipe", 1, "provenance.recipe: got 1, wanted a string"},
        BadField{"/figures/auroc", "high", "figures.auroc"},
        BadField{"/weights_sha256", "abc", "weights_sha256"},
        BadField{"/weights_sha256", std::string(64, 'A'), "lower-case"}));

TEST(Manifest, RefusesTextThatIsNotAnObjectOrSaysAKeyTwice) {
  EXPECT_THAT(ParseManifest("").status().message(), HasSubstr("JSON"));
  EXPECT_THAT(ParseManifest("[]").status().message(), HasSubstr("wanted an object"));
  EXPECT_THAT(ParseManifest("{\"a\":1,\"a\":2}").status().message(), HasSubstr("twice"));
  EXPECT_THAT(ParseManifest("{\"a\":1e999}").status().message(), HasSubstr("JSON"));
}

TEST(Manifest, KeepsEveryPosterior) {
  for (const std::string& posterior : PosteriorNames()) {
    Manifest manifest = SmallManifest();
    manifest.rank1 = SmallRank1(posterior);
    manifest.weights_sha256 = std::string(64, 'a');
    const std::string text = ManifestToText(manifest);
    EXPECT_EQ(json::parse(text)["rank1"].contains("dropout_rate"), posterior == "dropout");
    const absl::StatusOr<Manifest> read = ParseManifest(text);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(ManifestToText(*read), text);
  }
}

struct BadRank1 {
  std::string posterior;
  std::string key;
  json value;
  std::string reason;
};

class BadPosterior : public testing::TestWithParam<BadRank1> {};

TEST_P(BadPosterior, IsRefusedWithWhatItCannotHave) {
  Manifest whole = SmallManifest();
  whole.rank1 = SmallRank1(GetParam().posterior);
  whole.weights_sha256 = std::string(64, 'a');
  json manifest = json::parse(ManifestToText(whole));
  manifest["rank1"][GetParam().key] = GetParam().value;
  const absl::Status status = ParseManifest(manifest.dump()).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadPosterior,
    testing::Values(
        BadRank1{"deterministic", "components", 2,
                 "rank1.components: got 2, wanted 1 for the posterior 'deterministic'"},
        BadRank1{"deterministic", "samples", 2, "rank1.samples: got 2, wanted 1"},
        BadRank1{"deterministic", "additive", true,
                 "rank1.additive: got true, wanted false for the posterior 'deterministic'"},
        BadRank1{"dropout", "components", 2, "rank1.components: got 2, wanted 1"},
        BadRank1{"dropout", "additive", true, "rank1.additive: got true"},
        BadRank1{"dropout", "dropout_rate", 0,
                 "rank1.dropout_rate: got 0, wanted a number in (0, 1)"},
        BadRank1{"dropout", "dropout_rate", 1, "rank1.dropout_rate: got 1, wanted"},
        BadRank1{"dropout", "dropout_rate", -0.5, "rank1.dropout_rate: got -0.5"},
        BadRank1{"dropout", "dropout_rate", "0.5", "rank1.dropout_rate: got \"0.5\""},
        BadRank1{"mean_field", "components", 2, "rank1.components: got 2, wanted 1"},
        BadRank1{"mean_field", "additive", true, "rank1.additive: got true"},
        BadRank1{"ensemble", "samples", 2,
                 "rank1.samples: got 2, wanted 1 for the posterior 'ensemble'"},
        BadRank1{"ensemble", "additive", true, "rank1.additive: got true"},
        BadRank1{"ensemble", "components", 257, "rank1.components: got 257"},
        BadRank1{"gaussian", "dropout_rate", 0.5,
                 "rank1.dropout_rate: got 0.5, wanted no such key for the posterior 'gaussian'"},
        BadRank1{"ensemble", "dropout_rate", 0, "rank1.dropout_rate: got 0, wanted no such key"}));

TEST(Manifest, NeedsTheRateOfDropout) {
  Manifest manifest = SmallManifest();
  manifest.rank1 = SmallRank1("dropout");
  manifest.rank1.dropout_rate = 0;
  manifest.weights_sha256 = std::string(64, 'a');
  EXPECT_THAT(ParseManifest(ManifestToText(manifest)).status().message(),
              HasSubstr("rank1.dropout_rate: got nothing"));
}

// A writer that sets the rate of a posterior without masks hears of it.
TEST(Manifest, DoesNotDropARateThatDoesNotBelong) {
  Manifest manifest = SmallManifest();
  manifest.rank1.dropout_rate = 0.5;
  manifest.weights_sha256 = std::string(64, 'a');
  EXPECT_THAT(ParseManifest(ManifestToText(manifest)).status().message(),
              HasSubstr("rank1.dropout_rate: got 0.5"));
}

TEST(Manifest, RefusesSeriesWiderThanTheRow) {
  json manifest = SmallJson();
  manifest["network"].update(
      {{"name", "ehr_lstm"}, {"steps", 3}, {"step_width", 2}, {"lstm_units", 3}});
  EXPECT_THAT(ParseManifest(manifest.dump()).status().message(),
              HasSubstr("network.steps: got 3 x step_width 2"));
}

}  // namespace
}  // namespace credence::checkpoint
