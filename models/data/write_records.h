// Records -> the compact events file that ReadRecords reads: one format for all sources.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/data/record.h"

namespace credence::data {

// Writes "RecordID,Minute,Values" rows (data/physionet2012/README.md), gzip-compressed where the
// path ends in .gz. What ReadRecords gave is what it gives again: numbers are written with as many
// digits as a float needs, unknown descriptors as -1. The file takes its place at Finish(), in one
// step; without it there is none. Memory: one record.
class RecordWriter {
 public:
  // Errors: those of the system.
  static absl::StatusOr<RecordWriter> Open(const std::string& path);
  RecordWriter(RecordWriter&&) = default;
  RecordWriter& operator=(RecordWriter&&) = default;
  ~RecordWriter();

  // Errors: InvalidArgument for an id, a name or a category that the format cannot hold (empty, or
  // with a comma, semicolon, equals sign or line end), or a reading off the whole minutes; Internal
  // where writing fails.
  absl::Status Add(const Record& record);
  absl::Status Finish();

 private:
  using File = std::unique_ptr<void, void (*)(void*)>;  // a gzFile
  RecordWriter(std::string path, File file) : path_(std::move(path)), file_(std::move(file)) {}
  absl::Status Write(const std::string& text);

  std::string path_;
  File file_;
};

// All of them. Errors: as RecordWriter.
absl::Status WriteRecords(const std::string& path, std::span<const Record> records);

}  // namespace credence::data
