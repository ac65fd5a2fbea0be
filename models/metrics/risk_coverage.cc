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

absl::Status CheckLosses(std::span<const double> nll, std::span<const uint8_t> wrong) {
  if (nll.empty()) return absl::InvalidArgumentError("cases: got 0, wanted at least 1");
  if (wrong.size() != nll.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("errors: got ", wrong.size(), ", wanted ", nll.size()));
  }
  if (std::ranges::any_of(nll, [](double value) { return std::isnan(value); })) {
    return absl::InvalidArgumentError("NLLs: got NaN, wanted numbers");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<CoveragePoint>> RiskCoverage(const Cases& cases,
                                                        std::span<const double> uncertainty,
                                                        double decision_threshold, int points) {
  if (absl::Status status = CheckCases(cases); !status.ok()) return status;
  std::vector<double> nll;
  std::vector<uint8_t> wrong;
  for (size_t i = 0; i < cases.risk.size(); ++i) {
    const bool happened = cases.label[i] == 1;
    nll.push_back(-std::log(happened ? cases.risk[i] : 1 - cases.risk[i]));
    wrong.push_back((cases.risk[i] >= decision_threshold) != happened ? 1 : 0);
  }
  return RiskCoverageOfLosses(nll, wrong, uncertainty, points);
}

absl::StatusOr<std::vector<CoveragePoint>> RiskCoverageOfLosses(std::span<const double> nll,
                                                                std::span<const uint8_t> wrong,
                                                                std::span<const double> uncertainty,
                                                                int points) {
  const size_t n = nll.size();
  if (absl::Status status = CheckLosses(nll, wrong); !status.ok()) return status;
  if (absl::Status status = CheckUncertainty(uncertainty, n, points); !status.ok()) return status;
  std::vector<size_t> order(n);
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return uncertainty[a] < uncertainty[b]; });
  const size_t steps = std::min<size_t>(points, n);
  std::vector<CoveragePoint> curve;
  double losses = 0, errors = 0;
  for (size_t kept = 1; kept <= n; ++kept) {
    const size_t i = order[kept - 1];
    losses += nll[i];
    errors += wrong[i];
    if (kept * steps >= (curve.size() + 1) * n) {
      const auto count = static_cast<double>(kept);
      curve.push_back(
          {count / static_cast<double>(n), uncertainty[i], losses / count, errors / count});
    }
  }
  return curve;
}

}  // namespace credence::metrics
