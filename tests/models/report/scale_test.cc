#include "models/report/scale.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace credence::report {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

TEST(Scale, MapsEndsToEndsEitherWayRound) {
  const Scale scale{.min = 10, .max = 20, .from = 100, .to = 0};
  EXPECT_EQ(scale(10), 100);
  EXPECT_EQ(scale(20), 0);
  EXPECT_EQ(scale(15), 50);
}

TEST(Scale, PutsTheGeometricMeanInTheMiddleOfALogarithm) {
  const Scale scale{.min = 1, .max = 100, .from = 0, .to = 1, .logarithmic = true};
  EXPECT_DOUBLE_EQ(scale(10), 0.5);
}

TEST(Ticks, AreRoundAndInside) {
  EXPECT_THAT(Ticks({.min = 0, .max = 1}, 5),
              Pointwise(DoubleNear(1e-12), {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}));
  EXPECT_THAT(Ticks({.min = -3, .max = 9}, 5), ElementsAre(-2, 0, 2, 4, 6, 8));
  EXPECT_THAT(Ticks({.min = 0.31, .max = 0.39}, 4),
              Pointwise(DoubleNear(1e-12), {0.32, 0.34, 0.36, 0.38}));
}

TEST(Ticks, ArePowersOfTenOnALongLogarithm) {
  const Scale scale{.min = 0.5, .max = 2000, .logarithmic = true};
  EXPECT_THAT(Ticks(scale, 5), ElementsAre(1, 10, 100, 1000));
}

TEST(TickText, IsShort) {
  EXPECT_EQ(TickText(0.30000000000000004), "0.3");
  EXPECT_EQ(TickText(1000), "1000");
}

}  // namespace
}  // namespace credence::report
