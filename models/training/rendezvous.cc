#include "models/training/rendezvous.h"

#include <limits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace credence::training {
namespace {

constexpr char kNeeded[] =
    "--distributed needs MASTER_ADDR, MASTER_PORT, RANK and WORLD_SIZE, which torchrun and "
    "PyTorchJob set";

absl::StatusOr<std::string> Text(const Environment& environment, const char* name) {
  const char* value = environment(name);
  if (value != nullptr && *value != '\0') return std::string(value);
  return absl::InvalidArgumentError(absl::StrCat(name, " is not set: ", kNeeded));
}

absl::StatusOr<int> Number(const Environment& environment, const char* name, int low, int high) {
  const auto text = Text(environment, name);
  if (!text.ok()) return text.status();
  int value = 0;
  if (absl::SimpleAtoi(*text, &value) && value >= low && value <= high) return value;
  return absl::InvalidArgumentError(
      absl::StrCat(name, ": got '", *text, "', wanted a whole number from ", low, " to ", high));
}

absl::StatusOr<int> NumberOrZero(const Environment& environment, const char* name) {
  const char* value = environment(name);
  if (value == nullptr || *value == '\0') return 0;
  return Number(environment, name, 0, std::numeric_limits<int>::max());
}

}  // namespace

absl::StatusOr<Rendezvous> ReadRendezvous(const Environment& environment) {
  constexpr int kMostProcesses = 65535;
  const auto host = Text(environment, "MASTER_ADDR");
  const auto port = Number(environment, "MASTER_PORT", 1, 65535);
  const auto size = Number(environment, "WORLD_SIZE", 1, kMostProcesses);
  const auto rank = Number(environment, "RANK", 0, size.ok() ? *size - 1 : kMostProcesses);
  const auto local_rank = NumberOrZero(environment, "LOCAL_RANK");
  const auto attempt = NumberOrZero(environment, "TORCHELASTIC_RESTART_COUNT");
  for (const absl::Status& status : {host.status(), port.status(), size.status(), rank.status(),
                                     local_rank.status(), attempt.status()}) {
    if (!status.ok()) return status;
  }
  const char* agent = environment("TORCHELASTIC_USE_AGENT_STORE");
  return Rendezvous{.host = *host,
                    .port = static_cast<uint16_t>(*port),
                    .rank = *rank,
                    .size = *size,
                    .local_rank = *local_rank,
                    .store_exists = agent != nullptr && std::string(agent) == "True",
                    .attempt = *attempt};
}

}  // namespace credence::training
