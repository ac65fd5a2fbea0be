#include "models/data/gzip.h"

#include <zlib.h>

#include <filesystem>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace credence::data {
namespace {

constexpr size_t kLongestLine = 1 << 20;
constexpr size_t kChunk = 1 << 16;

}  // namespace

absl::StatusOr<std::unique_ptr<GzipFile>> GzipFile::Open(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    return absl::NotFoundError(absl::StrCat(path, ": no such file"));
  }
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return absl::NotFoundError(absl::StrCat(path, ": cannot be opened"));
  gzbuffer(file, kChunk);
  return absl::WrapUnique(new GzipFile(path, file));
}

GzipFile::~GzipFile() { gzclose(static_cast<gzFile>(file_)); }

absl::StatusOr<size_t> GzipFile::Read(std::span<char> out) {
  auto* file = static_cast<gzFile>(file_);
  const size_t got = gzfread(out.data(), 1, out.size(), file);
  if (got == out.size()) return got;
  int code = Z_OK;
  absl::string_view reason = gzerror(file, &code);
  if (code == Z_OK || code == Z_STREAM_END) return got;
  absl::ConsumePrefix(&reason, path_ + ": ");
  return absl::DataLossError(absl::StrCat(path_, ": damaged gzip data: ", reason));
}

absl::Status GzipFile::Skip(int64_t bytes) {
  auto* file = static_cast<gzFile>(file_);
  // A seek is carried out by the next read, which may be past the end: read the last byte.
  char last = 0;
  if (bytes == 0) return absl::OkStatus();
  if (gzseek(file, static_cast<z_off_t>(bytes - 1), SEEK_CUR) >= 0) {
    const absl::StatusOr<size_t> got = Read(std::span(&last, 1));
    if (!got.ok()) return got.status();
    if (*got == 1) return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat(path_, ": got fewer than ", bytes, " bytes"));
}

int64_t GzipFile::bytes_consumed() const { return gzoffset(static_cast<gzFile>(file_)); }

absl::Status GzipFile::Refill() {
  buffer_.erase(0, next_);
  next_ = 0;
  const size_t kept = buffer_.size();
  buffer_.resize(kept + kChunk);
  const absl::StatusOr<size_t> got = Read(std::span(buffer_).subspan(kept));
  if (!got.ok()) return got.status();
  buffer_.resize(kept + *got);
  at_end_ = *got < kChunk;
  return absl::OkStatus();
}

absl::StatusOr<bool> GzipFile::NextLine(std::string* line) {
  size_t end = buffer_.find('\n', next_);
  while (end == std::string::npos && !at_end_) {
    if (buffer_.size() - next_ > kLongestLine) {
      return absl::InvalidArgumentError(
          absl::StrCat(path_, ": got a line of more than ", kLongestLine, " bytes, want text"));
    }
    if (absl::Status status = Refill(); !status.ok()) return status;
    end = buffer_.find('\n', next_);
  }
  if (end == std::string::npos && next_ == buffer_.size()) return false;
  const size_t stop = end == std::string::npos ? buffer_.size() : end;
  line->assign(buffer_, next_, stop - next_);
  if (!line->empty() && line->back() == '\r') line->pop_back();
  next_ = end == std::string::npos ? buffer_.size() : end + 1;
  return true;
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path, size_t max_bytes) {
  absl::StatusOr<std::unique_ptr<GzipFile>> file = GzipFile::Open(path);
  if (!file.ok()) return file.status();
  std::string text(max_bytes + 1, '\0');
  const absl::StatusOr<size_t> got = (*file)->Read(std::span(text));
  if (!got.ok()) return got.status();
  if (*got > max_bytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": got more than ", max_bytes, " bytes, want at most that"));
  }
  text.resize(*got);
  return text;
}

}  // namespace credence::data
