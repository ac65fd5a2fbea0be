// A deep ensemble (Lakshminarayanan et al., 2017): deterministic networks that share nothing, each
// trained by the same loop from a seed of its own, stacked into one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/training/train.h"

namespace credence::training {

// The recipe of network i of the ensemble, i = 0, 1, ...: deterministic, from a seed of its own;
// the first has the ensemble's seed.
Recipe RecipeOfNetwork(const Recipe& ensemble, int i);

// Where network i keeps its state: "a/state.safetensors" -> "a/state_1.safetensors" for i = 0.
// Empty for an empty path.
std::string StatePathOfNetwork(const std::string& path, int i);

// One network after another; those whose state is at the end of their run are taken from it.
// The curves stand one after another, as if epochs counted on; epochs: the most of any network.
// Errors: those of Train.
absl::StatusOr<Trained> TrainEnsemble(const Recipe& recipe, const checkpoint::NetworkSpec& network,
                                      const Rows& rows, const Rows& validation,
                                      const std::string& data_hash, const TrainOptions& options);

}  // namespace credence::training
