#include "models/data/mimic3/values.h"

#include <charconv>
#include <chrono>
#include <cmath>

namespace credence::data::mimic3 {
namespace {

// `size` digits from `at`.
std::optional<int> Digits(absl::string_view text, size_t at, size_t size) {
  int value = 0;
  for (size_t i = at; i < at + size; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::optional<int64_t> ParseDay(absl::string_view text) {
  const auto year = Digits(text, 0, 4), month = Digits(text, 5, 2), day = Digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * 24 * kSecondsPerHour;
}

}  // namespace

std::optional<int64_t> ParseTime(absl::string_view text) {
  constexpr size_t kDate = 10, kWhole = 19;
  if (text.size() != kDate && text.size() != kWhole) return std::nullopt;
  const std::optional<int64_t> day = ParseDay(text);
  if (!day || text.size() == kDate) return day;
  const auto hour = Digits(text, 11, 2), minute = Digits(text, 14, 2), second = Digits(text, 17, 2);
  if (!hour || !minute || !second || text[10] != ' ' || text[13] != ':' || text[16] != ':' ||
      *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  return *day + *hour * kSecondsPerHour + *minute * 60 + *second;
}

std::optional<double> ParseNumber(absl::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

absl::StatusOr<int64_t> TimeAt(const Table& table, size_t column) {
  const std::optional<int64_t> time = ParseTime(table[column]);
  if (time) return *time;
  return table.Error(column, "a time YYYY-MM-DD hh:mm:ss");
}

absl::StatusOr<int32_t> IdAt(const Table& table, size_t column) {
  const absl::string_view text = table[column];
  int32_t id = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, id);
  if (error == std::errc() && stop == end && id > 0) return id;
  return table.Error(column, "a whole number above 0");
}

}  // namespace credence::data::mimic3
