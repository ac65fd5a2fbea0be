#include "models/metrics/recalibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace credence::metrics {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> Logits(std::span<const double> risk) {
  std::vector<double> logits;
  logits.reserve(risk.size());
  for (double p : risk) {
    const double held = std::clamp(p, 1e-12, 1 - 1e-12);
    logits.push_back(std::log(held / (1 - held)));
  }
  return logits;
}

// The logistic regression y ~ intercept + slope * x at one point: gradient and Fisher's
// information.
struct Likelihood {
  double g0 = 0, g1 = 0;
  double h00 = 0, h01 = 0, h11 = 0;

  // 0 for equal risks, but for rounding.
  double determinant() const {
    const double value = h00 * h11 - h01 * h01;
    return value > 1e-12 * h00 * h11 ? value : 0;
  }
};

Likelihood At(const std::vector<double>& x, std::span<const int> y, double intercept,
              double slope) {
  Likelihood at;
  for (size_t i = 0; i < x.size(); ++i) {
    const double p = 1 / (1 + std::exp(-(intercept + slope * x[i])));
    const double w = p * (1 - p), r = y[i] - p;
    at.g0 += r, at.g1 += r * x[i];
    at.h00 += w, at.h01 += w * x[i], at.h11 += w * x[i] * x[i];
  }
  return at;
}

struct Fit {
  double intercept = 0, slope = 1;
  double intercept_error = 0, slope_error = 0;
};

Fit StepFor(const Likelihood& at, bool fix_slope) {
  if (fix_slope) return {at.g0 / at.h00, 0, std::sqrt(1 / at.h00), 0};
  const double determinant = at.determinant();
  if (determinant == 0) return {kNaN, kNaN, kNaN, kNaN};
  return {(at.h11 * at.g0 - at.h01 * at.g1) / determinant,
          (at.h00 * at.g1 - at.h01 * at.g0) / determinant, std::sqrt(at.h11 / determinant),
          std::sqrt(at.h00 / determinant)};
}

absl::StatusOr<Fit> FitLogistic(const std::vector<double>& x, std::span<const int> y,
                                bool fix_slope) {
  Fit fit;
  for (int iteration = 0; iteration < 100; ++iteration) {
    const Fit step = StepFor(At(x, y, fit.intercept, fit.slope), fix_slope);
    const double size = std::max(std::abs(step.intercept), std::abs(step.slope));
    if (!std::isfinite(size)) break;
    // A long step from far away can overshoot; the likelihood is concave, so a shorter one gets
    // there.
    const double scale = std::min(1.0, 2 / size);
    fit.intercept += scale * step.intercept;
    fit.slope += scale * step.slope;
    fit.intercept_error = step.intercept_error;
    fit.slope_error = step.slope_error;
    if (size < 1e-10) return fit;
  }
  return absl::FailedPreconditionError(
      "calibration: got risks that are all equal or that separate the labels, wanted risks that "
      "overlap");
}

}  // namespace

absl::StatusOr<Recalibration> RecalibrateInTheLarge(const Cases& cases) {
  if (absl::Status status = CheckBothLabels(cases); !status.ok()) return status;
  const auto fit = FitLogistic(Logits(cases.risk), cases.label, /*fix_slope=*/true);
  if (!fit.ok()) return fit.status();
  return Recalibration{kNaN, kNaN, fit->intercept, kNaN, kNaN, fit->intercept_error};
}

absl::StatusOr<Recalibration> Recalibrate(const Cases& cases) {
  absl::StatusOr<Recalibration> all = RecalibrateInTheLarge(cases);
  if (!all.ok()) return all.status();
  const auto fit = FitLogistic(Logits(cases.risk), cases.label, /*fix_slope=*/false);
  if (!fit.ok()) return fit.status();
  all->slope = fit->slope;
  all->intercept = fit->intercept;
  all->slope_error = fit->slope_error;
  all->intercept_error = fit->intercept_error;
  return all;
}

}  // namespace credence::metrics
