// The shipped model met by its own training records, and by records that are not like them.
#include <gmock/gmock.h>

#include <filesystem>
#include <numeric>

#include "client/cli/read_instances.h"
#include "models/metrics/stability.h"
#include "server/catalog/catalog.h"
#include "server/catalog/describe_inputs.h"
#include "server/predict/predict.h"
#include "tests/integration/answer.h"

namespace credence::server {
namespace {

namespace fs = std::filesystem;
using Instances = std::vector<v1::Instance>;

constexpr int kAll = 8000;

// As the command-line client sends them.
const Instances& Records() {
  static const Instances* const all = [] {
    auto* instances = new Instances;
    for (const char* set : {"set-a.events.csv.gz", "set-c.events.csv.gz"}) {
      const auto read = cli::ReadPhysionet(
          std::string(CREDENCE_SOURCE_DIR "/data/physionet2012/") + set, kAll, {});
      EXPECT_TRUE(read.ok()) << read.status();
      instances->insert(instances->end(), read->begin(), read->end());
    }
    return instances;
  }();
  return *all;
}

class Drift : public ::testing::Test {
 protected:
  Drift() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::create_directory_symlink(CREDENCE_SOURCE_DIR "/models/pretrained/physionet2012_mlp",
                                 folder_ / "physionet2012_mlp");
    auto loaded = Catalog::Load(
        folder_.string(),
        [](const std::string& directory) { return predict::LoadPredictor(directory, {}); }, {},
        metrics_, log_);
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    catalog_ = *std::move(loaded);
    served_ = *catalog_.Find("physionet2012_mlp", 0);
  }
  ~Drift() override {
    served_->batcher->Stop();
    fs::remove_all(folder_);
  }

  const checkpoint::Reference& reference() const { return *served_->predictor->manifest.reference; }

  // Answered, in requests of 250.
  void Send(const Instances& instances) {
    for (size_t first = 0; first < instances.size(); first += 250) {
      v1::PredictRequest request;
      const size_t last = std::min(first + 250, instances.size());
      request.mutable_instances()->Add(instances.begin() + first, instances.begin() + last);
      Answer(served_, request);
    }
  }

  v1::GetInputsResponse Inputs() const {
    v1::GetInputsResponse inputs;
    DescribeInputs(*served_, inputs);
    return inputs;
  }
  v1::InputDrift Input(const std::string& name) const {
    const v1::GetInputsResponse now = Inputs();
    for (const v1::InputDrift& input : now.inputs()) {
      if (input.name() == name) return input;
    }
    ADD_FAILURE() << "no input " << name;
    return {};
  }

  const fs::path folder_ =
      fs::path(::testing::TempDir()) / ("drift_test_" + std::to_string(getpid()));
  Metrics metrics_;
  Log log_{"text", "error"};
  Catalog catalog_;
  std::shared_ptr<const Served> served_;
};

// The first n records, each changed.
template <typename Change>
Instances Changed(int n, Change change) {
  Instances instances(Records().begin(), Records().begin() + n);
  for (v1::Instance& instance : instances) {
    for (v1::Series& series : *instance.mutable_series()) change(series);
  }
  return instances;
}

TEST_F(Drift, IsNoneWhereTheTrainingRecordsAreServed) {
  Send(Records());
  const InputTotals totals = served_->inputs->Read();
  ASSERT_EQ(totals.records, kAll);
  ASSERT_EQ(totals.inputs.size(), reference().inputs.size());
  for (size_t i = 0; i < totals.inputs.size(); ++i) {
    const std::string& name = served_->inputs->inputs()[i].name;
    EXPECT_EQ(totals.inputs[i].bins, reference().inputs[i].counts) << name;
    EXPECT_EQ(totals.inputs[i].missing, reference().inputs[i].missing) << name;
    EXPECT_EQ(totals.inputs[i].out_of_range, reference().inputs[i].out_of_range) << name;
  }
  const v1::GetInputsResponse now = Inputs();
  for (const v1::InputDrift& input : now.inputs()) {
    EXPECT_EQ(input.psi(), 0) << input.name();
    EXPECT_THAT(input.current(), ::testing::ElementsAreArray(input.reference())) << input.name();
  }
  // Of risks the last digit may differ by processor.
  EXPECT_LT(now.risk().psi(), 1e-6);
  EXPECT_NEAR(now.expected_mixture_nll(), now.reference_mixture_nll(), 1e-6);
  EXPECT_NEAR(now.expected_brier(), now.reference_brier(), 1e-6);
  EXPECT_NEAR(now.mean_epistemic(), now.reference_epistemic(), 1e-6);
  EXPECT_NEAR(now.deferral_ratio(), now.reference_deferral_ratio(), 2.0 / kAll);
}

// Whoever has mmol/L and converts it, though the sender has done so already.
TEST_F(Drift, ShowsGlucoseInAnotherUnit) {
  Send(Changed(1000, [](v1::Series& series) {
    if (series.code() != "Glucose") return;
    for (float& value : *series.mutable_values()) value *= 18.0156f;
  }));
  const v1::InputDrift glucose = Input("Glucose");
  EXPECT_GT(glucose.psi(), 1);
  EXPECT_GT(glucose.psi(), 10 * glucose.psi_null_q95());
  EXPECT_GT(glucose.out_of_range(), glucose.reference_out_of_range() + 0.1);
  const v1::GetInputsResponse now = Inputs();
  for (const v1::InputDrift& input : now.inputs()) {
    EXPECT_TRUE(input.name() == "Glucose" || input.psi() <= 1.5 * input.psi_null_q95())
        << input.name();
  }
}

// Taken for mg/dL, mmol/L are impossible, and what is impossible is missing.
TEST_F(Drift, ShowsGlucoseThatIsImpossibleInItsUnit) {
  Send(Changed(500, [](v1::Series& series) {
    if (series.code() != "Glucose") return;
    for (float& value : *series.mutable_values()) value /= 18.0156f;
  }));
  const v1::InputDrift glucose = Input("Glucose");
  EXPECT_GT(glucose.missing(), 0.5);
  EXPECT_LT(glucose.reference_missing(), 0.05);
  EXPECT_GT(glucose.out_of_range(), 0.9);
}

TEST_F(Drift, ShowsAnInputThatIsNoLongerSent) {
  Send(Changed(500, [](v1::Series& series) {
    if (series.code() == "HR") series.clear_hours(), series.clear_values();
  }));
  EXPECT_EQ(Input("HR").missing(), 1);
  EXPECT_LT(Input("HR").reference_missing(), 0.05);
  EXPECT_FALSE(Input("HR").has_psi());
  EXPECT_LT(Input("BUN").missing(), 0.1);
}

TEST_F(Drift, ShowsAWardThatTheReferenceHasFewOf) {
  Instances coronary;
  for (const v1::Instance& instance : Records()) {
    for (const v1::Feature& feature : instance.features()) {
      if (feature.name() == "ICUType" && feature.category() == "coronary_care") {
        coronary.push_back(instance);
      }
    }
  }
  ASSERT_EQ(coronary.size(), 1179u);
  Send(coronary);
  EXPECT_GT(Input("ICUType").psi(), 1);
  EXPECT_GT(Inputs().risk().psi(), Inputs().risk().psi_null_q95());
}

}  // namespace
}  // namespace credence::server
