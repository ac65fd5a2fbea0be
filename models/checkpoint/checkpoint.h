// <repository>/<model>/<version>/{manifest.json, weights.safetensors, MODEL_CARD.md, examples.json}
// <-> structs and mapped arrays.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "models/checkpoint/manifest.h"
#include "models/checkpoint/safetensors.h"
#include "models/checkpoint/tensors.h"

namespace credence::checkpoint {

struct Checkpoint {
  Manifest manifest;
  std::string model_card;
  // The text of examples.json, which the server reads; empty where there is none.
  std::string examples;
  // Shared, so that an executor that reads from the mapped file keeps it.
  std::shared_ptr<const SafetensorsFile> weights;
};

inline constexpr char kManifestFile[] = "manifest.json";
inline constexpr char kWeightsFile[] = "weights.safetensors";
inline constexpr char kModelCardFile[] = "MODEL_CARD.md";
inline constexpr char kExamplesFile[] = "examples.json";

// Reads and checks: format version, schema, that the encoding makes rows of the network's input
// width, SHA-256 of the weights, every tensor's name, type (F32) and shape against the network (see
// ExpectedTensors), no tensor too many, no NaN or infinity. Errors: NotFound, InvalidArgument,
// DataLoss, Unimplemented, each with the reason.
absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& directory);

// Makes the directory, fills manifest.weights_sha256 and writes all files; the manifest last, by
// rename (an old one is removed first), so that a directory with a manifest is whole. Errors:
// InvalidArgument for what ReadCheckpoint would refuse, before anything is written; Internal.
absl::Status WriteCheckpoint(const std::string& directory, Manifest manifest,
                             const std::map<std::string, ArrayView>& weights,
                             const std::string& model_card);

// Writes manifest.json anew, by rename, and nothing else; the weights stay those of
// manifest.weights_sha256. Errors: InvalidArgument for what ReadCheckpoint would refuse in a
// manifest, before anything is written; Internal.
absl::Status ReplaceManifest(const std::string& directory, const Manifest& manifest);

}  // namespace credence::checkpoint
