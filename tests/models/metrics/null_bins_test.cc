#include "models/metrics/null_bins.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "models/metrics/uniform.h"

namespace credence::metrics {
namespace {

TEST(NullBins, DrawsTheEceThatLabelsDrawnFromTheRisksShow) {
  std::mt19937_64 generator(5);
  std::vector<double> risk(300);
  for (double& p : risk) p = Uniform(generator) * Uniform(generator);
  const Binning binning = Binning::EqualWidth(15);
  std::vector<double> simulated;
  std::vector<int> label(risk.size());
  for (int draw = 0; draw < 2000; ++draw) {
    for (size_t i = 0; i < risk.size(); ++i) label[i] = Uniform(generator) < risk[i] ? 1 : 0;
    simulated.push_back(EceOf(SumBins({risk, label}, binning)));
  }
  const std::vector<double> drawn = NullBins(risk, binning).DrawEces(2000, 1);
  // 2000 draws know a quantile of this ECE, standard deviation 0.01, to about 0.0005.
  for (double u : {0.05, 0.5, 0.95}) {
    EXPECT_NEAR(Quantile(drawn, u), Quantile(simulated, u), 0.002) << u;
  }
}

TEST(NullBins, HasTheBinomialQuantilesOfEqualRisks) {
  // 10 cases at 0.3: P(K <= 0) = 0.028, P(K <= 1) = 0.149, P(K <= 4) = 0.850, P(K <= 5) = 0.953.
  const NullBins null(std::vector<double>(10, 0.3), Binning::EqualWidth(2));
  EXPECT_EQ(null.ShareQuantile(0, 0.05), 0.1);
  EXPECT_EQ(null.ShareQuantile(0, 0.95), 0.5);
  EXPECT_EQ(null.ShareQuantile(1, 0.95), 0);
}

}  // namespace
}  // namespace credence::metrics
