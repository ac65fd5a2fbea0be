#include "models/predict/summarize.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"

namespace credence::predict {
namespace {

using Scratch = absl::InlinedVector<double, 128>;

// Below this a mean of probabilities may have lost digits to underflow.
constexpr double kTiny = 1e-280;

// Log-probabilities and probabilities of one member, from log-odds z of class 1. Neither is taken
// from a rounded other: with t = exp(-|z|), the likelier class has 1 / (1 + t), the other t / (1 +
// t), and both logs come from log1p(t).
void FromLogOdds(double z, double* log_p, double* p) {
  const double t = std::exp(-std::abs(z));
  const double log_sum = std::log1p(t);
  const int likelier = z >= 0 ? 1 : 0;
  log_p[likelier] = -log_sum;
  log_p[1 - likelier] = -std::abs(z) - log_sum;
  p[likelier] = 1 / (1 + t);
  p[1 - likelier] = t / (1 + t);
}

// The same from C logits. The largest is left out of the sum, so that its own log keeps its digits
// near 0.
void FromLogits(std::span<const float> logits, double* log_p, double* p) {
  const size_t top = std::max_element(logits.begin(), logits.end()) - logits.begin();
  const double largest = logits[top];
  double rest = 0;
  for (size_t c = 0; c < logits.size(); ++c) {
    p[c] = std::exp(logits[c] - largest);
    if (c != top) rest += p[c];
  }
  const double log_sum = std::log1p(rest);
  for (size_t c = 0; c < logits.size(); ++c) {
    log_p[c] = logits[c] - largest - log_sum;
    p[c] /= 1 + rest;
  }
}

// Hyndman-Fan type 7.
double Quantile(std::span<const double> sorted, double probability) {
  const double position = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(position);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - static_cast<double>(below));
}

Spread SpreadOf(std::span<double> values, double mean) {
  double squares = 0;
  for (double value : values) squares += (value - mean) * (value - mean);
  std::sort(values.begin(), values.end());
  return {.stddev = std::sqrt(squares / static_cast<double>(values.size())),
          .min = values.front(),
          .max = values.back(),
          .q05 = Quantile(values, 0.05),
          .q25 = Quantile(values, 0.25),
          .q50 = Quantile(values, 0.50),
          .q75 = Quantile(values, 0.75),
          .q95 = Quantile(values, 0.95)};
}

// log(mean of exp(column c)).
double LogMeanExp(std::span<const double> log_p, int members, int classes, int c) {
  double largest = log_p[c];
  for (int m = 1; m < members; ++m) largest = std::max(largest, log_p[m * classes + c]);
  double sum = 0;
  for (int m = 0; m < members; ++m) sum += std::exp(log_p[m * classes + c] - largest);
  return largest + std::log(sum / members);
}

// -log(mean[c]); near 1 from the mass of the other classes, near 0 from the logs.
double MixtureNll(const Summary& summary, std::span<const double> log_p, int members, int c) {
  const double mean = summary.mean[c];
  const int classes = static_cast<int>(summary.mean.size());
  if (mean < kTiny) return -LogMeanExp(log_p, members, classes, c);
  if (mean < 0.5) return -std::log(mean);
  double others = 0;
  for (int other = 0; other < classes; ++other) others += other == c ? 0 : summary.mean[other];
  return -std::log1p(-std::min(others, 0.5));
}

int Decided(std::span<const double> p, int positive_class, double threshold) {
  if (p.size() == 2) return p[positive_class] >= threshold ? 1 : 0;
  return static_cast<int>(std::max_element(p.begin(), p.end()) - p.begin());
}

void SummarizeClass(std::span<const double> log_p, int members, int c, Summary& summary) {
  const int classes = static_cast<int>(summary.mean.size());
  Scratch column(members);
  double log_sum = 0;
  for (int m = 0; m < members; ++m) {
    column[m] = summary.members[m * classes + c];
    log_sum += log_p[m * classes + c];
  }
  summary.spread[c] = SpreadOf(column, summary.mean[c]);
  summary.mixture_nll[c] = MixtureNll(summary, log_p, members, c);
  // Jensen's inequality, kept where rounding would break it.
  summary.average_nll[c] = std::max(-log_sum / members, summary.mixture_nll[c]);
  summary.total += summary.mean[c] * summary.mixture_nll[c];
}

absl::Status CheckLogits(std::span<const float> logits, int members, int classes) {
  const size_t wanted = static_cast<size_t>(members) * (classes == 2 ? 1 : classes);
  if (members < 1 || classes < 2 || logits.size() != wanted) {
    return absl::InternalError(absl::StrCat("logits: got ", logits.size(), " for ", members,
                                            " members and ", classes, " classes"));
  }
  for (float logit : logits) {
    if (!std::isfinite(logit)) {
      return absl::InternalError(absl::StrCat("logits: got ", logit, ", wanted finite numbers"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Summary> Summarize(std::span<const float> logits, int members, int classes,
                                  int positive_class, double threshold) {
  if (absl::Status status = CheckLogits(logits, members, classes); !status.ok()) return status;
  Summary summary{.mean = std::vector<double>(classes),
                  .spread = std::vector<Spread>(classes),
                  .mixture_nll = std::vector<double>(classes),
                  .average_nll = std::vector<double>(classes),
                  .members = std::vector<double>(static_cast<size_t>(members) * classes)};
  Scratch log_p(summary.members.size());
  for (int m = 0; m < members; ++m) {
    double* p = &summary.members[m * classes];
    double* log = &log_p[m * classes];
    classes == 2 ? FromLogOdds(logits[m], log, p)
                 : FromLogits(logits.subspan(m * classes, classes), log, p);
    for (int c = 0; c < classes; ++c) {
      summary.mean[c] += p[c] / members;
      summary.aleatoric -= p[c] * log[c] / members;
    }
  }
  for (int c = 0; c < classes; ++c) SummarizeClass(log_p, members, c, summary);
  // The difference is never negative but by rounding.
  summary.epistemic = std::max(0.0, summary.total - summary.aleatoric);
  summary.total = summary.aleatoric + summary.epistemic;

  const int decision = Decided(summary.mean, positive_class, threshold);
  int agreeing = 0;
  for (int m = 0; m < members; ++m) {
    const std::span<const double> p(&summary.members[m * classes], classes);
    agreeing += Decided(p, positive_class, threshold) == decision ? 1 : 0;
  }
  summary.agreement = static_cast<double>(agreeing) / members;
  return summary;
}

}  // namespace credence::predict
