// The processes that train one network together, and what they say to each other. No LibTorch in
// this header.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "models/training/rendezvous.h"

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

  // Rank 0's bytes, everywhere.
  virtual absl::Status Broadcast(std::span<std::byte> bytes) = 0;
};

// One process: there is nobody to talk to.
class Alone final : public Group {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  absl::Status AllReduce(std::span<float>) override { return absl::OkStatus(); }
  absl::Status Broadcast(std::span<std::byte>) override { return absl::OkStatus(); }
};

struct GroupOptions {
  std::string backend = "gloo";  // or "nccl"
  double timeout_seconds = 300;  // for the others, when joining and in every call
};

// Meets the others. Alone where there is one process only. The others find this machine at its
// address towards MASTER_ADDR, or on the network interface that GLOO_SOCKET_IFNAME names.
// Errors: InvalidArgument for a backend that does not exist; Unimplemented for "nccl", which this
// build does not have; FailedPrecondition where the processes disagree on their number, or two have
// one rank; Unavailable where they did not all come in time, naming those that are missing.
absl::StatusOr<std::unique_ptr<Group>> JoinGroup(const Rendezvous& rendezvous,
                                                 const GroupOptions& options);

// Ends all processes together where one cannot go on. Returns `own` where it is an error, and
// Aborted naming the other ranks that failed; OK if none did.
absl::Status Agree(Group& group, const absl::Status& own);

}  // namespace credence::training
