#include "models/predict/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "models/predict/judged.h"

namespace credence::predict {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A row is the record's age and ward; what is missing is 0. Ages above 120 are impossible.
class WardEncoder : public data::Encoder {
 public:
  int64_t width() const override { return 2; }
  absl::StatusOr<data::EncodedRow> Encode(const data::Record& record) const override {
    data::EncodedRow row;
    row.values = {0, 0};
    row.observed.resize(2);
    for (const data::Feature& feature : record.features) {
      const double value = std::get<double>(feature.value);
      const size_t at = feature.name == "Age" ? 0 : 1;
      if (at == 0 && value > 120) {
        row.observed[at].out_of_range = true;
        ++row.out_of_range;
        continue;
      }
      row.observed[at].value = value;
      row.values[at] = static_cast<float>(value);
    }
    return row;
  }
  nlohmann::json ToJson() const override { return {}; }
};

// Two members that agree: log-odds 0 for a ward of 1, else -ln 3.
class WardExecutor : public Executor {
 public:
  absl::Status Forward(std::span<const float> rows, int64_t batch,
                       std::span<float> logits) override {
    for (int64_t i = 0; i < batch; ++i) {
      logits[2 * i] = logits[2 * i + 1] = rows[2 * i + 1] == 1 ? 0 : -std::log(3.0f);
    }
    return absl::OkStatus();
  }
  std::string name() const override { return "fake"; }
};

Predictor WardModel() {
  Predictor model;
  checkpoint::Manifest& manifest = model.manifest;
  manifest.model = "ward";
  manifest.classes = {"survived", "died"};
  manifest.rank1 = {.components = 2, .samples = 1};
  manifest.deferral.max_out_of_range = 0;
  manifest.calibration_bin_edges = {0.3, 0.5};
  data::Variable age, ward;
  age.name = "Age";
  ward.name = "Ward";
  ward.kind = data::VariableKind::kCategorical;
  ward.categories = {"medical", "surgical", "none"};
  manifest.schema.variables = {age, ward};
  model.encoder = std::make_unique<WardEncoder>();
  model.executor = std::make_unique<WardExecutor>();
  return model;
}

data::Record Stay(std::optional<double> age, std::optional<double> ward) {
  data::Record record;
  if (age) record.features.push_back({.name = "Age", .value = *age, .unit = ""});
  if (ward) record.features.push_back({.name = "Ward", .value = *ward, .unit = ""});
  return record;
}

TEST(ReferenceBuilder, CountsInputsAndAnswers) {
  Predictor model = WardModel();
  ReferenceBuilder builder(model);
  // More than a batch: 80 ages from 20 on, every fourth in ward 1; and one impossible age.
  for (int i = 0; i < 80; ++i) ASSERT_TRUE(builder.Add(Stay(20 + i, i % 4 == 0)).ok());
  ASSERT_TRUE(builder.Add(Stay(200, std::nullopt)).ok());
  const auto reference = builder.Finish(/*held_out=*/true);
  ASSERT_TRUE(reference.ok()) << reference.status();
  EXPECT_TRUE(reference->held_out);
  EXPECT_EQ(reference->cases, 81);
  const checkpoint::InputReference& age = reference->inputs[0];
  EXPECT_THAT(age.edges, ElementsAre(27.5, 35.5, 43.5, 51.5, 59.5, 67.5, 75.5, 83.5, 91.5));
  EXPECT_THAT(age.counts, ElementsAre(8, 8, 8, 8, 8, 8, 8, 8, 8, 8));
  EXPECT_EQ(age.missing, 1);
  EXPECT_EQ(age.out_of_range, 1);
  const checkpoint::InputReference& ward = reference->inputs[1];
  EXPECT_THAT(ward.edges, IsEmpty());
  EXPECT_THAT(ward.counts, ElementsAre(60, 20, 0));
  EXPECT_EQ(ward.missing, 1);
  EXPECT_THAT(reference->risk, ElementsAre(61, 0, 20));  // 1/4, and 1/2 on the edge
  EXPECT_EQ(reference->deferred, 1);
  const double quarter = 2 * std::log(2) - 0.75 * std::log(3);  // entropy of 1/4
  EXPECT_NEAR(reference->expected_mixture_nll, (61 * quarter + 20 * std::log(2)) / 81, 1e-7);
  EXPECT_NEAR(reference->expected_brier, (61 * 0.1875 + 20 * 0.25) / 81, 1e-7);
  EXPECT_NEAR(reference->epistemic, 0, 1e-12);
}

TEST(JudgedProbability, IsOfThePositiveClassOrOfTheOneRankedFirst) {
  checkpoint::Manifest manifest;
  manifest.positive_class = 0;
  EXPECT_EQ(JudgedProbability(manifest, std::vector<double>{0.25, 0.75}), 0.25);
  EXPECT_EQ(JudgedProbability(manifest, std::vector<double>{0.25, 0.625, 0.125}), 0.625);
}

TEST(ReferenceBuilder, NeedsARecord) {
  Predictor model = WardModel();
  EXPECT_EQ(ReferenceBuilder(model).Finish(false).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace credence::predict
