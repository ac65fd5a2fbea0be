// c10d's NCCL: sums between GPUs, without a detour through the processes' memory.
#pragma once

#include <memory>

#include "models/training/c10d_group.h"

namespace credence::training {

// Whether this build has it: one with CREDENCE_CUDA does.
bool HasNccl();

// device: a CUDA device that no other process of the group has. Connects to all others: whoever is
// lost meanwhile ends it after the timeout. Throws LibTorch's exceptions.
// REQUIRES: HasNccl().
std::unique_ptr<Group> JoinNccl(const Meeting& meeting, c10::Device device);

}  // namespace credence::training
