#include "models/data/csv.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace credence::data {

absl::StatusOr<CsvReader> CsvReader::Open(const std::string& path,
                                          std::vector<std::string> columns) {
  absl::StatusOr<std::unique_ptr<GzipFile>> file = GzipFile::Open(path);
  if (!file.ok()) return file.status();
  CsvReader reader(path, *std::move(file), std::move(columns));
  if (absl::Status status = reader.ReadHeader(); !status.ok()) return status;
  return reader;
}

absl::Status CsvReader::ReadHeader() {
  const absl::StatusOr<bool> more = file_->NextLine(&line_);
  if (!more.ok()) return more.status();
  ++number_;
  if (!*more) return LineError("", "a header line");
  if (absl::Status status = SplitLine(); !status.ok()) return status;
  width_ = fields_.size();
  for (const std::string& column : columns_) {
    const auto found = std::find(fields_.begin(), fields_.end(), column);
    if (found == fields_.end()) {
      return LineError(line_, absl::StrCat("a column \"", column, "\""));
    }
    if (std::find(found + 1, fields_.end(), column) != fields_.end()) {
      return LineError(column, "each column once");
    }
    places_.push_back(found - fields_.begin());
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> CsvReader::Next() {
  const absl::StatusOr<bool> more = file_->NextLine(&line_);
  if (!more.ok()) return more.status();
  if (!*more) return false;
  ++number_;
  if (absl::Status status = SplitLine(); !status.ok()) return status;
  if (fields_.size() != width_) {
    return LineError(absl::StrCat(fields_.size(), " fields"),
                     absl::StrCat(width_, ", as in the header"));
  }
  return true;
}

absl::Status CsvReader::SplitLine() {
  fields_.assign(1, "");
  bool quoted = false;
  for (size_t i = 0; i < line_.size(); ++i) {
    const char c = line_[i];
    if (quoted && c == '"' && i + 1 < line_.size() && line_[i + 1] == '"') {
      fields_.back() += line_[++i];
    } else if (c == '"' && (quoted || fields_.back().empty())) {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields_.emplace_back();
    } else {
      fields_.back() += c;
    }
  }
  if (quoted) return LineError(fields_.back(), "quotes that close on their line");
  return absl::OkStatus();
}

absl::Status CsvReader::Error(size_t column, absl::string_view want) const {
  constexpr size_t kLongest = 80;
  return absl::InvalidArgumentError(absl::StrCat(path_, ":", number_, ": ", columns_[column],
                                                 ": got \"", (*this)[column].substr(0, kLongest),
                                                 "\", want ", want));
}

absl::Status CsvReader::LineError(absl::string_view got, absl::string_view want) const {
  constexpr size_t kLongest = 80;
  return absl::InvalidArgumentError(
      absl::StrCat(path_, ":", number_, ": got \"", got.substr(0, kLongest), "\", want ", want));
}

}  // namespace credence::data
