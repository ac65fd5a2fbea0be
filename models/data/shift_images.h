// The same for images: grey, square, rows of side * side values in [0, 1].
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "models/data/draws.h"
#include "models/data/shift.h"

namespace credence::data {

struct ImageShift {
  const char* name = "";
  std::array<double, kSeverities> amounts = {};  // severity 1 .. 5
  void (*apply)(double amount, Draws& draws, int64_t side, std::span<float> image) = nullptr;
};

// All shifts of images, with the severities of CIFAR-10-C (Hendrycks and Dietterich, ICLR 2019; its
// images are as small): results are clipped to [0, 1].
//   gaussian_noise  normal noise, standard deviation .04 .06 .08 .09 .10
//   impulse_noise   each pixel is 0 or 1, half of them each, with probability .01 .02 .03 .05 .07
//   contrast        (x - mean) * .75 .5 .4 .3 .15 + mean, the image's own mean
//   brightness      x + .05 .1 .15 .2 .3
//   pixelate        reduced to .95 .9 .85 .75 .65 of the side and enlarged again, by the box filter
//                   that weighs whole pixels, as Pillow's
std::span<const ImageShift> ImageShifts();

// Changes the image in place. `id` tells the images of a set apart: the same seed and id give the
// same image. Errors: InvalidArgument for a name that is not in the table, a severity outside 1 ..
// 5, or a number of values that is no square.
absl::Status ShiftImage(std::string_view shift, int severity, uint64_t seed, std::string_view id,
                        std::span<float> image);

}  // namespace credence::data
