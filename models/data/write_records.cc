#include "models/data/write_records.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "models/data/physionet2012_descriptors.h"

namespace credence::data {
namespace {

constexpr double kMinutesPerHour = 60;

absl::Status CheckWord(const char* what, const std::string& word) {
  if (!word.empty() && word.find_first_of(",;=\r\n") == std::string::npos) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(what, ": got \"", word, "\", wanted a word without , ; = or a line end"));
}

// The fewest digits that read back as the same number.
template <typename Number>
std::string NumberText(Number value) {
  char text[64];
  return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

// The file's code of a descriptor, "-1" where the record does not have it.
absl::StatusOr<std::string> DescriptorText(const Descriptor& descriptor, const Record& record) {
  for (const Feature& feature : record.features) {
    if (feature.name != descriptor.name) continue;
    if (const auto* number = std::get_if<double>(&feature.value)) return NumberText(*number);
    const auto& word = std::get<std::string>(feature.value);
    const auto found = std::find(descriptor.categories.begin(), descriptor.categories.end(), word);
    if (found != descriptor.categories.end()) {
      return absl::StrCat(found - descriptor.categories.begin() + descriptor.first_code);
    }
    return absl::InvalidArgumentError(
        absl::StrCat(feature.name, ": got \"", word, "\", wanted a category of the format"));
  }
  return "-1";
}

// Appends the record's rows, minutes ascending.
absl::Status AppendRecord(const Record& record, std::string& text) {
  if (absl::Status status = CheckWord("record id", record.id); !status.ok()) return status;
  std::map<long, std::string> rows;
  for (const Descriptor& descriptor : kDescriptors) {
    const absl::StatusOr<std::string> code = DescriptorText(descriptor, record);
    if (!code.ok()) return code.status();
    absl::StrAppend(&rows[0], ";", descriptor.name, "=", *code);
  }
  for (const Series& series : record.series) {
    if (absl::Status status = CheckWord("series", series.code); !status.ok()) return status;
    for (size_t i = 0; i < series.hours.size(); ++i) {
      const double minutes = series.hours[i] * kMinutesPerHour;
      const long minute = std::lround(minutes);
      if (std::abs(minutes - static_cast<double>(minute)) > 1e-3 || minute < 0) {
        return absl::InvalidArgumentError(absl::StrCat(series.code, ": got a reading at minute ",
                                                       minutes, ", wanted whole minutes"));
      }
      absl::StrAppend(&rows[minute], ";", series.code, "=", NumberText(series.values[i]));
    }
  }
  for (const auto& [minute, values] : rows) {
    absl::StrAppend(&text, record.id, ",", minute, ",", values.substr(1), "\n");
  }
  return absl::OkStatus();
}

std::string PartialPath(const std::string& path) { return path + ".partial"; }

void Close(void* file) { gzclose(static_cast<gzFile>(file)); }

}  // namespace

absl::StatusOr<RecordWriter> RecordWriter::Open(const std::string& path) {
  // "T" writes the bytes as they are.
  gzFile file = gzopen(PartialPath(path).c_str(), absl::EndsWith(path, ".gz") ? "wb9" : "wbT");
  if (file == nullptr) return absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path));
  RecordWriter writer(path, File(file, &Close));
  if (absl::Status status = writer.Write("RecordID,Minute,Values\n"); !status.ok()) return status;
  return writer;
}

RecordWriter::~RecordWriter() {
  if (file_ == nullptr) return;
  file_.reset();
  std::remove(PartialPath(path_).c_str());
}

absl::Status RecordWriter::Write(const std::string& text) {
  const int written =
      gzwrite(static_cast<gzFile>(file_.get()), text.data(), static_cast<unsigned>(text.size()));
  if (written == static_cast<int>(text.size())) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("cannot write ", path_));
}

absl::Status RecordWriter::Add(const Record& record) {
  std::string text;
  if (absl::Status status = AppendRecord(record, text); !status.ok()) return status;
  return Write(text);
}

absl::Status RecordWriter::Finish() {
  const std::string partial = PartialPath(path_);
  if (gzclose(static_cast<gzFile>(file_.release())) != Z_OK) {
    std::remove(partial.c_str());
    return absl::InternalError(absl::StrCat("cannot write ", path_));
  }
  if (std::rename(partial.c_str(), path_.c_str()) == 0) return absl::OkStatus();
  absl::Status status = absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path_));
  std::remove(partial.c_str());
  return status;
}

absl::Status WriteRecords(const std::string& path, std::span<const Record> records) {
  absl::StatusOr<RecordWriter> writer = RecordWriter::Open(path);
  if (!writer.ok()) return writer.status();
  for (const Record& record : records) {
    if (absl::Status status = writer->Add(record); !status.ok()) return status;
  }
  return writer->Finish();
}

}  // namespace credence::data
