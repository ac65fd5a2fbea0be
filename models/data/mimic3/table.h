// One of MIMIC-III's CSV tables, read front to back, however large.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "models/data/gzip.h"

namespace credence::data::mimic3 {

// A field may stand in double quotes and then hold commas, line ends and doubled quotes. Header
// names may be in upper or lower case. Memory: one buffer, whatever the file's size. Messages name
// file, row (the first one after the header is row 1) and column, and never what a row holds.
// Not thread-safe.
class Table {
 public:
  // NAME.csv or NAME.csv.gz in `folder`, NAME in upper or lower case. columns: those wanted, in
  // upper case, in the order in which operator[] counts them.
  // Errors: NotFound naming the folder and the four names tried; InvalidArgument naming the column
  // that the header lacks; DataLoss for damaged gzip data.
  static absl::StatusOr<Table> Open(const std::string& folder, const std::string& name,
                                    std::vector<std::string> columns);

  // Goes to the next row; false at the end. Errors: InvalidArgument for a row of another width than
  // the header or quotes that do not close, as in a file that was cut off; DataLoss for damaged
  // gzip data.
  absl::StatusOr<bool> Next();

  // The row's field of columns[column] without its quotes; a doubled quote inside stays doubled.
  // Valid until Next(). REQUIRES: Next() gave true.
  absl::string_view operator[](size_t column) const {
    const auto [begin, size] = fields_[places_[column]];
    return absl::string_view(buffer_).substr(row_begin_ + begin, size);
  }

  // "CHARTEVENTS.csv.gz: row 12, column CHARTTIME: wanted <want>".
  absl::Status Error(size_t column, absl::string_view want) const;

  // Goes on where offset() and row() were `offset` and `row`. REQUIRES: nothing was read yet.
  absl::Status Resume(int64_t offset, int64_t row);

  const std::string& path() const { return path_; }
  int64_t row() const { return row_; }  // rows read so far
  int64_t offset() const;               // bytes of text before the next row
  int64_t bytes_consumed() const { return file_->bytes_consumed(); }  // of the file on disk
  int64_t file_bytes() const { return file_bytes_; }                  // its size on disk

 private:
  Table() = default;
  absl::Status ReadHeader();
  absl::StatusOr<bool> ReadRow();
  bool SplitRow();
  absl::Status Refill();
  absl::Status RowError(absl::string_view what) const;

  std::string path_;
  std::unique_ptr<GzipFile> file_;
  int64_t file_bytes_ = 0;
  std::vector<std::string> columns_;
  std::vector<size_t> places_;  // [columns]: which field of a row
  size_t width_ = 0;            // fields of a row; 0 before the header was read
  std::string buffer_;
  size_t row_begin_ = 0;       // of the row that operator[] shows
  size_t next_ = 0;            // of the next row
  int64_t buffer_offset_ = 0;  // bytes of text before the buffer
  bool at_end_ = false;
  int64_t row_ = 0;
  std::vector<std::pair<uint32_t, uint32_t>> fields_;  // begin from row_begin_, size
};

}  // namespace credence::data::mimic3
