// LibTorch's wheel holds gloo, but not its headers: models/training/gloo_names stands in for them.
#define USE_C10D_GLOO
#include "models/training/gloo.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include "absl/strings/str_cat.h"

namespace credence::training {
namespace {

using Gloo = c10d::ProcessGroupGloo;

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

}  // namespace

std::unique_ptr<Group> JoinGloo(const Meeting& meeting) {
  const auto options = Gloo::Options::create(meeting.timeout());
  options->devices.push_back(NetworkDevice(meeting.self));
  auto gloo =
      c10::make_intrusive<Gloo>(meeting.store, meeting.self.rank, meeting.self.size, options);
  return std::make_unique<C10dGroup>(std::move(gloo), at::kCPU, meeting.timeout_seconds);
}

}  // namespace credence::training
