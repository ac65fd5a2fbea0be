#include "models/report/scale.h"

#include <cmath>

#include "absl/strings/str_format.h"

namespace credence::report {
namespace {

double RoundStep(double span, int wanted) {
  const double raw = span / wanted;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  if (raw <= 1.5 * power) return power;
  if (raw <= 3.2 * power) return 2 * power;
  if (raw <= 7 * power) return 5 * power;
  return 10 * power;
}

std::vector<double> LogTicks(const Scale& scale) {
  const double decades = std::log10(scale.max / scale.min);
  std::vector<double> ticks;
  for (double exponent = std::floor(std::log10(scale.min)); exponent <= std::log10(scale.max);
       ++exponent) {
    for (double factor : {1.0, 2.0, 5.0}) {
      if (factor > 1 && decades > 2) continue;
      const double tick = factor * std::pow(10, exponent);
      if (tick >= scale.min && tick <= scale.max) ticks.push_back(tick);
    }
  }
  return ticks;
}

}  // namespace

double Scale::operator()(double value) const {
  const double share =
      logarithmic ? std::log(value / min) / std::log(max / min) : (value - min) / (max - min);
  return from + share * (to - from);
}

std::vector<double> Ticks(const Scale& scale, int wanted) {
  if (scale.logarithmic && scale.max / scale.min > 10) return LogTicks(scale);
  const double step = RoundStep(scale.max - scale.min, wanted);
  std::vector<double> ticks;
  const double slack = step * 1e-9;
  for (double i = std::ceil((scale.min - slack) / step); i * step <= scale.max + slack; ++i) {
    ticks.push_back(i == 0 ? 0 : i * step);
  }
  return ticks;
}

std::string TickText(double tick) { return absl::StrFormat("%g", tick); }

}  // namespace credence::report
