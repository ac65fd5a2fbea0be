// KL terms, initial stddev and losses against the reference implementation.
#include <gtest/gtest.h>

#include "models/layers/kl.h"
#include "models/layers/losses.h"
#include "tests/models/layers/golden_case.h"

namespace credence::layers {
namespace {

class GoldenLosses : public ::testing::TestWithParam<torch::Dtype> {};

TEST_P(GoldenLosses, KlTermsEqualTheReference) {
  for (const std::string& name : GoldenCaseNames("kl_terms")) {
    const GoldenCase golden(name, GetParam());
    const double prior_mean = golden.attributes().at("prior_mean");
    const double prior_stddev = golden.attributes().at("prior_stddev");
    const double cauchy_scale = golden.attributes().at("cauchy_prior_scale");
    const torch::Tensor mean = golden.Get("param/mean");
    const torch::Tensor stddev = PositiveFromStored(golden.Get("param/stddev"));
    const torch::Tensor kl = GaussianKl(mean, stddev, prior_mean, prior_stddev);
    golden.ExpectEqual(kl, "kl/normal");
    golden.ExpectEqual(kl / 100, "kl/normal_scaled");  // made with scale_factor 1 / 100
    golden.ExpectEqual(TiedMeanGaussianKl(stddev, prior_stddev), "kl/normal_tied_mean");
    golden.ExpectEqual(LogNormalKl(mean, stddev, 0, prior_stddev), "kl/log_normal");
    golden.ExpectEqual(
        CauchySingleSampleKl(golden.Get("in/cauchy_value"), mean, stddev, prior_mean, cauchy_scale),
        "kl/cauchy_single_sample");
    golden.ExpectEqual(stddev, "param/stddev_softplus");
    golden.ExpectAllCompared();
  }
}

TEST_P(GoldenLosses, InitialStddevEqualsTheReference) {
  for (const std::string& name : GoldenCaseNames("initial_stddev")) {
    const GoldenCase golden(name, GetParam());
    const torch::Tensor rates = golden.Get("in/dropout_rate");
    torch::Tensor stored = torch::empty_like(rates);
    for (int64_t i = 0; i < rates.size(0); ++i) {
      stored[i] = InitialStoredStddev(rates[i].item<double>());
    }
    golden.ExpectEqual(stored, "out/stddev_pre");
    golden.ExpectEqual(PositiveFromStored(stored), "out/stddev");
    golden.ExpectAllCompared();
  }
}

TEST_P(GoldenLosses, BinaryNllEqualsTheReference) {
  for (const std::string& name : GoldenCaseNames("metrics")) {
    const GoldenCase golden(name, GetParam());
    // [S, K, B] -> [S * K, B, 1]: every member weighs the same.
    const torch::Tensor logits = golden.Get("in/binary_logits").flatten(0, 1).unsqueeze(2);
    const torch::Tensor labels = golden.Get("in/binary_labels");
    golden.ExpectEqual(torch::sigmoid(logits).mean(0), "out/binary_probs");
    golden.ExpectEqual(MixtureNll(logits, labels), "out/binary_nll_mixture");
    golden.ExpectEqual(AverageNll(logits, labels), "out/binary_nll_average");
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, GoldenLosses, ::testing::Values(torch::kFloat64, torch::kFloat32),
                         [](const auto& info) {
                           return info.param == torch::kFloat64 ? "float64" : "float32";
                         });

}  // namespace
}  // namespace credence::layers
