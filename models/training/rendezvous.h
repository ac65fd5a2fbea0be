// Where the processes of one training run meet, as torchrun and Kubeflow's PyTorchJob tell it: by
// environment variables. No LibTorch in this header.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"

namespace credence::training {

struct Rendezvous {
  std::string host;    // MASTER_ADDR: where rank 0's store listens
  uint16_t port = 0;   // MASTER_PORT
  int rank = 0;        // RANK: 0 .. size - 1; rank 0 validates, saves and exports
  int size = 1;        // WORLD_SIZE
  int local_rank = 0;  // LOCAL_RANK, among the processes of this machine; 0 where it is not set
  // torchrun may keep the store itself (TORCHELASTIC_USE_AGENT_STORE): then rank 0 opens none.
  bool store_exists = false;
  int attempt = 0;  // TORCHELASTIC_RESTART_COUNT: the keys of an earlier attempt are not ours
};

// As std::getenv: nullptr for a variable that is not set.
using Environment = std::function<const char*(const char* name)>;

// Errors: InvalidArgument naming the variable that is missing or wrong, what it holds and what it
// may hold.
absl::StatusOr<Rendezvous> ReadRendezvous(const Environment& environment);

}  // namespace credence::training
