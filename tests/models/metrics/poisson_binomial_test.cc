#include "models/metrics/poisson_binomial.h"

#include <gtest/gtest.h>

#include <cmath>

namespace credence::metrics {
namespace {

// P(K <= k) of a binomial, by its sum.
double BinomialCdf(int n, double p, int k) {
  double sum = 0;
  for (int i = 0; i <= k; ++i) {
    sum += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) +
                    i * std::log(p) + (n - i) * std::log1p(-p));
  }
  return sum;
}

TEST(PoissonBinomial, IsBinomialForEqualProbabilities) {
  const PoissonBinomial events(std::vector<double>(50, 0.3));
  for (int k = 0; k <= 50; ++k) EXPECT_NEAR(events.Cdf(k), BinomialCdf(50, 0.3, k), 1e-13);
}

TEST(PoissonBinomial, ConvolvesUnequalProbabilities) {
  const PoissonBinomial events(std::vector<double>{0.5, 0.1, 0, 1});
  EXPECT_EQ(events.Cdf(0), 0);
  EXPECT_NEAR(events.Cdf(1), 0.45, 1e-15);
  EXPECT_NEAR(events.Cdf(2), 0.95, 1e-15);
  EXPECT_EQ(events.Cdf(3), 1);
  EXPECT_EQ(events.Quantile(0.4), 1);
  EXPECT_EQ(events.Quantile(0.5), 2);
  EXPECT_EQ(events.Quantile(1), 3);
}

TEST(PoissonBinomial, ApproximatesALargeVarianceWell) {
  // Just above the variance of 400 at which the approximation begins, and as skewed as it gets.
  const int n = 4500;
  const PoissonBinomial events(std::vector<double>(n, 0.1));
  double worst = 0;
  for (int k = 350; k <= 550; ++k) {
    worst = std::max(worst, std::abs(events.Cdf(k) - BinomialCdf(n, 0.1, k)));
  }
  EXPECT_LT(worst, 1e-4);
}

TEST(PoissonBinomial, HoldsWithoutCasesAndWithCertainOnes) {
  EXPECT_EQ(PoissonBinomial({}).Quantile(0.5), 0);
  EXPECT_EQ(PoissonBinomial(std::vector<double>(30, 1.0)).Quantile(0.001), 30);
  EXPECT_EQ(PoissonBinomial(std::vector<double>(30, 0.0)).Quantile(0.999), 0);
}

}  // namespace
}  // namespace credence::metrics
