#include "models/metrics/judged.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "models/metrics/bins.h"

namespace credence::metrics {
namespace {

absl::Status CheckSize(const char* name, size_t got, size_t wanted) {
  if (got == wanted) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(name, ": got ", got, ", wanted ", wanted));
}

absl::Status CheckSizes(const JoinedCases& cases, const Target& target) {
  if (cases.classes < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("classes: got ", cases.classes, ", wanted at least 2"));
  }
  if (target.index < 0 || target.index >= cases.classes) {
    return absl::InvalidArgumentError(
        absl::StrCat("target: got class ", target.index, ", wanted 0 to ", cases.classes - 1));
  }
  const size_t n = cases.label.size();
  absl::Status status = CheckSize("probabilities", cases.probabilities.size(), n * cases.classes);
  status.Update(CheckSize("average NLLs", cases.average_nll.size(), n));
  status.Update(CheckSize("epistemic uncertainties", cases.epistemic.size(), n));
  status.Update(CheckSize("decisions", cases.deferred.size(), n));
  return status;
}

absl::Status CheckValues(const JoinedCases& cases) {
  for (size_t i = 0; i < cases.probabilities.size(); ++i) {
    const double p = cases.probabilities[i];
    if (p >= 0 && p <= 1) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("probabilities[", i, "]: got ", p, ", wanted a number in [0, 1]"));
  }
  for (size_t i = 0; i < cases.label.size(); ++i) {
    if (cases.label[i] < 0 || cases.label[i] >= cases.classes) {
      return absl::InvalidArgumentError(absl::StrCat("label[", i, "]: got ", cases.label[i],
                                                     ", wanted 0 to ", cases.classes - 1));
    }
    if (std::isnan(cases.average_nll[i]) || std::isnan(cases.epistemic[i])) {
      return absl::InvalidArgumentError(absl::StrCat(
          "case ", i, ": got an average NLL or epistemic uncertainty of NaN, wanted a number"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Judged> Judge(const JoinedCases& cases, const Target& target) {
  if (absl::Status status = CheckSizes(cases, target); !status.ok()) return status;
  if (absl::Status status = CheckValues(cases); !status.ok()) return status;
  const bool by_class = target.kind == Target::Kind::kClass;
  Judged judged;
  judged.average_nll.assign(cases.average_nll.begin(), cases.average_nll.end());
  judged.epistemic.assign(cases.epistemic.begin(), cases.epistemic.end());
  judged.deferred.assign(cases.deferred.begin(), cases.deferred.end());
  for (size_t i = 0; i < cases.label.size(); ++i) {
    const auto row = cases.probabilities.subspan(i * cases.classes, cases.classes);
    const int top = static_cast<int>(std::ranges::max_element(row) - row.begin());
    const int of = by_class ? target.index : top;
    const bool happened = cases.label[i] == of;
    const bool wrong = by_class && cases.classes == 2
                           ? (row[of] >= target.decision_threshold) != happened
                           : cases.label[i] != top;
    judged.p.push_back(row[of]);
    judged.y.push_back(happened ? 1 : 0);
    judged.wrong.push_back(wrong ? 1 : 0);
    judged.mixture_nll.push_back(-std::log(row[cases.label[i]]));
  }
  return judged;
}

Judged SelectDecision(const Judged& judged, bool deferred) {
  Judged selected;
  for (size_t i = 0; i < judged.p.size(); ++i) {
    if ((judged.deferred[i] != 0) != deferred) continue;
    selected.p.push_back(judged.p[i]);
    selected.y.push_back(judged.y[i]);
    selected.mixture_nll.push_back(judged.mixture_nll[i]);
    selected.average_nll.push_back(judged.average_nll[i]);
    selected.epistemic.push_back(judged.epistemic[i]);
    selected.wrong.push_back(judged.wrong[i]);
    selected.deferred.push_back(judged.deferred[i]);
  }
  return selected;
}

std::vector<double> ClassEces(const JoinedCases& cases, int bins) {
  const size_t n = cases.label.size();
  const Binning binning = Binning::EqualWidth(bins);
  std::vector<double> p(n), eces;
  std::vector<int> y(n);
  for (int c = 0; c < cases.classes; ++c) {
    for (size_t i = 0; i < n; ++i) {
      p[i] = cases.probabilities[i * cases.classes + c];
      y[i] = cases.label[i] == c ? 1 : 0;
    }
    eces.push_back(EceOf(SumBins({p, y}, binning)));
  }
  return eces;
}

}  // namespace credence::metrics
