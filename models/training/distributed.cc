// LibTorch's wheel holds gloo, but not its headers: models/training/gloo_names stands in for them.
#define USE_C10D_GLOO
#include "models/training/distributed.h"

#include <c10/util/Logging.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace credence::training {
namespace {

using Gloo = c10d::ProcessGroupGloo;
using StorePtr = c10::intrusive_ptr<c10d::Store>;

// Messages of LibTorch carry a stack below the first line.
std::string FirstLine(const std::exception& error) {
  return std::string(absl::StripAsciiWhitespace(
      static_cast<std::string>(*absl::StrSplit(error.what(), '\n').begin())));
}

class GlooGroup final : public Group {
 public:
  GlooGroup(c10::intrusive_ptr<Gloo> gloo, double timeout_seconds)
      : gloo_(std::move(gloo)), timeout_seconds_(timeout_seconds) {}

  int rank() const override { return gloo_->getRank(); }
  int size() const override { return gloo_->getSize(); }

  absl::Status AllReduce(std::span<float> values) override {
    return Call([&] {
      std::vector<at::Tensor> tensors = {
          at::from_blob(values.data(), {static_cast<int64_t>(values.size())}, at::kFloat)};
      return gloo_->allreduce(tensors);
    });
  }

  absl::Status Broadcast(std::span<std::byte> bytes) override {
    return Call([&] {
      std::vector<at::Tensor> tensors = {
          at::from_blob(bytes.data(), {static_cast<int64_t>(bytes.size())}, at::kByte)};
      return gloo_->broadcast(tensors);
    });
  }

 private:
  template <typename Start>
  absl::Status Call(Start start) try {
    start()->wait();
    return absl::OkStatus();
  } catch (const std::exception& error) {
    return absl::UnavailableError(
        absl::StrCat("rank ", rank(), " of ", size(), ": another process was lost, or did not ",
                     "answer within ", timeout_seconds_, " s (", FirstLine(error), ")"));
  }

  c10::intrusive_ptr<Gloo> gloo_;
  const double timeout_seconds_;
};

std::string JoinedKey(int rank) { return absl::StrCat("joined/", rank); }

// Tells the store who this is, and waits until all have.
absl::Status Meet(c10d::Store& store, const Rendezvous& self, const GroupOptions& options) {
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
                                               options.timeout_seconds, " s for rank ",
                                               absl::StrJoin(missing, ", ")));
  }
  return absl::OkStatus();
}

// This machine's address on the way to `host`, as a number; "" where it cannot be told.
std::string OwnAddressTowards(const std::string& host, uint16_t port) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_DGRAM;  // connecting says nothing on the wire
  if (getaddrinfo(host.c_str(), absl::StrCat(port).c_str(), &hints, &found) != 0) return "";
  char address[NI_MAXHOST] = "";
  const int fd = socket(found->ai_family, SOCK_DGRAM, 0);
  sockaddr_storage own{};
  socklen_t length = sizeof own;
  auto* generic = reinterpret_cast<sockaddr*>(&own);
  if (fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen) != 0 ||
      getsockname(fd, generic, &length) != 0 ||
      getnameinfo(generic, length, address, sizeof address, nullptr, 0, NI_NUMERICHOST) != 0) {
    address[0] = '\0';
  }
  if (fd >= 0) close(fd);
  freeaddrinfo(found);
  return address;
}

// c10d's own default is the address of the host name, which many machines give as 127.0.1.1.
std::shared_ptr<::gloo::transport::Device> NetworkDevice(const Rendezvous& self) {
  const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
  if (interface != nullptr && *interface != '\0') return Gloo::createDeviceForInterface(interface);
  const std::string address = OwnAddressTowards(self.host, self.port);
  return address.empty() ? Gloo::createDefaultDevice() : Gloo::createDeviceForHostname(address);
}

absl::StatusOr<std::unique_ptr<Group>> JoinGloo(const Rendezvous& self,
                                                const GroupOptions& options) try {
  const std::chrono::milliseconds timeout(std::llround(options.timeout_seconds * 1000));
  c10d::TCPStoreOptions address;
  address.port = self.port;
  address.isServer = self.rank == 0 && !self.store_exists;
  address.timeout = timeout;
  const StorePtr store = c10::make_intrusive<c10d::PrefixStore>(
      absl::StrCat("credence/", self.attempt),
      c10::make_intrusive<c10d::TCPStore>(self.host, address));
  if (auto status = Meet(*store, self, options); !status.ok()) return status;
  const auto settings = Gloo::Options::create(timeout);
  settings->devices.push_back(NetworkDevice(self));
  auto group = std::make_unique<GlooGroup>(
      c10::make_intrusive<Gloo>(store, self.rank, self.size, settings), options.timeout_seconds);
  // Nobody leaves, say for an error of its own, while another still needs the store.
  if (auto status = Agree(*group, absl::OkStatus()); !status.ok()) return status;
  return group;
} catch (const std::exception& error) {
  return absl::UnavailableError(absl::StrCat(
      "rank ", self.rank, " of ", self.size, ": could not join the others at ", self.host, ":",
      self.port, " within ", options.timeout_seconds, " s (", FirstLine(error), ")"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Group>> JoinGroup(const Rendezvous& rendezvous,
                                                 const GroupOptions& options) {
  if (options.backend == "nccl") {
    return absl::UnimplementedError(
        "backend: got 'nccl', which this build does not have; training runs on the CPU, wanted "
        "'gloo'");
  }
  if (options.backend != "gloo") {
    return absl::InvalidArgumentError(
        absl::StrCat("backend: got '", options.backend, "', wanted 'gloo' or 'nccl'"));
  }
  if (rendezvous.size == 1) return std::make_unique<Alone>();
  // c10d logs every failed attempt with a stack; our status says what is to be known.
  if (std::getenv("TORCH_CPP_LOG_LEVEL") == nullptr) FLAGS_caffe2_log_level = c10::GLOG_FATAL;
  return JoinGloo(rendezvous, options);
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
