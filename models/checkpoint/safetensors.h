// The safetensors file format: 8-byte little-endian header length, JSON header, raw tensors.
// Reading maps the file and copies nothing; plain C++, no tensor library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace credence::checkpoint {

enum class DType { kF32, kF64, kI64 };

// A named array that somebody else owns, row-major, aligned for its type.
struct ArrayView {
  DType dtype = DType::kF32;
  std::vector<int64_t> shape;
  const std::byte* data = nullptr;

  int64_t size() const;                 // number of elements
  std::span<const float> f32() const;   // REQUIRES: dtype is kF32
  std::span<const double> f64() const;  // REQUIRES: dtype is kF64
};

// A mapped file. Views stay valid as long as it lives. Immutable; thread-safe.
class SafetensorsFile {
 public:
  // Errors: NotFound; Internal where the system refuses; DataLoss with the reason for a truncated
  // file, a hostile header length, tensors that overlap, leave a hole, lie out of bounds or are not
  // aligned for their type, a byte count that does not fit dtype and shape, duplicate names,
  // unknown keys or dtypes.
  static absl::StatusOr<std::unique_ptr<SafetensorsFile>> Open(const std::string& path);
  // The same over bytes that the caller keeps alive (for tests and fuzzing).
  static absl::StatusOr<std::unique_ptr<SafetensorsFile>> Parse(std::span<const std::byte> bytes);
  ~SafetensorsFile();
  SafetensorsFile(const SafetensorsFile&) = delete;
  SafetensorsFile& operator=(const SafetensorsFile&) = delete;

  const std::map<std::string, ArrayView>& tensors() const { return tensors_; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  std::span<const std::byte> bytes() const { return bytes_; }

  // Errors: NotFound naming the tensor.
  absl::StatusOr<ArrayView> Find(std::string_view name) const;

 private:
  SafetensorsFile() = default;
  absl::Status ParseHeader();

  std::span<const std::byte> bytes_;
  void* mapping_ = nullptr;  // of bytes_, where this object made one
  std::map<std::string, ArrayView> tensors_;
  std::map<std::string, std::string> metadata_;
};

// Writes by WriteFileAtomically. Tensors lie in the order of their types (widest first), then of
// their names; the header is padded with spaces so that data begin at a multiple of 64 bytes, hence
// every tensor is aligned for its type. Errors: InvalidArgument for a shape with a negative
// dimension; those of WriteFileAtomically.
absl::Status WriteSafetensors(const std::string& path,
                              const std::map<std::string, ArrayView>& tensors,
                              const std::map<std::string, std::string>& metadata = {});

// Hexadecimal SHA-256.
std::string Sha256(std::span<const std::byte> bytes);

}  // namespace credence::checkpoint
