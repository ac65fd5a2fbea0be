// For safetensors_interop_test.py. safetensors_copy FROM TO: reads a file and writes what it read.
// safetensors_copy --small FOLDER: writes a small checkpoint.
#include <iostream>
#include <string>

#include "models/checkpoint/safetensors.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::checkpoint {
namespace {

absl::Status Copy(const std::string& from, const std::string& to) {
  const auto file = SafetensorsFile::Open(from);
  if (!file.ok()) return file.status();
  return WriteSafetensors(to, (*file)->tensors(), (*file)->metadata());
}

absl::Status WriteSmall(const std::string& folder) {
  const Manifest manifest = SmallManifest();
  return WriteCheckpoint(folder, manifest, RandomWeights(manifest, 7).Views(), "# Small\n");
}

}  // namespace
}  // namespace credence::checkpoint

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: safetensors_copy FROM TO, or safetensors_copy --small FOLDER\n";
    return 2;
  }
  const absl::Status status = std::string(argv[1]) == "--small"
                                  ? credence::checkpoint::WriteSmall(argv[2])
                                  : credence::checkpoint::Copy(argv[1], argv[2]);
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? 0 : 1;
}
