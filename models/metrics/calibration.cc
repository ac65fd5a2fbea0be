#include "models/metrics/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "models/metrics/uniform.h"

namespace credence::metrics {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

absl::Status CheckAtLeastOne(const char* name, int value) {
  if (value >= 1) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(name, ": got ", value, ", wanted at least 1"));
}

int BinOf(double p, int bins) { return std::min(static_cast<int>(p * bins), bins - 1); }

// What a bin adds up to; its share of the ECE is |hits - probability| / n.
struct BinSums {
  int64_t count = 0;
  double hits = 0;
  double probability = 0;
};

double EceOf(const std::vector<BinSums>& sums, size_t n) {
  double gap = 0;
  for (const BinSums& bin : sums) gap += std::abs(bin.hits - bin.probability);
  return gap / static_cast<double>(n);
}

std::vector<BinSums> SumBins(std::span<const double> p, std::span<const int> hit, int bins) {
  std::vector<BinSums> sums(bins);
  for (size_t i = 0; i < p.size(); ++i) {
    BinSums& bin = sums[BinOf(p[i], bins)];
    ++bin.count;
    bin.hits += hit[i];
    bin.probability += p[i];
  }
  return sums;
}

// Wilson EB (1927), J Am Stat Assoc 22:209-212, at 95 %.
void SetWilson(ReliabilityBin& bin) {
  constexpr double z = 1.959963984540054;
  const double n = static_cast<double>(bin.count), p = bin.observed;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  bin.observed_low = std::max(0.0, centre - half);
  bin.observed_high = std::min(1.0, centre + half);
}

std::vector<double> Logits(std::span<const double> risk) {
  std::vector<double> logits;
  logits.reserve(risk.size());
  for (double p : risk) {
    const double held = std::clamp(p, 1e-12, 1 - 1e-12);
    logits.push_back(std::log(held / (1 - held)));
  }
  return logits;
}

// One Newton step of the logistic regression y ~ intercept + slope * x at (intercept, slope).
struct NewtonStep {
  double intercept = 0;
  double slope = 0;
};

NewtonStep StepFor(const std::vector<double>& x, std::span<const int> y, double intercept,
                   double slope, bool fix_slope) {
  double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    const double p = 1 / (1 + std::exp(-(intercept + slope * x[i])));
    const double w = p * (1 - p), r = y[i] - p;
    g0 += r, g1 += r * x[i];
    h00 += w, h01 += w * x[i], h11 += w * x[i] * x[i];
  }
  if (fix_slope) return {g0 / h00, 0};
  // Exactly 0 for equal risks, but for rounding.
  const double determinant = h00 * h11 - h01 * h01;
  if (determinant <= 1e-12 * h00 * h11) return {kNaN, kNaN};
  return {(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant};
}

absl::StatusOr<NewtonStep> FitLogistic(const std::vector<double>& x, std::span<const int> y,
                                       bool fix_slope) {
  NewtonStep at{0, 1};
  for (int iteration = 0; iteration < 100; ++iteration) {
    const NewtonStep step = StepFor(x, y, at.intercept, at.slope, fix_slope);
    const double size = std::max(std::abs(step.intercept), std::abs(step.slope));
    if (!std::isfinite(size)) break;
    // A long step from far away can overshoot; the likelihood is concave, so a shorter one gets
    // there.
    const double scale = std::min(1.0, 2 / size);
    at.intercept += scale * step.intercept;
    at.slope += scale * step.slope;
    if (size < 1e-10) return at;
  }
  return absl::FailedPreconditionError(
      "calibration: got risks that are all equal or that separate the labels, wanted risks that "
      "overlap");
}

// Calls `each` with the bins of every draw.
absl::Status SimulateNull(std::span<const double> risk, const NullOptions& options,
                          absl::FunctionRef<void(const std::vector<BinSums>&)> each) {
  if (absl::Status status = CheckAtLeastOne("bins", options.bins); !status.ok()) return status;
  if (absl::Status status = CheckAtLeastOne("draws", options.draws); !status.ok()) return status;
  std::vector<int> label(risk.size());
  if (absl::Status status = CheckCases({risk, label}); !status.ok()) return status;
  std::mt19937_64 generator(options.seed);
  for (int draw = 0; draw < options.draws; ++draw) {
    for (size_t i = 0; i < risk.size(); ++i) label[i] = Uniform(generator) < risk[i] ? 1 : 0;
    each(SumBins(risk, label, options.bins));
  }
  return absl::OkStatus();
}

NullBand BandOf(const std::vector<double>& values) {
  return {Quantile(values, 0.1), Quantile(values, 0.5), Quantile(values, 0.9)};
}

}  // namespace

absl::StatusOr<std::vector<ReliabilityBin>> Reliability(const Cases& cases, int bins) {
  if (absl::Status status = CheckAtLeastOne("bins", bins); !status.ok()) return status;
  if (absl::Status status = CheckCases(cases); !status.ok()) return status;
  const std::vector<BinSums> sums = SumBins(cases.risk, cases.label, bins);
  std::vector<ReliabilityBin> reliability(bins);
  for (int b = 0; b < bins; ++b) {
    ReliabilityBin& bin = reliability[b];
    bin.lower = static_cast<double>(b) / bins;
    bin.upper = static_cast<double>(b + 1) / bins;
    bin.count = sums[b].count;
    if (bin.count == 0) continue;
    bin.predicted = sums[b].probability / static_cast<double>(bin.count);
    bin.observed = sums[b].hits / static_cast<double>(bin.count);
    SetWilson(bin);
  }
  return reliability;
}

absl::StatusOr<double> Ece(const Cases& cases, int bins) {
  if (absl::Status status = CheckAtLeastOne("bins", bins); !status.ok()) return status;
  if (absl::Status status = CheckCases(cases); !status.ok()) return status;
  return EceOf(SumBins(cases.risk, cases.label, bins), cases.risk.size());
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
  return EceOf(SumBins(top, right, bins), top.size());
}

absl::StatusOr<Recalibration> Recalibrate(const Cases& cases) {
  if (absl::Status status = CheckBothLabels(cases); !status.ok()) return status;
  const std::vector<double> logits = Logits(cases.risk);
  const absl::StatusOr<NewtonStep> both = FitLogistic(logits, cases.label, /*fix_slope=*/false);
  if (!both.ok()) return both.status();
  const absl::StatusOr<NewtonStep> large = FitLogistic(logits, cases.label, /*fix_slope=*/true);
  if (!large.ok()) return large.status();
  return Recalibration{both->slope, both->intercept, large->intercept};
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
  std::vector<double> errors;
  absl::Status status = SimulateNull(risk, options, [&](const std::vector<BinSums>& sums) {
    errors.push_back(EceOf(sums, risk.size()));
  });
  if (!status.ok()) return status;
  return BandOf(errors);
}

absl::StatusOr<std::vector<NullBand>> NullReliability(std::span<const double> risk,
                                                      const NullOptions& options) {
  std::vector<std::vector<double>> shares(std::max(options.bins, 0));
  absl::Status status = SimulateNull(risk, options, [&](const std::vector<BinSums>& sums) {
    for (size_t b = 0; b < sums.size(); ++b) {
      if (sums[b].count > 0) shares[b].push_back(sums[b].hits / static_cast<double>(sums[b].count));
    }
  });
  if (!status.ok()) return status;
  std::vector<NullBand> bands;
  for (const auto& of_bin : shares) bands.push_back(of_bin.empty() ? NullBand{} : BandOf(of_bin));
  return bands;
}

}  // namespace credence::metrics
