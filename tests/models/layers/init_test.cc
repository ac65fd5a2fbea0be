#include "models/layers/init.h"

#include <gtest/gtest.h>

#include <cmath>

namespace credence::layers {
namespace {

constexpr double kCount = 200 * 300;

TEST(TruncatedNormal, StaysWithinTwoStandardDeviations) {
  const torch::Tensor x = TruncatedNormal({200, 300}, 3, 0.5, MakeGenerator(1));
  EXPECT_GE(x.min().item<double>(), 2);
  EXPECT_LE(x.max().item<double>(), 4);
  // Cut at two, a standard normal has the standard deviation 0.8796.
  EXPECT_NEAR(x.mean().item<double>(), 3, 5 * 0.5 * 0.8796 / std::sqrt(kCount));
}

// The standard error of a standard deviation is below sigma / sqrt(2 n) for these short tails.
TEST(TruncatedKernel, HasTheStandardDeviationAskedFor) {
  const torch::Tensor x = TruncatedKernel(200, 300, 0.1, MakeGenerator(1));
  EXPECT_NEAR(x.std().item<double>(), 0.1, 5 * 0.1 / std::sqrt(2 * kCount));
}

TEST(RandomSigns, ArePlusOneWithTheGivenProbability) {
  const torch::Tensor x = RandomSigns({200, 300}, 0.75, MakeGenerator(1));
  EXPECT_TRUE(torch::equal(x.abs(), torch::ones_like(x)));
  const double share = (x > 0).to(torch::kFloat64).mean().item<double>();
  EXPECT_NEAR(share, 0.75, 5 * std::sqrt(0.75 * 0.25 / kCount));
}

TEST(RandomSigns, AreNormalAboutOneWhereNotPositive) {
  const torch::Tensor x = RandomSigns({200, 300}, -0.5, MakeGenerator(1));
  EXPECT_NEAR(x.mean().item<double>(), 1, 5 * 0.5 / std::sqrt(kCount));
  EXPECT_NEAR(x.std().item<double>(), 0.5, 5 * 0.5 / std::sqrt(2 * kCount));
  const torch::Tensor ones = RandomSigns({2, 3}, 0, MakeGenerator(1));
  EXPECT_TRUE(torch::equal(ones, torch::ones({2, 3})));
}

TEST(GlorotUniform, FillsItsInterval) {
  const double limit = std::sqrt(6.0 / 500);
  const torch::Tensor x = GlorotUniform(200, 300, MakeGenerator(1));
  EXPECT_LE(x.abs().max().item<double>(), limit);
  EXPECT_NEAR(x.std().item<double>(), limit / std::sqrt(3.0), 5 * limit / std::sqrt(kCount));
}

TEST(Orthogonal, HasOrthonormalRowsOrColumns) {
  const torch::Tensor wide = Orthogonal(5, 20, MakeGenerator(1));
  EXPECT_TRUE(torch::allclose(wide.mm(wide.t()), torch::eye(5), 0, 1e-6));
  const torch::Tensor tall = Orthogonal(20, 5, MakeGenerator(1));
  EXPECT_TRUE(torch::allclose(tall.t().mm(tall), torch::eye(5), 0, 1e-6));
}

TEST(Init, SameSeedGivesTheSameValues) {
  EXPECT_TRUE(torch::equal(TruncatedKernel(5, 6, 1, MakeGenerator(3)),
                           TruncatedKernel(5, 6, 1, MakeGenerator(3))));
  EXPECT_FALSE(torch::equal(TruncatedKernel(5, 6, 1, MakeGenerator(3)),
                            TruncatedKernel(5, 6, 1, MakeGenerator(4))));
}

}  // namespace
}  // namespace credence::layers
