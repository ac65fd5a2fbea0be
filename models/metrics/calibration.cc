#include "models/metrics/calibration.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "models/metrics/bins.h"
#include "models/metrics/null_bins.h"

namespace credence::metrics {
namespace {

absl::Status CheckAtLeastOne(const char* name, int value) {
  if (value >= 1) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(name, ": got ", value, ", wanted at least 1"));
}

absl::Status CheckNull(std::span<const double> risk, const NullOptions& options) {
  if (absl::Status status = CheckAtLeastOne("bins", options.bins); !status.ok()) return status;
  if (absl::Status status = CheckAtLeastOne("draws", options.draws); !status.ok()) return status;
  return CheckCases({risk, std::vector<int>(risk.size())});
}

}  // namespace

absl::StatusOr<std::vector<ReliabilityBin>> Reliability(const Cases& cases, int bins) {
  if (absl::Status status = CheckAtLeastOne("bins", bins); !status.ok()) return status;
  if (absl::Status status = CheckCases(cases); !status.ok()) return status;
  const std::vector<BinSums> sums = SumBins(cases, Binning::EqualWidth(bins));
  std::vector<ReliabilityBin> reliability(bins);
  for (int b = 0; b < bins; ++b) {
    ReliabilityBin& bin = reliability[b];
    bin.lower = static_cast<double>(b) / bins;
    bin.upper = static_cast<double>(b + 1) / bins;
    bin.count = sums[b].count;
    if (bin.count == 0) continue;
    bin.predicted = sums[b].probability / static_cast<double>(bin.count);
    bin.observed = sums[b].hits / static_cast<double>(bin.count);
    const Interval wilson = Wilson(bin.observed, bin.count);
    bin.observed_low = wilson.low;
    bin.observed_high = wilson.high;
  }
  return reliability;
}

absl::StatusOr<double> Ece(const Cases& cases, int bins) {
  if (absl::Status status = CheckAtLeastOne("bins", bins); !status.ok()) return status;
  if (absl::Status status = CheckCases(cases); !status.ok()) return status;
  return EceOf(SumBins(cases, Binning::EqualWidth(bins)));
}

absl::StatusOr<double> TopLabelEce(std::span<const double> probabilities, int classes,
                                   std::span<const int> label, int bins) {
  if (absl::Status status = CheckAtLeastOne("bins", bins); !status.ok()) return status;
  if (absl::Status status = CheckAtLeastOne("classes", classes); !status.ok()) return status;
  if (probabilities.size() != label.size() * classes) {
    return absl::InvalidArgumentError(absl::StrCat("probabilities: got ", probabilities.size(),
                                                   ", wanted ", label.size() * classes));
  }
  std::vector<double> top;
  std::vector<int> right;
  for (size_t i = 0; i < label.size(); ++i) {
    if (label[i] < 0 || label[i] >= classes) {
      return absl::InvalidArgumentError(
          absl::StrCat("label[", i, "]: got ", label[i], ", wanted 0 to ", classes - 1));
    }
    const auto row = probabilities.subspan(i * classes, classes);
    const auto best = std::max_element(row.begin(), row.end());
    top.push_back(*best);
    right.push_back(best - row.begin() == label[i] ? 1 : 0);
  }
  if (absl::Status status = CheckCases({top, right}); !status.ok()) return status;
  return EceOf(SumBins({top, right}, Binning::EqualWidth(bins)));
}

absl::StatusOr<double> ObservedOverExpected(const Cases& cases) {
  if (absl::Status status = CheckCases(cases); !status.ok()) return status;
  double observed = 0, expected = 0;
  for (size_t i = 0; i < cases.risk.size(); ++i) {
    observed += cases.label[i];
    expected += cases.risk[i];
  }
  if (expected == 0) {
    return absl::FailedPreconditionError("risks: got a sum of 0, wanted at least one above 0");
  }
  return observed / expected;
}

absl::StatusOr<NullBand> NullEce(std::span<const double> risk, const NullOptions& options) {
  if (absl::Status status = CheckNull(risk, options); !status.ok()) return status;
  const NullBins null(risk, Binning::EqualWidth(options.bins));
  const std::vector<double> eces = null.DrawEces(options.draws, options.seed);
  return NullBand{Quantile(eces, 0.1), Quantile(eces, 0.5), Quantile(eces, 0.9)};
}

absl::StatusOr<std::vector<NullBand>> NullReliability(std::span<const double> risk,
                                                      const NullOptions& options) {
  if (absl::Status status = CheckNull(risk, options); !status.ok()) return status;
  const NullBins null(risk, Binning::EqualWidth(options.bins));
  std::vector<NullBand> bands;
  for (int b = 0; b < options.bins; ++b) {
    bands.push_back(
        {null.ShareQuantile(b, 0.1), null.ShareQuantile(b, 0.5), null.ShareQuantile(b, 0.9)});
  }
  return bands;
}

}  // namespace credence::metrics
