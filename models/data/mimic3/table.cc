#include "models/data/mimic3/table.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace credence::data::mimic3 {
namespace {

constexpr size_t kChunk = 1 << 18;
constexpr size_t kLongestRow = 1 << 20;

absl::StatusOr<std::string> FindFile(const std::string& folder, const std::string& name) {
  const std::string lower = absl::AsciiStrToLower(name);
  std::error_code ignored;
  for (const std::string& stem : {name, lower}) {
    for (const char* ending : {".csv.gz", ".csv"}) {
      const std::filesystem::path path = std::filesystem::path(folder) / (stem + ending);
      if (std::filesystem::is_regular_file(path, ignored)) return path.string();
    }
  }
  return absl::NotFoundError(absl::StrCat(folder, ": the table ", name, " is missing, wanted ",
                                          name, ".csv.gz, ", name, ".csv, ", lower, ".csv.gz or ",
                                          lower, ".csv"));
}

}  // namespace

absl::StatusOr<Table> Table::Open(const std::string& folder, const std::string& name,
                                  std::vector<std::string> columns) {
  absl::StatusOr<std::string> path = FindFile(folder, name);
  if (!path.ok()) return path.status();
  absl::StatusOr<std::unique_ptr<GzipFile>> file = GzipFile::Open(*path);
  if (!file.ok()) return file.status();
  Table table;
  table.path_ = *std::move(path);
  table.file_ = *std::move(file);
  table.file_bytes_ = static_cast<int64_t>(std::filesystem::file_size(table.path_));
  table.columns_ = std::move(columns);
  if (absl::Status status = table.ReadHeader(); !status.ok()) return status;
  return table;
}

absl::Status Table::ReadHeader() {
  const absl::StatusOr<bool> header = ReadRow();
  if (!header.ok()) return header.status();
  if (!*header) {
    return absl::InvalidArgumentError(absl::StrCat(path_, ": the file is empty, wanted a header"));
  }
  std::vector<std::string> names;
  for (const auto& [begin, size] : fields_) {
    names.push_back(absl::AsciiStrToUpper(buffer_.substr(row_begin_ + begin, size)));
  }
  for (const std::string& column : columns_) {
    const auto found = std::find(names.begin(), names.end(), column);
    if (found == names.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path_, ": header: the column ", column, " is missing"));
    }
    places_.push_back(static_cast<size_t>(found - names.begin()));
  }
  width_ = names.size();
  return absl::OkStatus();
}

absl::StatusOr<bool> Table::Next() {
  ++row_;
  const absl::StatusOr<bool> more = ReadRow();
  if (!more.ok()) return more.status();
  if (!*more) {
    --row_;
    return false;
  }
  if (fields_.size() == width_) return true;
  return RowError(
      absl::StrCat("got ", fields_.size(), " fields, wanted ", width_,
                   at_end_ && next_ == buffer_.size() ? " (is the file cut off here?)" : ""));
}

absl::StatusOr<bool> Table::ReadRow() {
  while (true) {
    while (next_ < buffer_.size() && (buffer_[next_] == '\n' || buffer_[next_] == '\r')) ++next_;
    row_begin_ = next_;
    if (next_ < buffer_.size() && SplitRow()) return true;
    if (at_end_) {
      if (next_ == buffer_.size()) return false;
      return RowError("a quote is not closed before the file ends (is the file cut off here?)");
    }
    if (buffer_.size() - next_ > kLongestRow) {
      return RowError(absl::StrCat("longer than ", kLongestRow,
                                   " bytes (is there a quote that is not closed?)"));
    }
    if (absl::Status status = Refill(); !status.ok()) return status;
  }
}

// false: the row does not end in what was read so far.
bool Table::SplitRow() {
  fields_.clear();
  const char* const begin = buffer_.data() + row_begin_;
  const char* const end = buffer_.data() + buffer_.size();
  const char* at = begin;
  while (true) {
    const char* first = at;
    const char* last = nullptr;
    if (at < end && *at == '"') {
      for (first = ++at;; ++at) {
        at = static_cast<const char*>(std::memchr(at, '"', static_cast<size_t>(end - at)));
        if (at == nullptr) return false;
        last = at++;
        if (at == end && !at_end_) return false;
        if (at == end || *at != '"') break;
      }
    }
    while (at < end && *at != ',' && *at != '\n') ++at;
    if (at == end && !at_end_) return false;
    if (last == nullptr) last = at > first && at[-1] == '\r' ? at - 1 : at;
    fields_.emplace_back(static_cast<uint32_t>(first - begin), static_cast<uint32_t>(last - first));
    if (at == end || *at == '\n') break;
    ++at;
  }
  next_ = static_cast<size_t>(at - buffer_.data()) + (at < end ? 1 : 0);
  return true;
}

absl::Status Table::Refill() {
  buffer_offset_ += static_cast<int64_t>(next_);
  buffer_.erase(0, next_);
  next_ = row_begin_ = 0;
  const size_t kept = buffer_.size();
  buffer_.resize(kept + kChunk);
  const absl::StatusOr<size_t> got = file_->Read(std::span(buffer_).subspan(kept));
  if (!got.ok()) {
    return absl::Status(got.status().code(),
                        absl::StrCat(got.status().message(), ", after row ", row_ - 1));
  }
  buffer_.resize(kept + *got);
  at_end_ = *got < kChunk;
  return absl::OkStatus();
}

int64_t Table::offset() const { return buffer_offset_ + static_cast<int64_t>(next_); }

absl::Status Table::Resume(int64_t offset, int64_t row) {
  const int64_t read = buffer_offset_ + static_cast<int64_t>(buffer_.size());
  if (offset < read) {
    next_ = static_cast<size_t>(offset - buffer_offset_);
  } else {
    if (absl::Status status = file_->Skip(offset - read); !status.ok()) return status;
    buffer_.clear();
    buffer_offset_ = offset;
    next_ = row_begin_ = 0;
    at_end_ = false;
  }
  row_ = row;
  return absl::OkStatus();
}

absl::Status Table::RowError(absl::string_view what) const {
  return absl::InvalidArgumentError(
      absl::StrCat(path_, ": ", width_ == 0 ? "header" : absl::StrCat("row ", row_), ": ", what));
}

absl::Status Table::Error(size_t column, absl::string_view want) const {
  return absl::InvalidArgumentError(
      absl::StrCat(path_, ": row ", row_, ", column ", columns_[column], ": wanted ", want));
}

}  // namespace credence::data::mimic3
