// What a killed run needs to go on as if nothing had happened: named tensors and a few facts in one
// safetensors file, written beside the old one and renamed over it.
#pragma once

#include <torch/torch.h>

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "models/checkpoint/safetensors.h"
#include "models/training/seed.h"

namespace credence::training {

// There is no generator state in it: a step's noise comes from a generator seeded by (seed, step),
// an epoch's order from one seeded by (seed, epoch). See StepSeed.
struct State {
  std::map<std::string, torch::Tensor> tensors;  // float32, float64 or int64
  std::map<std::string, std::string> facts;
};

// Errors: InvalidArgument for a dtype that the format cannot hold; those of WriteSafetensors.
absl::Status SaveState(const std::string& path, const State& state);

// Errors: those of SafetensorsFile::Open. The tensors are copies.
absl::StatusOr<State> LoadState(const std::string& path);

// Copies each tensor of `source` named in `target` into it.
// Errors: DataLoss naming a tensor that is missing or has another shape.
absl::Status RestoreTensors(const std::map<std::string, torch::Tensor>& source,
                            const std::map<std::string, torch::Tensor>& target);

// The tensors as arrays that stay valid while `tensors` lives; they must be contiguous, on the CPU.
absl::StatusOr<std::map<std::string, checkpoint::ArrayView>> ViewTensors(
    const std::map<std::string, torch::Tensor>& tensors);

// A CPU generator that starts from MixSeed.
torch::Generator MakeGenerator(uint64_t seed, uint64_t purpose, uint64_t moment);

}  // namespace credence::training
