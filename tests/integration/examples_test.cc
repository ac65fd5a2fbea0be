// The examples that ship with the models are answered as their names and descriptions say.
#include "server/catalog/examples.h"

#include <gmock/gmock.h>

#include "server/catalog/catalog.h"
#include "server/predict/predict.h"
#include "tests/integration/answer.h"

namespace credence::server {
namespace {

// Every model's examples are cases of these kinds, in this order.
struct Kind {
  const char* begins;   // the name
  const char* stratum;  // "": any
  bool is_deferred;
  bool members_disagree;  // by both rules
};
constexpr Kind kKinds[] = {{"Low risk: ", "low", false, false},
                           {"High risk: ", "high", false, false},
                           {"Deferred: ", "", true, true},
                           {"Few measurements: ", "", true, false}};

class ShippedExamples : public ::testing::TestWithParam<const char*> {
 protected:
  ShippedExamples() {
    auto loaded = Catalog::Load(
        CREDENCE_SOURCE_DIR "/models/pretrained",
        [](const std::string& directory) { return predict::LoadPredictor(directory, {}); }, {},
        metrics_, log_);
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    catalog_ = *std::move(loaded);
    served_ = *catalog_.Find(GetParam(), 0);
  }

  Metrics metrics_;
  Log log_{"text", "error"};
  Catalog catalog_;
  std::shared_ptr<const Served> served_;
};

bool MembersDisagree(const v1::Prediction& prediction) {
  int rules = 0;
  for (const auto& reason : prediction.deferral().reasons()) {
    rules += reason.rule() == v1::DeferralReason::RULE_EPISTEMIC ||
             reason.rule() == v1::DeferralReason::RULE_INTERVAL_WIDTH;
  }
  return rules == 2;
}

TEST_P(ShippedExamples, AreAnsweredAsTheySay) {
  const auto examples = ReadExamples(*served_->predictor);
  ASSERT_TRUE(examples.ok()) << examples.status();
  ASSERT_EQ(examples->examples_size(), static_cast<int>(std::size(kKinds)));
  v1::PredictRequest request;
  for (const v1::Example& example : examples->examples()) {
    *request.add_instances() = example.instance();
  }
  const v1::PredictResponse answers = Answer(served_, request);
  ASSERT_EQ(answers.predictions_size(), examples->examples_size());
  for (int i = 0; i < answers.predictions_size(); ++i) {
    const v1::Prediction& answer = answers.predictions(i);
    EXPECT_THAT(examples->examples(i).name(), ::testing::StartsWith(kKinds[i].begins));
    EXPECT_EQ(answer.deferral().deferred(), kKinds[i].is_deferred) << kKinds[i].begins;
    EXPECT_EQ(MembersDisagree(answer), kKinds[i].members_disagree) << kKinds[i].begins;
    if (*kKinds[i].stratum != '\0') {
      EXPECT_EQ(answer.stratum(), kKinds[i].stratum) << kKinds[i].begins;
    }
  }
}

constexpr const char* kModels[] = {
    "physionet2012_mlp",
    "physionet2012_mlp_set_a",
#ifdef CREDENCE_TORCH  // what executes an LSTM
    "physionet2012_lstm",
#endif
};
INSTANTIATE_TEST_SUITE_P(All, ShippedExamples, ::testing::ValuesIn(kModels));

}  // namespace
}  // namespace credence::server
