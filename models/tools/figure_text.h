// How figures are written for people, in the terminal and in the report alike.
#pragma once

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/metrics/bootstrap.h"
#include "models/metrics/calibration.h"

namespace credence::tools {

// Four decimals; "-" for what is not defined.
inline std::string FigureText(double value) {
  return std::isnan(value) ? "-" : absl::StrFormat("%.4f", value);
}

inline std::string IntervalText(const metrics::Interval& interval) {
  if (std::isnan(interval.low)) return "-";
  return absl::StrCat(FigureText(interval.low), " to ", FigureText(interval.high));
}

inline std::string NullEceText(const metrics::NullBand& band) {
  return absl::StrFormat(
      "A perfectly calibrated model with these risks shows an ECE of %.4f (10 to 90 %%: %.4f to "
      "%.4f)",
      band.q50, band.q10, band.q90);
}

}  // namespace credence::tools
