// <repository>/<model>/<version>/{manifest.json, weights.safetensors, MODEL_CARD.md} <-> structs and mapped arrays.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "models/checkpoint/manifest.h"
#include "models/checkpoint/safetensors.h"

namespace credence::checkpoint {

struct Checkpoint {
  Manifest manifest;
  std::string model_card;
  std::unique_ptr<SafetensorsFile> weights;
};

// Reads and checks: format version, schema, SHA-256 of the weights, every tensor's name and shape against the network
// (see ExpectedTensors), no NaN or infinity.
// Errors: NotFound, InvalidArgument, DataLoss, Unimplemented, each with the reason.
absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& directory);

// Fills manifest.weights_sha256 and writes all files; the manifest last, by rename, so that a directory with a manifest
// is whole.
absl::Status WriteCheckpoint(const std::string& directory, Manifest manifest,
                             const std::map<std::string, ArrayView>& weights, const std::string& model_card);

// Name -> shape of every tensor that a network of this kind stores. Dense layer `l0`: l0.kernel [in, out], l0.bias
// [K, out], and per rank-1 vector v in {r (inputs), s (outputs)}: point l0.v [K, dim]; gaussian l0.v.mean, l0.v.stddev;
// cauchy l0.v.loc, l0.v.scale, where stddev and scale are stored before softplus (+ 1e-7). LSTM: lstm.kernel [in, 4u],
// lstm.recurrent_kernel [u, 4u], r, s, recurrent_r, recurrent_s, bias [K, 4u], gates i f g o. Dense layers are named
// l0, l1, ...; the last one is the output layer.
absl::StatusOr<std::map<std::string, std::vector<int64_t>>> ExpectedTensors(const NetworkSpec& network,
                                                                          const Rank1Spec& rank1);

}  // namespace credence::checkpoint
