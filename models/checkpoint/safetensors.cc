#include "models/checkpoint/safetensors.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/atomic_file.h"
#include "models/checkpoint/strict_json.h"

namespace credence::checkpoint {
namespace {

using nlohmann::json;

constexpr uint64_t kLengthBytes = 8;
constexpr uint64_t kMaxHeader = 100'000'000;  // the reference implementation's limit
constexpr uint64_t kAlignment = 64;
constexpr int64_t kMaxBytes = std::numeric_limits<int64_t>::max();

struct DTypeRow {
  DType dtype;
  const char* name;
  int64_t bytes;
};

constexpr std::array<DTypeRow, 3> kDTypes = {{
    {DType::kF32, "F32", 4},
    {DType::kF64, "F64", 8},
    {DType::kI64, "I64", 8},
}};

const DTypeRow& RowOf(DType dtype) { return kDTypes[static_cast<size_t>(dtype)]; }

// One entry of the header, before it is checked against the data.
struct Entry {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<int64_t> shape;
  int64_t begin = 0;
  int64_t end = 0;
};

absl::Status Broken(const std::string& what) {
  return absl::DataLossError(absl::StrCat("safetensors: ", what));
}

absl::Status BrokenTensor(const std::string& name, const std::string& what) {
  return Broken(absl::StrCat("tensor '", absl::CHexEscape(name.substr(0, 80)), "': ", what));
}

// Bytes of a tensor, or -1 where the product does not fit.
int64_t ByteCount(DType dtype, const std::vector<int64_t>& shape) {
  int64_t bytes = RowOf(dtype).bytes;
  for (int64_t dimension : shape) {
    if (dimension < 0 || __builtin_mul_overflow(bytes, dimension, &bytes)) return -1;
  }
  return bytes;
}

absl::Status ReadDType(const json& value, Entry& entry) {
  for (const DTypeRow& row : kDTypes) {
    if (value == row.name) {
      entry.dtype = row.dtype;
      return absl::OkStatus();
    }
  }
  return BrokenTensor(entry.name,
                      absl::StrCat("dtype: got ", Shown(value), ", wanted F32, F64 or I64"));
}

// A list of integers in [0, 2^63).
bool ReadIntegers(const json& value, std::vector<int64_t>& integers) {
  if (!value.is_array()) return false;
  for (const json& item : value) {
    if (!item.is_number_unsigned() || item.get<uint64_t>() > uint64_t{kMaxBytes}) return false;
    integers.push_back(item.get<int64_t>());
  }
  return true;
}

absl::StatusOr<Entry> ReadEntry(const std::string& name, const json& value) {
  Entry entry;
  entry.name = name;
  std::vector<int64_t> offsets;
  if (!value.is_object() || value.size() != 3 || !value.contains("dtype") ||
      !value.contains("shape") || !value.contains("data_offsets")) {
    return BrokenTensor(
        name, absl::StrCat("got ", Shown(value), ", wanted exactly dtype, shape and data_offsets"));
  }
  if (absl::Status status = ReadDType(value["dtype"], entry); !status.ok()) return status;
  if (!ReadIntegers(value["shape"], entry.shape)) {
    return BrokenTensor(name, absl::StrCat("shape: got ", Shown(value["shape"])));
  }
  if (!ReadIntegers(value["data_offsets"], offsets) || offsets.size() != 2 ||
      offsets[0] > offsets[1]) {
    return BrokenTensor(name, absl::StrCat("data_offsets: got ", Shown(value["data_offsets"]),
                                           ", wanted [begin, end]"));
  }
  entry.begin = offsets[0];
  entry.end = offsets[1];
  return entry;
}

absl::Status ReadMetadata(const json& value, std::map<std::string, std::string>& metadata) {
  if (!value.is_object()) return Broken("__metadata__ is not an object");
  for (const auto& [key, text] : value.items()) {
    if (!text.is_string()) return Broken("__metadata__ holds something that is not a string");
    metadata[key] = text.get<std::string>();
  }
  return absl::OkStatus();
}

// The tensors must tile the data: from 0 to its end, no hole, no overlap.
absl::Status CheckLayout(std::vector<Entry>& entries, int64_t data_bytes) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  });
  int64_t expected = 0;
  for (const Entry& entry : entries) {
    const int64_t wanted = ByteCount(entry.dtype, entry.shape);
    if (wanted != entry.end - entry.begin) {
      return BrokenTensor(entry.name,
                          absl::StrCat("got ", entry.end - entry.begin, " bytes, wanted ",
                                       wanted < 0 ? "a possible shape" : absl::StrCat(wanted)));
    }
    if (entry.begin != expected) {
      return BrokenTensor(entry.name, absl::StrCat("begins at ", entry.begin, ", wanted ", expected,
                                                   ": tensors overlap or leave a hole"));
    }
    expected = entry.end;
  }
  if (expected == data_bytes) return absl::OkStatus();
  return Broken(absl::StrCat("got ", data_bytes, " bytes of data, wanted ", expected,
                             ": the file is truncated or has a tail"));
}

absl::StatusOr<ArrayView> View(const Entry& entry, const std::byte* data) {
  const std::byte* begin = data + entry.begin;
  if (reinterpret_cast<uintptr_t>(begin) % static_cast<uintptr_t>(RowOf(entry.dtype).bytes) != 0) {
    return BrokenTensor(entry.name, absl::StrCat("its data are not aligned to ",
                                                 RowOf(entry.dtype).bytes, " bytes in the file"));
  }
  return ArrayView{.dtype = entry.dtype, .shape = entry.shape, .data = begin};
}

uint64_t LittleEndian(const std::byte* bytes) {
  uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | std::to_integer<uint64_t>(bytes[i]);
  return value;
}

std::string LengthBytes(uint64_t length) {
  std::string bytes(kLengthBytes, '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(length & 0xff);
    length >>= 8;
  }
  return bytes;
}

using NamedArray = std::pair<const std::string, ArrayView>;

std::vector<const NamedArray*> WidestFirst(const std::map<std::string, ArrayView>& tensors) {
  std::vector<const NamedArray*> order;
  for (const NamedArray& tensor : tensors) order.push_back(&tensor);
  std::stable_sort(order.begin(), order.end(), [](const NamedArray* a, const NamedArray* b) {
    return RowOf(a->second.dtype).bytes > RowOf(b->second.dtype).bytes;
  });
  return order;
}

}  // namespace

int64_t ArrayView::size() const {
  int64_t count = 1;
  for (int64_t dimension : shape) count *= dimension;
  return count;
}

std::span<const float> ArrayView::f32() const {
  return {reinterpret_cast<const float*>(data), static_cast<size_t>(size())};
}

std::span<const double> ArrayView::f64() const {
  return {reinterpret_cast<const double*>(data), static_cast<size_t>(size())};
}

absl::StatusOr<std::unique_ptr<SafetensorsFile>> SafetensorsFile::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    return absl::NotFoundError(absl::StrCat("there is no file ", path));
  }
  struct stat info {};
  if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    absl::Status error = absl::InternalError(absl::StrCat("cannot open ", path, " as a file"));
    if (fd >= 0) close(fd);
    return error;
  }
  const auto size = static_cast<size_t>(info.st_size);
  void* mapping = size == 0 ? MAP_FAILED : mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  close(fd);
  if (size == 0) return absl::DataLossError(absl::StrCat(path, ": the file is empty"));
  if (mapping == MAP_FAILED) {
    return absl::InternalError(absl::StrCat("cannot map ", path, ": ", strerror(errno)));
  }
  std::unique_ptr<SafetensorsFile> file(new SafetensorsFile);
  file->mapping_ = mapping;
  file->bytes_ = {static_cast<const std::byte*>(mapping), size};
  if (absl::Status status = file->ParseHeader(); !status.ok()) {
    return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
  }
  return file;
}

absl::StatusOr<std::unique_ptr<SafetensorsFile>> SafetensorsFile::Parse(
    std::span<const std::byte> bytes) {
  std::unique_ptr<SafetensorsFile> file(new SafetensorsFile);
  file->bytes_ = bytes;
  if (absl::Status status = file->ParseHeader(); !status.ok()) return status;
  return file;
}

SafetensorsFile::~SafetensorsFile() {
  if (mapping_ != nullptr) munmap(mapping_, bytes_.size());
}

absl::Status SafetensorsFile::ParseHeader() {
  if (bytes_.size() < kLengthBytes) return Broken("fewer than 8 bytes");
  const uint64_t length = LittleEndian(bytes_.data());
  const uint64_t room = bytes_.size() - kLengthBytes;
  if (length > std::min(room, kMaxHeader)) {
    return Broken(absl::StrCat("header length: got ", length, ", wanted at most ",
                               std::min(room, kMaxHeader)));
  }
  const char* text = reinterpret_cast<const char*>(bytes_.data() + kLengthBytes);
  if (length == 0 || text[0] != '{') return Broken("the header does not begin with '{'");
  absl::StatusOr<json> header = ParseStrictJson({text, length});
  if (!header.ok()) return Broken(std::string(header.status().message()));

  std::vector<Entry> entries;
  for (const auto& [name, value] : header->items()) {
    if (name == "__metadata__") {
      if (absl::Status status = ReadMetadata(value, metadata_); !status.ok()) return status;
      continue;
    }
    absl::StatusOr<Entry> entry = ReadEntry(name, value);
    if (!entry.ok()) return entry.status();
    entries.push_back(*std::move(entry));
  }
  const auto data_bytes = static_cast<int64_t>(room - length);
  if (absl::Status status = CheckLayout(entries, data_bytes); !status.ok()) return status;
  for (const Entry& entry : entries) {
    absl::StatusOr<ArrayView> view = View(entry, bytes_.data() + kLengthBytes + length);
    if (!view.ok()) return view.status();
    tensors_[entry.name] = *std::move(view);
  }
  return absl::OkStatus();
}

absl::StatusOr<ArrayView> SafetensorsFile::Find(std::string_view name) const {
  const auto found = tensors_.find(std::string(name));
  if (found != tensors_.end()) return found->second;
  return absl::NotFoundError(absl::StrCat("there is no tensor '", std::string(name), "'"));
}

absl::Status WriteSafetensors(const std::string& path,
                              const std::map<std::string, ArrayView>& tensors,
                              const std::map<std::string, std::string>& metadata) {
  json header = json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::string data;
  for (const NamedArray* tensor : WidestFirst(tensors)) {
    const auto& [name, array] = *tensor;
    const int64_t bytes = ByteCount(array.dtype, array.shape);
    if (bytes < 0 || name == "__metadata__") {
      return absl::InvalidArgumentError(
          absl::StrCat("tensor '", name, "': got shape [", absl::StrJoin(array.shape, ", "),
                       "], wanted one that can be, under its own name"));
    }
    header[name] = {{"dtype", RowOf(array.dtype).name},
                    {"shape", array.shape},
                    {"data_offsets", {data.size(), data.size() + static_cast<size_t>(bytes)}}};
    data.append(reinterpret_cast<const char*>(array.data), static_cast<size_t>(bytes));
  }
  std::string text = header.dump(-1, ' ', true, json::error_handler_t::replace);
  text.append((kAlignment - (kLengthBytes + text.size()) % kAlignment) % kAlignment, ' ');
  return WriteFileAtomically(path, {LengthBytes(text.size()), text, data});
}

std::string Sha256(std::span<const std::byte> bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), length));
}

}  // namespace credence::checkpoint
