// Comma-separated values, as in RFC 4180.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace credence::cli {

struct CsvTable {
  std::vector<std::string> header;
  // Each as wide as the header.
  std::vector<std::vector<std::string>> rows;

  // The column with one of these names; nullopt where there is none.
  std::optional<size_t> Column(const std::vector<std::string>& names) const;
};

// Skips empty lines. A quoted field may hold commas, doubled quotes and line ends.
// Errors: InvalidArgument naming the row, for an empty file, a row of another width, or an open
// quote.
absl::StatusOr<CsvTable> ReadCsvTable(std::istream& input);

}  // namespace credence::cli
