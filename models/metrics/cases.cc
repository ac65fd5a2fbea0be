#include "models/metrics/cases.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace credence::metrics {

absl::Status CheckCases(const Cases& cases) {
  if (cases.risk.empty()) return absl::InvalidArgumentError("cases: got 0, wanted at least 1");
  if (cases.label.size() != cases.risk.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("labels: got ", cases.label.size(), ", wanted ", cases.risk.size()));
  }
  for (size_t i = 0; i < cases.risk.size(); ++i) {
    if (!(cases.risk[i] >= 0 && cases.risk[i] <= 1)) {
      return absl::InvalidArgumentError(
          absl::StrCat("risk[", i, "]: got ", cases.risk[i], ", wanted a number in [0, 1]"));
    }
    if (cases.label[i] != 0 && cases.label[i] != 1) {
      return absl::InvalidArgumentError(
          absl::StrCat("label[", i, "]: got ", cases.label[i], ", wanted 0 or 1"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckBothLabels(const Cases& cases) {
  if (absl::Status status = CheckCases(cases); !status.ok()) return status;
  if (std::all_of(cases.label.begin(), cases.label.end(),
                  [&](int label) { return label == cases.label[0]; })) {
    return absl::FailedPreconditionError(absl::StrCat("labels: got only ", cases.label[0],
                                                      ", wanted cases with and without the event"));
  }
  return absl::OkStatus();
}

double Quantile(std::vector<double> values, double q) {
  const double position = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(position);
  std::nth_element(values.begin(), values.begin() + below, values.end());
  const double low = values[below];
  if (below + 1 == values.size()) return low;
  const double high = *std::min_element(values.begin() + below + 1, values.end());
  return low + (position - static_cast<double>(below)) * (high - low);
}

}  // namespace credence::metrics
