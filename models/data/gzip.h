// Reading files that may be gzip-compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"

namespace credence::data {

// A file read front to back; gzip is recognised by its first bytes, anything else is read as it is.
// Not thread-safe.
class GzipFile {
 public:
  // Errors: NotFound.
  static absl::StatusOr<std::unique_ptr<GzipFile>> Open(const std::string& path);
  ~GzipFile();

  // Fills `out` as far as there is data; less than its size only at the end of the file.
  // Errors: DataLoss for a truncated or damaged file.
  absl::StatusOr<size_t> Read(std::span<char> out);

  // The next line without its line end (LF or CRLF) in *line; false at the end of the file.
  // Errors: as Read; InvalidArgument for a line longer than 1 MiB.
  absl::StatusOr<bool> NextLine(std::string* line);

  // Leaves out the next `bytes` of what Read would give, before anything was read by NextLine. A
  // compressed file is still decompressed on the way. Errors: DataLoss where the file ends before.
  absl::Status Skip(int64_t bytes);

  // How far into the file, as it lies on disk, reading has come.
  int64_t bytes_consumed() const;

 private:
  GzipFile(std::string path, void* file) : path_(std::move(path)), file_(file) {}
  absl::Status Refill();

  std::string path_;
  void* file_;
  std::string buffer_;
  size_t next_ = 0;
  bool at_end_ = false;
};

// The whole file. Errors: as GzipFile; InvalidArgument beyond `max_bytes`.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path, size_t max_bytes);

}  // namespace credence::data
