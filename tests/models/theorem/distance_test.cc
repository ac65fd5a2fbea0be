#include "models/theorem/distance.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/theorem/normal.h"

namespace credence::theorem {
namespace {

std::vector<double> Draws(uint64_t seed, double mean, double stddev, int count) {
  Normal normal(seed);
  std::vector<double> values;
  for (int n = 0; n < count; ++n) values.push_back(mean + stddev * normal.Draw());
  return values;
}

TEST(Compare, IsTheMeanDistanceOfTheSortedValues) {
  // Sorted 1 2 4 and 1 3 7: (0 + 1 + 3) / 3. Variances 14/9 and 56/9.
  const Distance distance = Compare({4, 1, 2}, {7, 3, 1}, 10, 1);
  EXPECT_DOUBLE_EQ(distance.wasserstein, 4.0 / 3 / std::sqrt(35.0 / 9));
  EXPECT_DOUBLE_EQ(distance.stddev_ratio, 2);
  EXPECT_DOUBLE_EQ(distance.mean_difference, 4.0 / 3 / std::sqrt(35.0 / 9));
}

TEST(Compare, IsTheShiftOfAShiftedSample) {
  std::vector<double> first = Draws(1, 0, 2, 500), second = first;
  for (double& value : second) value += 3;
  const Distance distance = Compare(first, second, 10, 1);
  EXPECT_NEAR(distance.wasserstein, std::abs(distance.mean_difference), 1e-12);
  EXPECT_NEAR(distance.first_skewness, distance.second_skewness, 1e-9);
}

// Five standard deviations of the floor hold whatever the two samples of one law do, but for one
// seed in a million.
TEST(Compare, OfOneLawLiesAtTheFloor) {
  const Distance distance = Compare(Draws(1, 0, 1, 2000), Draws(2, 0, 1, 2000), 200, 3);
  EXPECT_NEAR(distance.wasserstein, distance.floor, 5 * distance.floor_stddev);
}

// Var W1 is far below that of a mean: W1 of N(0, 1) and N(0.3, 1) is 0.3.
TEST(Compare, OfTwoLawsLiesAboveTheFloor) {
  const Distance distance = Compare(Draws(1, 0, 1, 2000), Draws(2, 0.3, 1, 2000), 200, 3);
  EXPECT_NEAR(distance.wasserstein, 0.3, 5 * std::sqrt(2.0 / 2000));
  EXPECT_GT(distance.wasserstein, distance.floor + 5 * distance.floor_stddev);
}

}  // namespace
}  // namespace credence::theorem
