#include "models/metrics/risk_coverage.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"

namespace credence::metrics {
namespace {

absl::Status CheckUncertainty(std::span<const double> uncertainty, size_t cases, int points) {
  if (points < 1) {
    return absl::InvalidArgumentError(absl::StrCat("points: got ", points, ", wanted at least 1"));
  }
  if (uncertainty.size() != cases) {
    return absl::InvalidArgumentError(
        absl::StrCat("uncertainties: got ", uncertainty.size(), ", wanted ", cases));
  }
  for (size_t i = 0; i < uncertainty.size(); ++i) {
    if (std::isnan(uncertainty[i])) {
      return absl::InvalidArgumentError(
          absl::StrCat("uncertainty[", i, "]: got NaN, wanted a number"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<CoveragePoint>> RiskCoverage(const Cases& cases,
                                                        std::span<const double> uncertainty,
                                                        double decision_threshold, int points) {
  if (absl::Status status = CheckCases(cases); !status.ok()) return status;
  const size_t n = cases.risk.size();
  if (absl::Status status = CheckUncertainty(uncertainty, n, points); !status.ok()) return status;
  std::vector<size_t> order(n);
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return uncertainty[a] < uncertainty[b]; });
  const size_t steps = std::min<size_t>(points, n);
  std::vector<CoveragePoint> curve;
  double nll = 0, errors = 0;
  for (size_t kept = 1; kept <= n; ++kept) {
    const size_t i = order[kept - 1];
    const double risk = cases.risk[i];
    nll -= std::log(cases.label[i] == 1 ? risk : 1 - risk);
    errors += (risk >= decision_threshold) != (cases.label[i] == 1) ? 1 : 0;
    if (kept * steps >= (curve.size() + 1) * n) {
      const auto count = static_cast<double>(kept);
      curve.push_back(
          {count / static_cast<double>(n), uncertainty[i], nll / count, errors / count});
    }
  }
  return curve;
}

}  // namespace credence::metrics
