// Where the server and the models meet: plain structs, no tensor, no protobuf.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/checkpoint/manifest.h"
#include "models/data/encode.h"

namespace credence::predict {

// What a network's numbers take in memory. Kernels, unless each member has its own, and biases
// where a component's draws share one, are held once; factors are each member's own.
struct WeightBytes {
  int64_t shared = 0;
  int64_t per_member = 0;

  int64_t total(int members) const { return shared + members * per_member; }
};

// Computes all members' logits for a batch of rows. One call at a time per executor (the batcher
// sees to it).
class Executor {
 public:
  virtual ~Executor() = default;

  // rows [B, D] row-major; logits [B, M, L], L = 1 for a binary task (log-odds of class 1), else C.
  // A row's logits do not depend on the other rows beyond float rounding.
  // Errors: Internal if the backend fails.
  virtual absl::Status Forward(std::span<const float> rows, int64_t batch,
                               std::span<float> logits) = 0;

  // "torch_cpu", "torch_cuda", "fused_cpu": for the info metric and the logs.
  virtual std::string name() const = 0;

  // As held for computing, padding included; zeros where an executor has no weights.
  virtual WeightBytes weight_bytes() const { return {}; }
};

// One loaded model version: what it is, how to encode a record, how to run a batch. Immutable but
// for the executor.
struct Predictor {
  checkpoint::Manifest manifest;
  std::string model_card;  // MODEL_CARD.md, may be empty
  std::string examples;    // the text of examples.json, may be empty
  std::unique_ptr<data::Encoder> encoder;
  std::unique_ptr<Executor> executor;

  int members() const { return manifest.rank1.components * manifest.rank1.samples; }
  int classes() const { return static_cast<int>(manifest.classes.size()); }
};

struct LoadOptions {
  int samples = 0;                // S; 0: the manifest's; above 1 only where members are drawn
  std::string device = "cpu";     // "cpu" or "cuda"
  std::string executor = "auto";  // "auto" (fused where it exists), "torch", "fused"
  int threads = 1;                // of one forward
};

// Loads <directory>/{manifest.json, weights.safetensors, MODEL_CARD.md, examples.json}, checks all
// but the last, draws the members from the seed. Errors: NotFound (no manifest), InvalidArgument or
// DataLoss with the reason (checksum, shape, NaN, schema), Unimplemented (format version, device or
// executor not in this build), ResourceExhausted (more than 2^28 floats drawn for the members).
absl::StatusOr<std::unique_ptr<Predictor>> LoadPredictor(const std::string& directory,
                                                         const LoadOptions& options);

}  // namespace credence::predict
