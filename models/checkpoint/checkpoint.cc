#include "models/checkpoint/checkpoint.h"

#include <cmath>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/atomic_file.h"
#include "models/checkpoint/strict_json.h"
#include "models/data/encode.h"

namespace credence::checkpoint {
namespace {

using Arrays = std::map<std::string, ArrayView>;

constexpr size_t kMaxTextBytes = 64 << 20;

std::string ShapeText(const std::vector<int64_t>& shape) {
  return absl::StrCat("[", absl::StrJoin(shape, ", "), "]");
}

absl::Status CheckTensor(const std::string& name, const std::vector<int64_t>& shape,
                         const Arrays& weights) {
  const auto found = weights.find(name);
  if (found == weights.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("weights: tensor '", name, "' ", ShapeText(shape), " is missing"));
  }
  const ArrayView& array = found->second;
  if (array.dtype != DType::kF32 || array.shape != shape) {
    return absl::InvalidArgumentError(
        absl::StrCat("weights: tensor '", name, "': got ",
                     array.dtype == DType::kF32 ? "F32 " : "another type, ", ShapeText(array.shape),
                     ", wanted F32 ", ShapeText(shape)));
  }
  for (float value : array.f32()) {
    if (!std::isfinite(value)) {
      return absl::InvalidArgumentError(
          absl::StrCat("weights: tensor '", name, "': got ", value, ", wanted finite numbers"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckWeights(const Manifest& manifest, const Arrays& weights) {
  const auto expected = ExpectedTensors(manifest.network, manifest.rank1);
  if (!expected.ok()) return expected.status();
  for (const auto& [name, shape] : *expected) {
    if (absl::Status status = CheckTensor(name, shape, weights); !status.ok()) return status;
  }
  for (const auto& [name, array] : weights) {
    if (!expected->contains(name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("weights: got tensor '", name, "', which no network of this kind has"));
    }
  }
  return absl::OkStatus();
}

// The row as the encoding lays it out is the row that the network reads.
absl::Status CheckEncoding(const Manifest& manifest) {
  absl::StatusOr<std::unique_ptr<data::Encoder>> encoder =
      data::MakeEncoder(manifest.schema, manifest.encoding);
  if (!encoder.ok()) return encoder.status();
  const NetworkSpec& network = manifest.network;
  const auto differs = [](const std::string& key, int64_t got, const std::string& wanted) {
    return absl::InvalidArgumentError(
        absl::StrCat("network.", key, ": got ", got, ", wanted ", wanted, ", the encoding's"));
  };
  if ((*encoder)->width() != network.input_width) {
    return differs("input_width", network.input_width, absl::StrCat((*encoder)->width()));
  }
  if (network.steps == 0) return absl::OkStatus();
  for (const auto& [key, got] :
       {std::pair<std::string, int64_t>{"steps", network.steps},
        std::pair<std::string, int64_t>{"step_width", network.step_width}}) {
    const auto wanted = manifest.encoding.find(key);
    if (wanted != manifest.encoding.end() && *wanted != got)
      return differs(key, got, Shown(*wanted));
  }
  return absl::OkStatus();
}

absl::Status At(const std::string& path, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
}

absl::StatusOr<Manifest> ReadManifest(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path, kMaxTextBytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<Manifest> manifest = ParseManifest(*text);
  if (!manifest.ok()) return At(path, manifest.status());
  if (absl::Status status = CheckEncoding(*manifest); !status.ok()) return At(path, status);
  return manifest;
}

// Empty where there is no such file.
absl::StatusOr<std::string> ReadOptional(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path, kMaxTextBytes);
  return absl::IsNotFound(text.status()) ? std::string() : text;
}

}  // namespace

absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& directory) {
  absl::StatusOr<Manifest> manifest = ReadManifest(directory + "/" + kManifestFile);
  if (!manifest.ok()) return manifest.status();
  absl::StatusOr<std::string> card = ReadOptional(directory + "/" + kModelCardFile);
  if (!card.ok()) return card.status();
  absl::StatusOr<std::string> examples = ReadOptional(directory + "/" + kExamplesFile);
  if (!examples.ok()) return examples.status();
  const std::string path = directory + "/" + kWeightsFile;
  absl::StatusOr<std::unique_ptr<SafetensorsFile>> weights = SafetensorsFile::Open(path);
  if (!weights.ok()) return weights.status();
  const std::string digest = Sha256((*weights)->bytes());
  if (digest != manifest->weights_sha256) {
    return absl::DataLossError(absl::StrCat(path, ": SHA-256: got ", digest, ", wanted ",
                                            manifest->weights_sha256, " of the manifest"));
  }
  if (absl::Status status = CheckWeights(*manifest, (*weights)->tensors()); !status.ok()) {
    return At(path, status);
  }
  return Checkpoint{.manifest = *std::move(manifest),
                    .model_card = *std::move(card),
                    .examples = *std::move(examples),
                    .weights = *std::move(weights)};
}

absl::Status WriteCheckpoint(const std::string& directory, Manifest manifest, const Arrays& weights,
                             const std::string& model_card) {
  manifest.weights_sha256 = std::string(64, '0');
  absl::Status status = ParseManifest(ManifestToText(manifest)).status();
  if (status.ok()) status = CheckEncoding(manifest);
  if (status.ok()) status = CheckWeights(manifest, weights);
  if (!status.ok()) return status;

  const std::string manifest_path = directory + "/" + kManifestFile;
  const std::string weights_path = directory + "/" + kWeightsFile;
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!error) std::filesystem::remove(manifest_path, error);
  if (error) {
    return absl::InternalError(absl::StrCat("cannot prepare ", directory, ": ", error.message()));
  }
  status = WriteSafetensors(weights_path, weights);
  if (!status.ok()) return status;
  absl::StatusOr<std::unique_ptr<SafetensorsFile>> written = SafetensorsFile::Open(weights_path);
  if (!written.ok()) return written.status();
  manifest.weights_sha256 = Sha256((*written)->bytes());
  status = WriteFileAtomically(directory + "/" + kModelCardFile, {model_card});
  if (!status.ok()) return status;
  return WriteFileAtomically(manifest_path, {ManifestToText(manifest)});
}

absl::Status ReplaceManifest(const std::string& directory, const Manifest& manifest) {
  const std::string text = ManifestToText(manifest);
  absl::Status status = ParseManifest(text).status();
  if (status.ok()) status = CheckEncoding(manifest);
  if (!status.ok()) return status;
  return WriteFileAtomically(directory + "/" + kManifestFile, {text});
}

}  // namespace credence::checkpoint
