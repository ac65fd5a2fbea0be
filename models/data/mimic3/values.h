// The texts in MIMIC-III's tables: times, numbers, and what a table's row holds of them.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/data/mimic3/table.h"

namespace credence::data::mimic3 {

inline constexpr int64_t kSecondsPerHour = 3600;

// "2164-10-23 21:09:00" or "2164-10-23" -> seconds since 1970-01-01 00:00:00, with no time zone.
std::optional<int64_t> ParseTime(absl::string_view text);

// A finite number and nothing else.
std::optional<double> ParseNumber(absl::string_view text);

// The row's field, which must be there. Errors: InvalidArgument as Table::Error.
absl::StatusOr<int64_t> TimeAt(const Table& table, size_t column);
absl::StatusOr<int32_t> IdAt(const Table& table, size_t column);

}  // namespace credence::data::mimic3
