#include "models/data/idx.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/data/gzip.h"

namespace credence::data {
namespace {

constexpr size_t kLargestFile = size_t{1} << 30;
constexpr uint32_t kMagic = 0x00000800;  // of bytes; its last byte is the number of dimensions

struct Bytes {
  std::vector<uint32_t> shape;
  std::string text;  // with the header
  size_t begin = 0;

  std::span<const unsigned char> data() const {
    return {reinterpret_cast<const unsigned char*>(text.data()) + begin, text.size() - begin};
  }
};

uint32_t BigEndian(const std::string& text, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(text[at + i]);
  return value;
}

absl::Status NotHere(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kNotFound) return status;
  return absl::NotFoundError(absl::StrCat(
      status.message(),
      "; the whole of Fashion-MNIST is Debian's package dataset-fashion-mnist (apt-get install "
      "dataset-fashion-mnist), an excerpt is in data/fashion-mnist"));
}

absl::StatusOr<Bytes> ReadBytes(const std::string& path, uint32_t dimensions) {
  absl::StatusOr<std::unique_ptr<GzipFile>> file = GzipFile::Open(path);
  if (!file.ok()) return NotHere(file.status());
  Bytes out;
  out.begin = 4 * (dimensions + 1);
  out.text.resize(out.begin);
  absl::StatusOr<size_t> got = (*file)->Read(std::span(out.text));
  if (!got.ok()) return got.status();
  if (*got < out.begin || BigEndian(out.text, 0) != kMagic + dimensions) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: got a file that begins with 0x%08x, want 0x%08x, IDX bytes in %d dimensions", path,
        *got < 4 ? 0 : BigEndian(out.text, 0), kMagic + dimensions, dimensions));
  }
  size_t size = 1;
  for (uint32_t d = 1; d <= dimensions; ++d) {
    out.shape.push_back(BigEndian(out.text, 4 * d));
    size = out.shape.back() > kLargestFile ? kLargestFile + 1 : size * out.shape.back();
    if (size > kLargestFile) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": got more than ", kLargestFile, " bytes, want at most that"));
    }
  }
  out.text.resize(out.begin + size + 1);  // one more, to see what is too many
  got = (*file)->Read(std::span(out.text).subspan(out.begin));
  if (!got.ok()) return got.status();
  if (*got != size) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": got ", *got < size ? absl::StrCat(*got) : absl::StrCat("more than ", size),
        " bytes of data, want ", size, " by its header"));
  }
  out.text.resize(out.begin + size);
  return out;
}

}  // namespace

absl::StatusOr<LabelledRecords> ReadIdx(const std::string& images_path,
                                        const std::string& labels_path, int classes) {
  const absl::StatusOr<Bytes> images = ReadBytes(images_path, 3);
  if (!images.ok()) return images.status();
  const absl::StatusOr<Bytes> labels = ReadBytes(labels_path, 1);
  if (!labels.ok()) return labels.status();
  const uint32_t n = images->shape[0];
  if (labels->shape[0] != n) {
    return absl::InvalidArgumentError(absl::StrCat(labels_path, ": got ", labels->shape[0],
                                                   " labels, want ", n, ", one per image of ",
                                                   images_path));
  }
  const size_t pixels = size_t{images->shape[1]} * images->shape[2];
  const std::string name = std::filesystem::path(images_path).filename().string();
  LabelledRecords out;
  for (uint32_t i = 0; i < n; ++i) {
    const int label = labels->data()[i];
    if (label >= classes) {
      return absl::InvalidArgumentError(absl::StrCat(labels_path, ": label ", i, ": got ", label,
                                                     ", want less than ", classes, " classes"));
    }
    Record record{.id = absl::StrCat(name, "#", i)};
    record.tensor.reserve(pixels);
    for (const unsigned char pixel : images->data().subspan(i * pixels, pixels)) {
      record.tensor.push_back(static_cast<float>(pixel) / 255.0F);
    }
    out.records.push_back(std::move(record));
    out.labels.push_back(label);
  }
  return out;
}

}  // namespace credence::data
