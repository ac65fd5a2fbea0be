#include "models/layers/noise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace credence::layers {
namespace {

torch::Tensor Draw(GeneratorNoise& noise, Family family, int64_t dim) {
  return noise.Draw("l0.r", family, 4, 10, dim, torch::kFloat64);
}

// n = 40000 draws: the mean's standard error is 1 / sqrt(n), the variance's sqrt(2 / n); 5 of them
// are passed once in 1.7 million seeds.
TEST(GeneratorNoise, GaussianHasMeanZeroAndVarianceOne) {
  GeneratorNoise noise(1);
  const torch::Tensor eps = Draw(noise, Family::kGaussian, 1000);
  const double n = static_cast<double>(eps.numel());
  EXPECT_NEAR(eps.mean().item<double>(), 0, 5 / std::sqrt(n));
  EXPECT_NEAR(eps.var().item<double>(), 1, 5 * std::sqrt(2 / n));
}

// A quarter of standard Cauchy draws lie below -1, a half below 0, three quarters below 1; a share
// p of n draws has the standard error sqrt(p (1 - p) / n) <= 1 / (2 sqrt(n)).
TEST(GeneratorNoise, CauchyHasItsQuartiles) {
  GeneratorNoise noise(1);
  const torch::Tensor eps = Draw(noise, Family::kCauchy, 1000);
  const double tolerance = 5 / (2 * std::sqrt(static_cast<double>(eps.numel())));
  for (const auto& [limit, share] : {std::pair(-1.0, 0.25), {0.0, 0.5}, {1.0, 0.75}}) {
    EXPECT_NEAR((eps < limit).to(torch::kFloat64).mean().item<double>(), share, tolerance);
  }
}

TEST(GeneratorNoise, EveryExampleAndComponentHasItsOwn) {
  GeneratorNoise noise(1);
  const torch::Tensor eps = Draw(noise, Family::kGaussian, 8).flatten(0, 1);
  EXPECT_EQ(std::get<0>(torch::unique_dim(eps, 0)).size(0), 40);
}

TEST(GeneratorNoise, VectorsAreIndependent) {
  GeneratorNoise noise(1);
  const torch::Tensor r = Draw(noise, Family::kGaussian, 1000);
  const torch::Tensor s = Draw(noise, Family::kGaussian, 1000);
  // The correlation of n independent pairs has the standard error 1 / sqrt(n).
  const double n = static_cast<double>(r.numel());
  EXPECT_NEAR((r * s).mean().item<double>(), 0, 5 / std::sqrt(n));
}

TEST(GeneratorNoise, GoesOnFromASavedStateBitForBit) {
  GeneratorNoise noise(1), other(2);
  Draw(noise, Family::kGaussian, 3);
  const torch::Tensor state = noise.State();
  ASSERT_TRUE(other.SetState(state).ok());
  EXPECT_TRUE(torch::equal(Draw(noise, Family::kGaussian, 5), Draw(other, Family::kGaussian, 5)));
  EXPECT_TRUE(torch::equal(Draw(noise, Family::kCauchy, 5), Draw(other, Family::kCauchy, 5)));
}

TEST(GeneratorNoise, RefusesBytesThatAreNoState) {
  GeneratorNoise noise(1);
  const absl::Status status = noise.SetState(torch::zeros({3}, torch::kUInt8));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message().substr(0, 27), "noise state: got 3 elements");
}

}  // namespace
}  // namespace credence::layers
