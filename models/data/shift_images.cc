#include "models/data/shift_images.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace credence::data {
namespace {

void GaussianNoise(double amount, Draws& draws, int64_t, std::span<float> image) {
  for (float& value : image) value += static_cast<float>(amount * draws.Normal());
}

void ImpulseNoise(double amount, Draws& draws, int64_t, std::span<float> image) {
  for (float& value : image) {
    const bool hit = draws.Uniform() < amount;
    const bool white = draws.Uniform() < 0.5;
    if (hit) value = white ? 1 : 0;
  }
}

void Contrast(double amount, Draws&, int64_t, std::span<float> image) {
  const double mean =
      std::accumulate(image.begin(), image.end(), 0.0) / static_cast<double>(image.size());
  for (float& value : image) value = static_cast<float>((value - mean) * amount + mean);
}

void Brightness(double amount, Draws&, int64_t, std::span<float> image) {
  for (float& value : image) value += static_cast<float>(amount);
}

// Lines of `from` values -> lines of `to` values: each is the mean of the old ones whose centres
// lie under it, of the nearest where none does. stride: between the values of a line.
std::vector<float> ResizeLine(const float* line, int64_t stride, int64_t from, int64_t to) {
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  const double support = std::max(scale, 1.0) / 2;
  std::vector<float> resized(static_cast<size_t>(to));
  for (int64_t t = 0; t < to; ++t) {
    const double centre = (static_cast<double>(t) + 0.5) * scale;
    const auto first = std::max<int64_t>(0, static_cast<int64_t>(centre - support + 0.5));
    const auto last = std::min<int64_t>(from, static_cast<int64_t>(centre + support + 0.5));
    double sum = 0, count = 0;
    for (int64_t f = first; f < last; ++f) {
      const double off = (static_cast<double>(f) - centre + 0.5) / std::max(scale, 1.0);
      if (off <= -0.5 || off > 0.5) continue;
      sum += line[f * stride];
      count += 1;
    }
    resized[t] = static_cast<float>(sum / count);
  }
  return resized;
}

// [from, from] -> [to, to].
std::vector<float> Resize(std::span<const float> image, int64_t from, int64_t to) {
  std::vector<float> narrow, square(static_cast<size_t>(to * to));
  for (int64_t row = 0; row < from; ++row) {
    const auto line = ResizeLine(image.data() + row * from, 1, from, to);
    narrow.insert(narrow.end(), line.begin(), line.end());
  }
  for (int64_t column = 0; column < to; ++column) {
    const auto line = ResizeLine(narrow.data() + column, to, from, to);
    for (int64_t row = 0; row < to; ++row) square[row * to + column] = line[row];
  }
  return square;
}

void Pixelate(double amount, Draws&, int64_t side, std::span<float> image) {
  const auto small = std::max<int64_t>(1, static_cast<int64_t>(static_cast<double>(side) * amount));
  const auto enlarged = Resize(Resize(image, side, small), small, side);
  std::copy(enlarged.begin(), enlarged.end(), image.begin());
}

constexpr ImageShift kShifts[] = {
    {"gaussian_noise", {.04, .06, .08, .09, .10}, &GaussianNoise},
    {"impulse_noise", {.01, .02, .03, .05, .07}, &ImpulseNoise},
    {"contrast", {.75, .5, .4, .3, .15}, &Contrast},
    {"brightness", {.05, .1, .15, .2, .3}, &Brightness},
    {"pixelate", {.95, .9, .85, .75, .65}, &Pixelate},
};

}  // namespace

std::span<const ImageShift> ImageShifts() { return kShifts; }

absl::Status ShiftImage(std::string_view shift, int severity, uint64_t seed, std::string_view id,
                        std::span<float> image) {
  const auto* found = std::find_if(std::begin(kShifts), std::end(kShifts),
                                   [&](const ImageShift& row) { return row.name == shift; });
  if (found == std::end(kShifts)) {
    return absl::InvalidArgumentError(
        absl::StrCat("shift: got \"", std::string(shift), "\", wanted one of ",
                     absl::StrJoin(kShifts, ", ", [](std::string* to, const ImageShift& row) {
                       absl::StrAppend(to, row.name);
                     })));
  }
  if (severity < 1 || severity > kSeverities) {
    return absl::InvalidArgumentError(
        absl::StrCat("severity: got ", severity, ", wanted 1 to ", kSeverities));
  }
  const auto side = static_cast<int64_t>(std::lround(std::sqrt(static_cast<double>(image.size()))));
  if (side < 1 || side * side != static_cast<int64_t>(image.size())) {
    return absl::InvalidArgumentError(
        absl::StrCat("image: got ", image.size(), " values, wanted a square of a whole number"));
  }
  Draws draws(seed, id, shift);
  found->apply(found->amounts[severity - 1], draws, side, image);
  for (float& value : image) value = std::clamp(value, 0.0F, 1.0F);
  return absl::OkStatus();
}

}  // namespace credence::data
