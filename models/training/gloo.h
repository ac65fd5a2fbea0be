// c10d's gloo: sums over TCP, in the processes' own memory.
#pragma once

#include <memory>

#include "models/training/c10d_group.h"

namespace credence::training {

// The others find this machine as JoinGroup says. Throws LibTorch's exceptions.
std::unique_ptr<Group> JoinGloo(const Meeting& meeting);

}  // namespace credence::training
