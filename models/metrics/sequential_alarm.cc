#include "models/metrics/sequential_alarm.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace credence::metrics {
namespace {

struct Alternative {
  double shift = 0;
  double slope = 1;
};

// Saved states name this grid: change kFormat with it.
constexpr std::array<Alternative, SequentialAlarm::kAlternatives> kGrid = {{{-1, 1},
                                                                            {-0.5, 1},
                                                                            {-0.25, 1},
                                                                            {0.25, 1},
                                                                            {0.5, 1},
                                                                            {1, 1},
                                                                            {0, 0.5},
                                                                            {0, 0.75},
                                                                            {0, 1.33},
                                                                            {0, 2}}};
constexpr size_t kWords = 6 + SequentialAlarm::kAlternatives;
constexpr absl::string_view kFormat = "alarm1";
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMaxLogit = 13.815509557963774;  // of 1 - 1e-6

double Softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

double LogAdd(double a, double b) {
  const double high = std::max(a, b);
  if (high == -kInfinity) return high;
  return high + std::log1p(std::exp(std::min(a, b) - high));
}

double Logit(double p) {
  if (!(p > 0)) return -kMaxLogit;
  if (p >= 1) return kMaxLogit;
  return std::clamp(std::log(p) - std::log1p(-p), -kMaxLogit, kMaxLogit);
}

// ln w_t. As a difference of reciprocals it would lose its digits where t is large.
double LogWeight(double t) {
  return std::log(std::numbers::ln2 * std::log1p(1 / (t + 1)) /
                  (std::log(t + 1) * std::log(t + 2)));
}

double LogReserve(double t) { return std::log(std::numbers::ln2 / std::log(t + 2)); }

std::string Bits(double value) {
  return absl::StrCat(absl::Hex(std::bit_cast<uint64_t>(value), absl::kZeroPad16));
}

bool ParseBits(absl::string_view text, double* value) {
  uint64_t bits = 0;
  if (text.size() != 16 || !absl::SimpleHexAtoi(text, &bits)) return false;
  *value = std::bit_cast<double>(bits);
  return true;
}

}  // namespace

SequentialAlarm::SequentialAlarm() { log_wealth_.fill(-kInfinity); }

void SequentialAlarm::Observe(double p, int y) {
  const double logit = Logit(p);
  const auto t = static_cast<double>(++outcomes_);
  // p (1 - p), also where p was held inside its bounds.
  const double weight = std::exp(-Softplus(logit) - Softplus(-logit));
  logit_sum_ += weight * logit;
  weight_sum_ += weight;
  const double center = logit_sum_ / weight_sum_;
  const double stake = LogWeight(t) - std::log(static_cast<double>(kAlternatives));
  const double sign =
      y == 1 ? -1 : 1;  // -ln sigmoid(x) = Softplus(-x), -ln(1 - that) = Softplus(x)
  const double null = Softplus(sign * logit);
  double sum = LogReserve(t);
  for (int k = 0; k < kAlternatives; ++k) {
    const double other = center + kGrid[k].slope * (logit - center) + kGrid[k].shift;
    const double ratio = null - Softplus(sign * std::clamp(other, -kMaxLogit, kMaxLogit));
    log_wealth_[k] = LogAdd(log_wealth_[k], stake) + ratio;
    sum = LogAdd(sum, log_wealth_[k]);
  }
  log_evidence_ = sum;
  log_evidence_max_ = std::max(log_evidence_max_, sum);
}

std::string SequentialAlarm::Save() const {
  std::string text = absl::StrCat(kFormat, " ", outcomes_);
  for (double value : {log_evidence_, log_evidence_max_, logit_sum_, weight_sum_}) {
    absl::StrAppend(&text, " ", Bits(value));
  }
  for (double value : log_wealth_) absl::StrAppend(&text, " ", Bits(value));
  return text;
}

absl::StatusOr<SequentialAlarm> SequentialAlarm::Restore(absl::string_view text) {
  const std::vector<absl::string_view> words = absl::StrSplit(text, ' ');
  if (words.size() != kWords || words[0] != kFormat) {
    return absl::InvalidArgumentError(absl::StrCat(
        "alarm state: got ", words.size(), " words that begin with \"", words[0].substr(0, 16),
        "\", want ", kWords, " that begin with \"", kFormat, "\""));
  }
  SequentialAlarm alarm;
  bool good = absl::SimpleAtoi(words[1], &alarm.outcomes_) && alarm.outcomes_ >= 0 &&
              ParseBits(words[2], &alarm.log_evidence_) &&
              ParseBits(words[3], &alarm.log_evidence_max_) &&
              ParseBits(words[4], &alarm.logit_sum_) && ParseBits(words[5], &alarm.weight_sum_);
  for (int k = 0; k < kAlternatives; ++k) {
    good = good && ParseBits(words[6 + k], &alarm.log_wealth_[k]);
  }
  good = good && std::isfinite(alarm.log_evidence_) && std::isfinite(alarm.logit_sum_) &&
         std::isfinite(alarm.weight_sum_) && alarm.weight_sum_ >= 0 &&
         alarm.log_evidence_max_ >= std::max(0.0, alarm.log_evidence_) &&
         std::isfinite(alarm.log_evidence_max_) &&
         std::ranges::all_of(alarm.log_wealth_, [](double value) { return value < kInfinity; });
  if (good) return alarm;
  return absl::InvalidArgumentError("alarm state: a field is no number, or not one it can have");
}

}  // namespace credence::metrics
