// Comma-separated tables with a header line, gzip-compressed or not, read row by row.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/data/gzip.h"

namespace credence::data {

// A field may stand in double quotes, a quote inside them doubled (RFC 4180), but must end on its
// line. Columns that nobody asked for are never looked at. Not thread-safe.
class CsvReader {
 public:
  // columns: the header names wanted, in the order in which operator[] counts them.
  // Errors: those of GzipFile; InvalidArgument naming file and column where the header lacks one or
  // has it twice.
  static absl::StatusOr<CsvReader> Open(const std::string& path, std::vector<std::string> columns);

  // Goes to the next row; false at the end. Errors: those of GzipFile; InvalidArgument naming file
  // and line for a row of another length than the header, or for quotes that do not close.
  absl::StatusOr<bool> Next();

  // The row's field of columns[column]. REQUIRES: Next() gave true.
  const std::string& operator[](size_t column) const { return fields_[places_[column]]; }

  // InvalidArgument: file, line, column, what was got there and what was wanted.
  absl::Status Error(size_t column, absl::string_view want) const;

 private:
  CsvReader(std::string path, std::unique_ptr<GzipFile> file, std::vector<std::string> columns)
      : path_(std::move(path)), file_(std::move(file)), columns_(std::move(columns)) {}
  absl::Status ReadHeader();
  absl::Status SplitLine();
  absl::Status LineError(absl::string_view got, absl::string_view want) const;

  std::string path_;
  std::unique_ptr<GzipFile> file_;
  std::vector<std::string> columns_;
  std::vector<size_t> places_;  // [columns]: which field of a row
  size_t width_ = 0;            // fields of a row
  std::string line_;
  int64_t number_ = 0;  // of the line
  std::vector<std::string> fields_;
};

}  // namespace credence::data
