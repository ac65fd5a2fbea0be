#include "models/data/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace credence::data {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

double LateMean(const Readings& readings, double from) {
  double sum = 0;
  int count = 0;
  for (const Reading& reading : readings) {
    if (reading.hour < from) continue;
    sum += reading.value;
    ++count;
  }
  return count == 0 ? kMissing : sum / count;
}

double LogCount(const Readings& readings) { return std::log1p(readings.size()); }

void WriteSummary(const SlotView& slot, const Windows& windows, std::span<double> out) {
  const Readings& x = slot.log;
  out[6] = LogCount(x);
  if (x.empty()) return;
  double low = x[0].value;
  double high = x[0].value;
  double sum = 0;
  for (const Reading& reading : x) {
    low = std::min(low, reading.value);
    high = std::max(high, reading.value);
    sum += reading.value;
  }
  out[0] = x.back().value;
  out[1] = low;
  out[2] = high;
  out[3] = sum / static_cast<double>(x.size());
  out[4] = LateMean(x, windows.late);
  if (x.size() > 1) out[5] = x.back().value - x.front().value;
  out[7] = std::log1p(windows.horizon - x.back().hour);
}

void WriteCount(const SlotView& slot, const Windows&, std::span<double> out) {
  out[0] = LogCount(slot.raw);
}

void WriteSum(const SlotView& slot, const Windows& windows, std::span<double> out) {
  if (slot.raw.empty()) return;
  double sum = 0;
  double late = 0;
  for (const Reading& reading : slot.raw) {
    sum += reading.value;
    if (reading.hour >= windows.late) late += reading.value;
  }
  out[0] = std::sqrt(std::max(sum, 0.0));
  if (slot.raw.back().hour >= windows.late) out[1] = std::sqrt(std::max(late, 0.0));
}

void WriteSwitch(const SlotView& slot, const Windows& windows, std::span<double> out) {
  const Reading* first = nullptr;
  const Reading* last = nullptr;
  for (const Reading& reading : slot.raw) {
    if (reading.value == 0) continue;
    if (first == nullptr) first = &reading;
    last = &reading;
  }
  out[0] = last != nullptr;
  out[1] = last == nullptr ? 0 : last->hour - first->hour;
  out[2] = last != nullptr && last->hour >= windows.horizon - windows.recent;
}

constexpr std::array<std::string_view, 8> kSummaryParts = {"last",      "min",    "max",   "mean",
                                                           "late_mean", "change", "count", "since"};
constexpr std::array<std::string_view, 1> kCountParts = {"count"};
constexpr std::array<std::string_view, 2> kSumParts = {"sum", "late_sum"};
constexpr std::array<std::string_view, 3> kSwitchParts = {"any", "duration", "recent"};

constexpr std::array<StatisticGroup, 4> kGroups = {{
    {"summarized", kSummaryParts, WriteSummary},
    {"counted", kCountParts, WriteCount},
    {"summed", kSumParts, WriteSum},
    {"switches", kSwitchParts, WriteSwitch},
}};

}  // namespace

std::span<const StatisticGroup> StatisticGroups() { return kGroups; }

}  // namespace credence::data
