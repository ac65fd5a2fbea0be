// Dense rank-1 layers on a row of features.
#pragma once

#include <memory>

#include "models/networks/networks.h"

namespace credence::networks {

// options: complete, with components and family. See MakeNetwork.
absl::StatusOr<std::shared_ptr<Network>> MakeMlp(const checkpoint::NetworkSpec& spec, bool additive,
                                                 const NetworkOptions& options);

}  // namespace credence::networks
