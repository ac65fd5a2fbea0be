#include "client/cli/command.h"

#include <cmath>
#include <iostream>

#include "client/cli/show_error.h"

namespace credence::cli {

client::ClientOptions Connection::Options() const {
  client::ClientOptions options;
  options.target = server;
  options.deadline = std::chrono::milliseconds(std::llround(deadline_seconds * 1000));
  options.wait_for_ready = wait_for_ready;
  options.user_agent = "credence-cli";
  return options;
}

int Fail(const absl::Status& status) {
  std::cerr << "error: " << ErrorText(status);
  return kExitError;
}

}  // namespace credence::cli
