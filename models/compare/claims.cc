#include "models/compare/claims.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace credence::compare {
namespace {

// A method's figure and its difference from the baseline.
struct Score {
  const char* label;
  const char* figure;
  Difference Differences::*difference;
};
constexpr Score kNll = {"mixture NLL", "mixture_nll", &Differences::mixture_nll};
constexpr Score kEce = {"ECE", "ece", &Differences::ece};

const MethodResult* FindDone(const SetResult& set, const std::string& name) {
  const MethodResult* method = FindMethod(set, name);
  return method != nullptr && method->is_done() ? method : nullptr;
}

// Of a number that should be below 0.
Verdict BelowZero(double low, double high) {
  return high < 0 ? Verdict::kHolds : low > 0 ? Verdict::kFails : Verdict::kUndecided;
}

std::string Signed(double value, double low, double high) {
  return absl::StrFormat("%+.4f (%+.4f to %+.4f)", value, low, high);
}

class Judge {
 public:
  Judge(const SetResult& set, const MethodResult& baseline) : set_(set), baseline_(baseline) {}

  // "baseline is lower than other", or the other way round.
  void Lower(int claim, const MethodResult& other, const Score& score, bool other_is_lower) {
    const Difference& d = other.differences.*score.difference;
    if (!std::isfinite(d.value)) return;
    const double sign = other_is_lower ? 1 : -1;
    const double low = other_is_lower ? d.interval.low : -d.interval.high;
    const double high = other_is_lower ? d.interval.high : -d.interval.low;
    const auto& first = other_is_lower ? other : baseline_;
    const auto& second = other_is_lower ? baseline_ : other;
    Add(claim,
        absl::StrCat(NameIn(claim, first), " has a lower ", score.label, " than ",
                     NameIn(claim, second)),
        BelowZero(low, high),
        absl::StrFormat("%.4f, %.4f: %s", FigureOf(first, score.figure).mean,
                        FigureOf(second, score.figure).mean, Signed(sign * d.value, low, high)));
  }

  void NearEnsemble(const MethodResult& ensemble, const MethodResult& deterministic) {
    const Difference& d = ensemble.differences.mixture_nll;
    if (!std::isfinite(d.value)) return;
    const double gain =
        FigureOf(deterministic, "mixture_nll").mean - FigureOf(ensemble, "mixture_nll").mean;
    const double margin = std::max(gain, 0.0) / 2;
    Add(2,
        absl::StrFormat("%s lies at most %.4f above %s in mixture NLL, half of what that gains "
                        "over %s",
                        baseline_.label, margin, ensemble.label, deterministic.label),
        BelowZero(-d.interval.high - margin, -d.interval.low - margin),
        Signed(-d.value, -d.interval.high, -d.interval.low));
  }

  void Cheaper(const MethodResult& ensemble, const char* column, const char* what,
               const char* format) {
    const MeanError& own = CostOf(baseline_, column);
    const MeanError& other = CostOf(ensemble, column);
    if (!std::isfinite(own.mean) || !std::isfinite(other.mean)) return;
    const double error = std::hypot(std::isfinite(own.error) ? own.error : 0,
                                    std::isfinite(other.error) ? other.error : 0);
    const double difference = own.mean - other.mean;
    const bool fewer = difference <= 0;
    const auto text = absl::ParsedFormat<'f', 'f', 'f'>::New(
        absl::StrCat("%.1f times ", fewer ? "fewer" : "more", ": ", format, ", ", format));
    Add(2, absl::StrCat(baseline_.label, " has fewer ", what, " than ", ensemble.label),
        BelowZero(difference - 2 * error, difference + 2 * error),
        absl::StrFormat(*text, fewer ? other.mean / own.mean : own.mean / other.mean, own.mean,
                        other.mean));
  }

  void MixtureBelowAverage() {
    const double mixture = FigureOf(baseline_, "mixture_nll").mean;
    const double average = FigureOf(baseline_, "average_nll").mean;
    if (!std::isfinite(average)) return;
    // Jensen's inequality, row by row: no sampling error can turn it.
    Add(3, absl::StrCat(baseline_.label, "'s mixture NLL is below its average NLL"),
        mixture < average ? Verdict::kHolds : Verdict::kFails,
        absl::StrFormat("%.4f, %.4f: %+.4f", mixture, average, mixture - average));
  }

  void Components() {
    for (const MethodResult& point : set_.sweep) {
      if (!point.is_done() || point.sweep_of != baseline_.name) continue;
      if (point.components == baseline_.components) continue;
      Lower(5, point, kNll, point.components > baseline_.components);
    }
  }

  std::vector<Finding> findings;

 private:
  // Among points of a sweep, K is what they differ in.
  static std::string NameIn(int claim, const MethodResult& result) {
    return claim == 5 ? absl::StrCat("K = ", result.components) : result.label;
  }

  void Add(int claim, std::string statement, Verdict verdict, std::string figures) {
    findings.push_back({claim, std::move(statement), verdict, std::move(figures)});
  }

  const SetResult& set_;
  const MethodResult& baseline_;
};

void AgainstEnsemble(const SetResult& set, const Parts& parts, Judge& judge) {
  const MethodResult* ensemble = FindDone(set, parts.ensemble);
  const MethodResult* deterministic = FindDone(set, parts.deterministic);
  if (ensemble == nullptr) return;
  if (deterministic != nullptr) judge.NearEnsemble(*ensemble, *deterministic);
  judge.Cheaper(*ensemble, "added_parameters", "added parameters", "%.0f");
  judge.Cheaper(*ensemble, "checkpoint_bytes", "bytes of checkpoint", "%.0f");
  judge.Cheaper(*ensemble, "row_microseconds", "microseconds of CPU for one row", "%.1f");
  judge.Cheaper(*ensemble, "batch_microseconds", "microseconds of CPU per row in batches of 32",
                "%.1f");
}

}  // namespace

const char* NameOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHolds:
      return "holds";
    case Verdict::kFails:
      return "fails";
    case Verdict::kUndecided:
      return "undecided";
  }
  return "";
}

std::vector<Finding> FindingsOf(const Comparison& comparison, const SetResult& set,
                                const Parts& parts) {
  const MethodResult* baseline = FindDone(set, comparison.baseline);
  if (baseline == nullptr) return {};
  Judge judge(set, *baseline);
  for (const std::string& name : parts.rivals) {
    const MethodResult* rival = FindDone(set, name);
    if (rival == nullptr) continue;
    judge.Lower(1, *rival, kNll, false);
    judge.Lower(1, *rival, kEce, false);
  }
  AgainstEnsemble(set, parts, judge);
  judge.MixtureBelowAverage();
  for (const std::string& name : parts.losses) {
    if (const auto* method = FindDone(set, name)) judge.Lower(3, *method, kNll, true);
  }
  if (const auto* cauchy = FindDone(set, parts.cauchy)) {
    judge.Lower(4, *cauchy, kNll, true);
    judge.Lower(4, *cauchy, kEce, true);
  }
  judge.Components();
  return judge.findings;
}

}  // namespace credence::compare
