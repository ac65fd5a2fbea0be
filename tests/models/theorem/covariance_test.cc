#include "models/theorem/covariance.h"

#include <gtest/gtest.h>

namespace credence::theorem {
namespace {

// Of a check whose formula holds, `chance` is below this once in a million seeds; the seeds are
// fixed, and the draws the same everywhere.
constexpr double kChance = 1e-6;
constexpr int64_t kDraws = 40'000;

TEST(Sigma, IsThatOfRowColumnAndElementNoise) {
  const Perturbed one{.inputs = 2,
                      .outputs = 2,
                      .r = {FactorLaw::Kind::kGaussian, 0.25},
                      .s = {FactorLaw::Kind::kGaussian, 0.04}};
  EXPECT_NEAR(one.sigma(0, 0, 0, 0), 0.25 + 0.04 + 0.25 * 0.04, 1e-15);
  EXPECT_NEAR(one.sigma(0, 0, 0, 1), 0.25, 1e-15);
  EXPECT_NEAR(one.sigma(0, 0, 1, 0), 0.04, 1e-15);
  EXPECT_DOUBLE_EQ(one.sigma(0, 0, 1, 1), 0);
}

TEST(Covariance, OfRank1PerturbationsFollowsTheFormula) {
  for (const Perturbed& one : CovarianceCases(1, 4, 3)) {
    const CovarianceCheck check = CheckCovariance(one, "rank-1", &DrawRank1, kDraws, 2);
    EXPECT_EQ(check.tests(), 12 + 78);
    EXPECT_GT(check.chance(), kChance) << one.name << ", largest z " << check.largest_z();
  }
}

TEST(Covariance, OfTheFullRankDecompositionIsTheSame) {
  for (const Perturbed& one : CovarianceCases(1, 4, 3)) {
    const CovarianceCheck check = CheckCovariance(one, "full-rank", &DrawFullRank, kDraws, 3);
    EXPECT_GT(check.chance(), kChance) << one.name << ", largest z " << check.largest_z();
  }
}

// The check can fail: with s of another variance the formula is off by 0.03 W_ij W_kl, many
// standard errors.
TEST(Covariance, OfAnotherLawIsFoundToDiffer) {
  const Perturbed drawn = CovarianceCases(1, 4, 3).front();
  const auto draw_wider = +[](const Perturbed& perturbed, Normal& normal, std::vector<double>& to) {
    Perturbed wider = perturbed;
    wider.s.own += 0.03;
    DrawRank1(wider, normal, to);
  };
  const CovarianceCheck check = CheckCovariance(drawn, "rank-1", draw_wider, kDraws, 2);
  EXPECT_LT(check.chance(), kChance);
}

}  // namespace
}  // namespace credence::theorem
