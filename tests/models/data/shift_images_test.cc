#include "models/data/shift_images.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace credence::data {
namespace {

constexpr int64_t kSide = 28;
constexpr double kPixels = kSide * kSide;

std::vector<float> Grey(float value) { return std::vector<float>(kSide * kSide, value); }

// A ramp from left to right.
std::vector<float> Ramp() {
  std::vector<float> image(kSide * kSide);
  for (int64_t at = 0; at < kSide * kSide; ++at) {
    image[at] = static_cast<float>(at % kSide) / (kSide - 1);
  }
  return image;
}

std::vector<float> Shifted(const char* shift, int severity, std::vector<float> image) {
  EXPECT_TRUE(ShiftImage(shift, severity, 1, "0", image).ok());
  return image;
}

double Mean(const std::vector<float>& image) {
  return std::accumulate(image.begin(), image.end(), 0.0) / static_cast<double>(image.size());
}

TEST(ShiftImage, RefusesWhatItDoesNotKnow) {
  std::vector<float> image = Grey(0), row(10);
  EXPECT_FALSE(ShiftImage("rain", 1, 1, "0", image).ok());
  EXPECT_FALSE(ShiftImage("contrast", 6, 1, "0", image).ok());
  EXPECT_FALSE(ShiftImage("contrast", 1, 1, "0", row).ok());
}

TEST(ShiftImage, StaysInRangeAndRepeatsItself) {
  for (const ImageShift& shift : ImageShifts()) {
    const auto image = Shifted(shift.name, 5, Ramp());
    EXPECT_EQ(image, Shifted(shift.name, 5, Ramp())) << shift.name;
    EXPECT_NE(image, Ramp()) << shift.name;
    for (float value : image) {
      EXPECT_GE(value, 0);
      EXPECT_LE(value, 1);
    }
  }
}

// Five standard errors of a standard deviation, stddev / sqrt(2 n).
TEST(ShiftImage, NoiseHasItsStandardDeviation) {
  double squares = 0;
  for (float value : Shifted("gaussian_noise", 5, Grey(0.5F))) {
    squares += (value - 0.5) * (value - 0.5) / kPixels;
  }
  EXPECT_NEAR(std::sqrt(squares), 0.1, 5 * 0.1 / std::sqrt(2 * kPixels));
}

TEST(ShiftImage, ImpulsesHitTheirShare) {
  const auto image = Shifted("impulse_noise", 5, Grey(0.5F));
  const auto hit = std::count_if(image.begin(), image.end(), [](float v) { return v != 0.5F; });
  EXPECT_NEAR(static_cast<double>(hit), .07 * kPixels, 5 * std::sqrt(.07 * .93 * kPixels));
}

TEST(ShiftImage, ContrastShrinksTowardsTheMean) {
  const auto image = Shifted("contrast", 2, Ramp());
  EXPECT_NEAR(Mean(image), Mean(Ramp()), 1e-6);
  EXPECT_NEAR(image[0], 0.25, 1e-6);
  EXPECT_NEAR(image[kSide - 1], 0.75, 1e-6);
}

TEST(ShiftImage, BrightnessAddsAndClips) {
  const auto image = Shifted("brightness", 5, Ramp());
  EXPECT_NEAR(image[0], 0.3, 1e-6);
  EXPECT_EQ(image[kSide - 1], 1);
}

// Side 4 at .75: 3 pixels, whose centres are 0.67, 2 and 3.33: means of the pixels 0, of 1 and 2,
// of 3; enlarged, each new pixel takes the nearest.
TEST(ShiftImage, PixelateTakesMeansOfWholePixels) {
  std::vector<float> image = {0, .2F, .4F, 1, 0, .2F, .4F, 1, 0, .2F, .4F, 1, 0, .2F, .4F, 1};
  ASSERT_TRUE(ShiftImage("pixelate", 4, 1, "0", image).ok());
  const std::vector<float> wanted = {0, .3F, .3F, 1};
  for (size_t at = 0; at < image.size(); ++at) EXPECT_NEAR(image[at], wanted[at % 4], 1e-6) << at;
}

}  // namespace
}  // namespace credence::data
