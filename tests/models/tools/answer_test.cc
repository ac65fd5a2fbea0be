#include "models/tools/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace credence::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A row is the record's age.
class AgeEncoder : public data::Encoder {
 public:
  int64_t width() const override { return 1; }
  absl::StatusOr<data::EncodedRow> Encode(const data::Record& record) const override {
    for (const data::Feature& feature : record.features) {
      if (feature.name != "Age") continue;
      const auto age = static_cast<float>(std::get<double>(feature.value));
      return data::EncodedRow{{age}, {}, 0, age > 85 ? 1 : 0, {}};
    }
    return absl::InvalidArgumentError("Age: got nothing, wanted a number");
  }
  nlohmann::json ToJson() const override { return {}; }
};

// Two members: log-odds of age / 50 - 1.5, plus and minus 0.1.
class AgeExecutor : public predict::Executor {
 public:
  absl::Status Forward(std::span<const float> rows, int64_t batch,
                       std::span<float> logits) override {
    for (int64_t i = 0; i < batch; ++i) {
      logits[2 * i] = rows[i] / 50 - 1.4f;
      logits[2 * i + 1] = rows[i] / 50 - 1.6f;
    }
    return absl::OkStatus();
  }
  std::string name() const override { return "fake"; }
};

predict::Predictor AgeModel() {
  predict::Predictor model;
  model.manifest.model = "age";
  model.manifest.classes = {"survived", "died"};
  model.manifest.network.outputs = 1;
  model.manifest.rank1 = {.components = 2, .samples = 1};
  model.manifest.deferral.max_out_of_range = 0;
  model.encoder = std::make_unique<AgeEncoder>();
  model.executor = std::make_unique<AgeExecutor>();
  return model;
}

std::string WriteRecords(const std::vector<int>& ages) {
  const std::string path =
      ::testing::TempDir() + "answer_test_" + std::to_string(getpid()) + ".csv";
  std::ofstream file(path);
  file << "RecordID,Minute,Values\n";
  for (size_t i = 0; i < ages.size(); ++i) file << i << ",0,Age=" << ages[i] << '\n';
  return path;
}

TEST(AnswerRecords, SetsEachAnswerBesideItsOutcome) {
  predict::Predictor model = AgeModel();
  const auto answered =
      AnswerRecords(model, WriteRecords({50, 90}), {{"0", 0}, {"1", 1}}, [](int64_t) {});
  ASSERT_TRUE(answered.ok()) << answered.status();
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  const double young = (sigmoid(-0.4) + sigmoid(-0.6)) / 2;
  EXPECT_NEAR(answered->table.risk[0], young, 1e-6);
  EXPECT_NEAR(answered->table.mixture_nll[0], -std::log(1 - young), 1e-6);
  EXPECT_NEAR(answered->table.mixture_nll[1], -std::log(answered->table.risk[1]), 1e-6);
  EXPECT_GT(answered->table.average_nll[0], answered->table.mixture_nll[0]);
  EXPECT_THAT(answered->table.label, ElementsAre(0, 1));
  EXPECT_THAT(answered->deferred, ElementsAre(false, true));
  EXPECT_GT(answered->epistemic[0], 0);
}

TEST(AnswerRecords, ReadsTheRiskOfTheModelsOwnPositiveClass) {
  predict::Predictor model = AgeModel();
  model.manifest.positive_class = 0;
  const auto answered = AnswerRecords(model, WriteRecords({50}), {{"0", 1}}, [](int64_t) {});
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_GT(answered->table.risk[0], 0.5);
  EXPECT_NEAR(answered->table.mixture_nll[0], -std::log(answered->table.risk[0]), 1e-6);
}

TEST(AnswerRecords, AnswersAllOfManyBatchesInOrder) {
  predict::Predictor model = AgeModel();
  std::vector<int> ages;
  std::map<std::string, int> outcomes;
  for (int i = 0; i < 150; ++i) {
    ages.push_back(20 + i % 60);
    outcomes[std::to_string(i)] = i % 2;
  }
  int64_t last = 0;
  const auto answered =
      AnswerRecords(model, WriteRecords(ages), outcomes, [&](int64_t done) { last = done; });
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_EQ(answered->size(), 150u);
  EXPECT_EQ(last, 150);
  EXPECT_EQ(answered->table.risk[70], answered->table.risk[130]);
  EXPECT_LT(answered->table.risk[100], answered->table.risk[101]);
}

TEST(AnswerRecords, CountsRecordsWithoutAnOutcome) {
  predict::Predictor model = AgeModel();
  const auto answered = AnswerRecords(model, WriteRecords({50, 60}), {{"1", 0}}, [](int64_t) {});
  ASSERT_TRUE(answered.ok()) << answered.status();
  EXPECT_EQ(answered->size(), 1u);
  EXPECT_EQ(answered->without_outcome, 1);
}

TEST(AnswerRecords, RefusesFilesThatDoNotMatch) {
  predict::Predictor model = AgeModel();
  const absl::Status status =
      AnswerRecords(model, WriteRecords({50}), {{"other", 0}}, [](int64_t) {}).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("got 0 of 1, wanted at least 1"));
}

TEST(AnswerRecords, SaysWhichRecordCannotBeEncoded) {
  predict::Predictor model = AgeModel();
  const absl::Status status =
      AnswerRecords(model, WriteRecords({50, -1}), {{"0", 0}, {"1", 0}}, [](int64_t) {}).status();
  EXPECT_EQ(status.message(), "record number 2: Age: got nothing, wanted a number");
}

TEST(AnswerRecords, RefusesATaskThatIsNotBinary) {
  predict::Predictor model = AgeModel();
  model.manifest.classes = {"a", "b", "c"};
  EXPECT_EQ(AnswerRecords(model, WriteRecords({50}), {{"0", 0}}, [](int64_t) {}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace credence::tools
