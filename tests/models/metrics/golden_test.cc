// The reference implementation's metrics; tests/golden/README.md says where they come from.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "models/checkpoint/safetensors.h"
#include "models/metrics/calibration.h"
#include "models/metrics/scores.h"

namespace credence::metrics {
namespace {

class Golden : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened =
        checkpoint::SafetensorsFile::Open(CREDENCE_SOURCE_DIR "/tests/golden/metrics.safetensors");
    ASSERT_TRUE(opened.ok()) << opened.status();
    file_ = std::move(*opened);
  }
  std::span<const double> Doubles(const char* name) { return file_->Find(name)->f64(); }
  std::vector<int> Labels(const char* name) {
    const checkpoint::ArrayView array = *file_->Find(name);
    const auto* values = reinterpret_cast<const int64_t*>(array.data);
    return std::vector<int>(values, values + array.size());
  }
  std::unique_ptr<checkpoint::SafetensorsFile> file_;
};

TEST_F(Golden, TopLabelEceMatches) {
  const auto label = Labels("in/labels");
  const auto probabilities = Doubles("in/probs");
  EXPECT_NEAR(*TopLabelEce(probabilities, 5, label, 10), Doubles("out/ece_10")[0], 1e-9);
  EXPECT_NEAR(*TopLabelEce(probabilities, 5, label, 15), Doubles("out/ece_15")[0], 1e-9);
}

TEST_F(Golden, NllOfMembersMatches) {
  // Logits are [2 samples, 4 components, 50 cases]; ours are [50 cases, 8 members].
  const auto logits = Doubles("in/binary_logits");
  const auto label = Labels("in/binary_labels");
  std::vector<double> risk;
  for (size_t i = 0; i < label.size(); ++i) {
    for (size_t m = 0; m < 8; ++m) risk.push_back(1 / (1 + std::exp(-logits[m * 50 + i])));
  }
  const MemberNll nll = *NllOfMembers(risk, 8, label);
  const auto mean = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  };
  EXPECT_NEAR(mean(nll.mixture), Doubles("out/binary_nll_mixture")[0], 1e-9);
  EXPECT_NEAR(mean(nll.average), Doubles("out/binary_nll_average")[0], 1e-9);
}

}  // namespace
}  // namespace credence::metrics
