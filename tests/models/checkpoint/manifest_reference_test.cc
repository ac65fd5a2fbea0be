#include "models/checkpoint/manifest_reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::checkpoint {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

data::Variable MakeVariable(const std::string& name, data::VariableKind kind) {
  data::Variable variable;
  variable.name = name;
  variable.kind = kind;
  return variable;
}

// Ten cases of a number with three bins and of two categories.
Manifest WithReference() {
  Manifest manifest = SmallManifest();
  manifest.weights_sha256 = std::string(64, 'a');
  auto unit = MakeVariable("Unit", data::VariableKind::kCategorical);
  unit.categories = {"medical", "surgical"};
  manifest.schema.variables = {MakeVariable("Age", data::VariableKind::kNumeric), unit};
  Reference& reference = manifest.reference.emplace();
  reference.held_out = true;
  reference.cases = 10;
  reference.inputs = {{.edges = {40, 60.5}, .counts = {3, 3, 3}, .missing = 1, .out_of_range = 2},
                      {.edges = {}, .counts = {0, 10}}};
  reference.risk = {4, 3, 2, 1};
  reference.deferred = 1;
  reference.expected_mixture_nll = 0.1 + 0.2;
  reference.expected_brier = 1.0 / 3 / 2;
  reference.epistemic = 1e-3;
  return manifest;
}

TEST(ManifestReference, ReadsWhatItWrites) {
  const std::string text = ManifestToText(WithReference());
  const absl::StatusOr<Manifest> read = ParseManifest(text);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(ManifestToText(*read), text);
  ASSERT_TRUE(read->reference.has_value());
  EXPECT_TRUE(read->reference->held_out);
  EXPECT_EQ(read->reference->cases, 10);
  EXPECT_THAT(read->reference->inputs[0].edges, ElementsAre(40, 60.5));
  EXPECT_THAT(read->reference->inputs[0].counts, ElementsAre(3, 3, 3));
  EXPECT_EQ(read->reference->inputs[0].missing, 1);
  EXPECT_EQ(read->reference->inputs[0].out_of_range, 2);
  EXPECT_THAT(read->reference->inputs[1].counts, ElementsAre(0, 10));
  EXPECT_THAT(read->reference->risk, ElementsAre(4, 3, 2, 1));
  EXPECT_EQ(read->reference->deferred, 1);
  // To the last bit.
  EXPECT_EQ(read->reference->expected_mixture_nll, 0.1 + 0.2);
  EXPECT_EQ(read->reference->expected_brier, 1.0 / 3 / 2);
  EXPECT_EQ(read->reference->epistemic, 1e-3);
}

TEST(ManifestReference, MayBeAbsent) {
  Manifest manifest = WithReference();
  manifest.reference.reset();
  const std::string text = ManifestToText(manifest);
  EXPECT_FALSE(json::parse(text).contains("reference"));
  const absl::StatusOr<Manifest> read = ParseManifest(text);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_FALSE(read->reference.has_value());
}

TEST(ManifestReference, NeedsEveryKey) {
  const json whole = json::parse(ManifestToText(WithReference()));
  for (const auto& [key, value] : whole["reference"].items()) {
    json manifest = whole;
    manifest["reference"].erase(key);
    EXPECT_THAT(ParseManifest(manifest.dump()).status().message(),
                HasSubstr("reference." + key + ": got nothing"));
  }
  for (const auto& [key, value] : whole["reference"]["inputs"][0].items()) {
    json manifest = whole;
    manifest["reference"]["inputs"][0].erase(key);
    EXPECT_THAT(ParseManifest(manifest.dump()).status().message(),
                HasSubstr("reference.inputs[0]." + key + ": got nothing"));
  }
}

struct BadField {
  std::string pointer;  // RFC 6901, within the reference
  json value;
  std::string reason;
};

class BadReference : public testing::TestWithParam<BadField> {};

TEST_P(BadReference, IsRefusedWithThePathTheValueAndWhatIsWanted) {
  json manifest = json::parse(ManifestToText(WithReference()));
  manifest[json::json_pointer("/reference" + GetParam().pointer)] = GetParam().value;
  const absl::Status status = ParseManifest(manifest.dump()).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadReference,
    testing::Values(
        BadField{"", 1, "reference: got 1, wanted an object"},
        BadField{"/colour", 1, "reference.colour: got an unknown key"},
        BadField{"/held_out", 1, "reference.held_out: got 1, wanted true or false"},
        BadField{"/cases", 0, "reference.cases: got 0"},
        BadField{"/cases", 11, "got a sum of 10, missing ones included, wanted 11, the cases"},
        BadField{"/inputs", json::array(), "reference.inputs: got 0 inputs, wanted 2"},
        BadField{"/inputs/0", 7, "reference.inputs[0]: got 7, wanted an object"},
        BadField{"/inputs/0/colour", 1, "reference.inputs[0].colour: got an unknown key"},
        BadField{"/inputs/0/name", "Unit",
                 "reference.inputs[0].name: got \"Unit\", wanted \"Age\", as in the schema"},
        BadField{"/inputs/0/edges", json::array({1, 1}),
                 "reference.inputs[0].edges: got 1, wanted finite numbers that rise"},
        BadField{"/inputs/0/edges", json::array({"a"}), "reference.inputs[0].edges: got \"a\""},
        BadField{"/inputs/0/edges", json::array({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}),
                 "reference.inputs[0].edges: got 10 edges, wanted at most 9"},
        BadField{"/inputs/1/edges", json::array({1}),
                 "reference.inputs[1].edges: got 1 edges, wanted at most 0"},
        BadField{"/inputs/0/counts", json::array({3, 3}),
                 "reference.inputs[0].counts: got 2 counts, wanted 3"},
        BadField{"/inputs/0/counts/1", -1, "reference.inputs[0].counts: got -1"},
        BadField{"/inputs/0/counts/1", 2.5, "reference.inputs[0].counts: got 2.5"},
        BadField{"/inputs/0/counts/1", UINT64_MAX, "reference.inputs[0].counts: got 1844"},
        BadField{"/inputs/0/counts/1", 4, "got a sum of 11, missing ones included, wanted 10"},
        BadField{"/inputs/0/missing", 11, "reference.inputs[0].missing: got 11"},
        BadField{"/inputs/0/out_of_range", -1, "reference.inputs[0].out_of_range: got -1"},
        BadField{"/risk", json::array({10}), "reference.risk: got 1 counts, wanted 4"},
        BadField{"/risk/0", 3, "reference.risk: got a sum of 9"},
        BadField{"/deferred", 11, "reference.deferred: got 11"},
        BadField{"/expected_mixture_nll", -1, "reference.expected_mixture_nll: got -1"},
        BadField{"/expected_brier", 0.3, "reference.expected_brier: got 0.3"},
        BadField{"/epistemic", nullptr, "reference.epistemic: got null"}));

}  // namespace
}  // namespace credence::checkpoint
