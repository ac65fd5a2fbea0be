#include "models/training/distributed.h"

#include <c10/util/Logging.h>

#include <cstdlib>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/training/c10d_group.h"
#include "models/training/gloo.h"
#include "models/training/nccl.h"

namespace credence::training {
namespace {

std::string JoinedKey(int rank) { return absl::StrCat("joined/", rank); }

// Tells the store who this is, and waits until all have.
absl::Status Meet(c10d::Store& store, const Rendezvous& self, double timeout_seconds) {
  const std::string size = absl::StrCat(self.size);
  const auto agreed =
      store.compareSet("world_size", {}, std::vector<uint8_t>(size.begin(), size.end()));
  if (const std::string got(agreed.begin(), agreed.end()); got != size) {
    return absl::FailedPreconditionError(absl::StrCat(
        "WORLD_SIZE: got ", size, " on rank ", self.rank, ", but ", got, " on another process"));
  }
  if (store.add(JoinedKey(self.rank), 1) > 1) {
    return absl::FailedPreconditionError(
        absl::StrCat("RANK: got ", self.rank, ", but another process has it already"));
  }
  std::vector<std::string> keys;
  for (int rank = 0; rank < self.size; ++rank) keys.push_back(JoinedKey(rank));
  try {
    store.wait(keys);
  } catch (const std::exception&) {
    std::vector<int> missing;
    for (int rank = 0; rank < self.size; ++rank) {
      if (!store.check({JoinedKey(rank)})) missing.push_back(rank);
    }
    return absl::UnavailableError(absl::StrCat("rank ", self.rank, " of ", self.size, ": waited ",
                                               timeout_seconds, " s for rank ",
                                               absl::StrJoin(missing, ", ")));
  }
  return absl::OkStatus();
}

Meeting Call(const Rendezvous& self, double timeout_seconds) {
  Meeting meeting{.store = nullptr, .self = self, .timeout_seconds = timeout_seconds};
  c10d::TCPStoreOptions address;
  address.port = self.port;
  address.isServer = self.rank == 0 && !self.store_exists;
  address.timeout = meeting.timeout();
  meeting.store = c10::make_intrusive<c10d::PrefixStore>(
      absl::StrCat("credence/", self.attempt),
      c10::make_intrusive<c10d::TCPStore>(self.host, address));
  return meeting;
}

absl::StatusOr<std::unique_ptr<Group>> Join(const Rendezvous& self, const GroupOptions& options,
                                            bool nccl) try {
  const Meeting meeting = Call(self, options.timeout_seconds);
  if (auto status = Meet(*meeting.store, self, options.timeout_seconds); !status.ok()) {
    return status;
  }
  auto group = nccl ? JoinNccl(meeting, c10::Device(options.device)) : JoinGloo(meeting);
  // Nobody leaves, say for an error of its own, while another still needs the store.
  if (auto status = Agree(*group, absl::OkStatus()); !status.ok()) return status;
  return group;
} catch (const std::exception& error) {
  return absl::UnavailableError(absl::StrCat(
      "rank ", self.rank, " of ", self.size, ": could not join the others at ", self.host, ":",
      self.port, " within ", options.timeout_seconds, " s (", FirstLine(error), ")"));
}

// Whether the backend is NCCL.
absl::StatusOr<bool> IsNccl(const GroupOptions& options) {
  const bool on_cpu = options.device == "cpu";
  if (options.backend.empty()) return !on_cpu;
  if (options.backend == "gloo") return false;
  if (options.backend != "nccl") {
    return absl::InvalidArgumentError(
        absl::StrCat("backend: got '", options.backend, "', wanted 'gloo' or 'nccl'"));
  }
  if (!HasNccl()) {
    return absl::UnimplementedError(
        "backend: got 'nccl', but this build was configured without CREDENCE_CUDA; wanted 'gloo'");
  }
  if (!on_cpu) return true;
  return absl::InvalidArgumentError(
      "backend: got 'nccl' with device 'cpu', wanted it with device 'cuda', or 'gloo'");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Group>> JoinGroup(const Rendezvous& rendezvous,
                                                 const GroupOptions& options) {
  const auto nccl = IsNccl(options);
  if (!nccl.ok()) return nccl.status();
  if (rendezvous.size == 1) return std::make_unique<Alone>();
  // c10d logs every failed attempt with a stack; our status says what is to be known.
  if (std::getenv("TORCH_CPP_LOG_LEVEL") == nullptr) FLAGS_caffe2_log_level = c10::GLOG_FATAL;
  return Join(rendezvous, options, *nccl);
}

absl::Status Agree(Group& group, const absl::Status& own) {
  std::vector<float> failed(group.size(), 0);
  failed[group.rank()] = own.ok() ? 0 : 1;
  const absl::Status told = group.AllReduce(failed);
  if (!own.ok()) return own;
  if (!told.ok()) return told;
  std::vector<int> ranks;
  for (int rank = 0; rank < group.size(); ++rank) {
    if (failed[rank] > 0) ranks.push_back(rank);
  }
  if (ranks.empty()) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat("rank ", group.rank(), " of ", group.size(),
                                         ": gives up, because rank ", absl::StrJoin(ranks, ", "),
                                         " failed; its own message says why"));
}

}  // namespace credence::training
