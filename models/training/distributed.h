// The processes that train one network together, and what they say to each other. No LibTorch in
// this header.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "models/training/rendezvous.h"

namespace at {
class Tensor;
}

namespace credence::training {

// Every process makes the same calls in the same order. Errors of all calls: Unavailable, where a
// process was lost or did not answer in time; then nothing more can be said, and the run is over.
// Not thread-safe.
class Group {
 public:
  virtual ~Group() = default;

  virtual int rank() const = 0;  // 0 .. size - 1
  virtual int size() const = 0;

  // Sums over the processes, in place. All end with the same bits.
  virtual absl::Status AllReduce(std::span<float> values) = 0;

  // The same of a contiguous float32 tensor on any device. On the group's own it stays there.
  virtual absl::Status AllReduceTensor(const at::Tensor& values) = 0;

  // Rank 0's bytes, everywhere.
  virtual absl::Status Broadcast(std::span<std::byte> bytes) = 0;
};

// One process: there is nobody to talk to.
class Alone final : public Group {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  absl::Status AllReduce(std::span<float>) override { return absl::OkStatus(); }
  absl::Status AllReduceTensor(const at::Tensor&) override { return absl::OkStatus(); }
  absl::Status Broadcast(std::span<std::byte>) override { return absl::OkStatus(); }
};

struct GroupOptions {
  std::string backend = "";      // "gloo" or "nccl"; empty: the device's, gloo on the CPU
  std::string device = "cpu";    // where the network is trained, as FindDevice gives it
  double timeout_seconds = 300;  // for the others, when joining and in every call
};

// Meets the others. Alone where there is one process only. The others find this machine at its
// address towards MASTER_ADDR, or on the network interface that GLOO_SOCKET_IFNAME names; NCCL
// looks for its own ways, see NCCL_SOCKET_IFNAME. NCCL sums on the GPU, and each process needs a
// device of its own; gloo sums on the CPU, also what lies on a GPU. Errors: InvalidArgument for a
// backend that does not exist, or "nccl" with device "cpu"; Unimplemented for "nccl" in a build
// without CUDA; FailedPrecondition where the processes disagree on their number, or two have one
// rank; Unavailable where they did not all come in time, naming those that are missing, or could
// not connect.
absl::StatusOr<std::unique_ptr<Group>> JoinGroup(const Rendezvous& rendezvous,
                                                 const GroupOptions& options);

// Ends all processes together where one cannot go on. Returns `own` where it is an error, and
// Aborted naming the other ranks that failed; OK if none did.
absl::Status Agree(Group& group, const absl::Status& own);

}  // namespace credence::training
