#include "models/data/tar.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "models/data/gzip.h"

namespace credence::data {
namespace {

constexpr size_t kBlock = 512;
constexpr uint64_t kLargestFile = 16 << 20;

using Block = std::array<char, kBlock>;

absl::string_view Field(const Block& block, size_t offset, size_t size) {
  const absl::string_view field(block.data() + offset, size);
  return field.substr(0, field.find('\0'));
}

// Octal digits with blanks around them; nothing else is a number here.
std::optional<uint64_t> ParseOctal(absl::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == absl::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  uint64_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '7') return std::nullopt;
    value = value * 8 + static_cast<uint64_t>(digit - '0');
  }
  return value;
}

// Sum of the header's bytes with the checksum field itself read as blanks.
uint64_t Checksum(const Block& block) {
  constexpr size_t kFrom = 148;
  constexpr size_t kTo = 156;
  uint64_t sum = 0;
  for (size_t i = 0; i < kBlock; ++i) {
    sum += i >= kFrom && i < kTo ? ' ' : static_cast<unsigned char>(block[i]);
  }
  return sum;
}

struct Entry {
  std::string name;
  uint64_t size = 0;
  bool is_file = false;
};

absl::StatusOr<Entry> ParseHeader(const Block& block, const std::string& path) {
  const std::optional<uint64_t> sum = ParseOctal(Field(block, 148, 8));
  if (!sum || *sum != Checksum(block)) {
    return absl::DataLossError(absl::StrCat(path, ": a tar header's checksum does not match"));
  }
  Entry entry;
  const absl::string_view prefix = Field(block, 345, 155);
  const bool ustar = Field(block, 257, 5) == "ustar";
  entry.name =
      absl::StrCat(ustar ? prefix : "", ustar && !prefix.empty() ? "/" : "", Field(block, 0, 100));
  const std::optional<uint64_t> size = ParseOctal(Field(block, 124, 12));
  if (!size) {
    return absl::DataLossError(absl::StrCat(path, ": ", entry.name, ": the size is not octal"));
  }
  if (*size > kLargestFile) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", entry.name, ": got ", *size,
                                                   " bytes, want at most ", kLargestFile));
  }
  entry.size = *size;
  entry.is_file = block[156] == '0' || block[156] == '\0';
  return entry;
}

absl::StatusOr<std::string> ReadContent(GzipFile& file, const Entry& entry,
                                        const std::string& path) {
  std::string content((entry.size + kBlock - 1) / kBlock * kBlock, '\0');
  const absl::StatusOr<size_t> got = file.Read(std::span(content));
  if (!got.ok()) return got.status();
  if (*got < entry.size) {
    return absl::DataLossError(absl::StrCat(path, ": ", entry.name, ": got ", *got, " bytes, want ",
                                            entry.size, ": truncated archive"));
  }
  content.resize(entry.size);
  return content;
}

}  // namespace

absl::Status ReadTar(const std::string& path,
                     absl::FunctionRef<absl::Status(const std::string&, const std::string&)> each) {
  absl::StatusOr<std::unique_ptr<GzipFile>> file = GzipFile::Open(path);
  if (!file.ok()) return file.status();
  while (true) {
    Block block;
    const absl::StatusOr<size_t> got = (*file)->Read(std::span(block));
    if (!got.ok()) return got.status();
    if (*got == 0) return absl::OkStatus();
    if (*got < kBlock) return absl::DataLossError(absl::StrCat(path, ": truncated archive"));
    if (std::all_of(block.begin(), block.end(), [](char c) { return c == '\0'; })) {
      return absl::OkStatus();
    }
    const absl::StatusOr<Entry> entry = ParseHeader(block, path);
    if (!entry.ok()) return entry.status();
    const absl::StatusOr<std::string> content = ReadContent(**file, *entry, path);
    if (!content.ok()) return content.status();
    if (!entry->is_file) continue;
    if (absl::Status status = each(entry->name, *content); !status.ok()) return status;
  }
}

}  // namespace credence::data
