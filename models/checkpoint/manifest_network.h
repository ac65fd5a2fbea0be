// The parts of a manifest that say which network its weights are for: "network" and "rank1".
#pragma once

#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "models/checkpoint/manifest.h"

namespace credence::checkpoint {

// Errors: InvalidArgument naming the path, the value got and the value wanted.
absl::Status ReadNetwork(const nlohmann::json& object, NetworkSpec& network);
// network: the one it is for.
absl::Status ReadRank1(const nlohmann::json& object, const NetworkSpec& network, Rank1Spec& rank1);

nlohmann::json NetworkToJson(const NetworkSpec& network);
nlohmann::json Rank1ToJson(const Rank1Spec& rank1);

}  // namespace credence::checkpoint
