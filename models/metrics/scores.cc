#include "models/metrics/scores.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace credence::metrics {
namespace {

double OfLabel(double risk, int label) { return label == 1 ? risk : 1 - risk; }

}  // namespace

absl::StatusOr<double> Nll(const Cases& cases) {
  if (absl::Status status = CheckCases(cases); !status.ok()) return status;
  double sum = 0;
  for (size_t i = 0; i < cases.risk.size(); ++i) {
    sum -= std::log(OfLabel(cases.risk[i], cases.label[i]));
  }
  return sum / static_cast<double>(cases.risk.size());
}

absl::StatusOr<double> Brier(const Cases& cases) {
  if (absl::Status status = CheckCases(cases); !status.ok()) return status;
  double sum = 0;
  for (size_t i = 0; i < cases.risk.size(); ++i) {
    const double miss = cases.risk[i] - cases.label[i];
    sum += miss * miss;
  }
  return sum / static_cast<double>(cases.risk.size());
}

absl::StatusOr<MemberNll> NllOfMembers(std::span<const double> member_risk, int members,
                                       std::span<const int> label) {
  if (members < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("members: got ", members, ", wanted at least 1"));
  }
  const std::vector<int> repeated = [&] {
    std::vector<int> all;
    for (int y : label) all.insert(all.end(), members, y);
    return all;
  }();
  if (absl::Status status = CheckCases({member_risk, repeated}); !status.ok()) return status;
  MemberNll nll;
  for (size_t i = 0; i < label.size(); ++i) {
    double probability = 0, average = 0;
    for (double risk : member_risk.subspan(i * members, members)) {
      probability += OfLabel(risk, label[i]);
      average -= std::log(OfLabel(risk, label[i]));
    }
    nll.mixture.push_back(-std::log(probability / members));
    nll.average.push_back(average / members);
  }
  return nll;
}

}  // namespace credence::metrics
