// credence-server as a process of its own, serving a small network with random weights.
#pragma once

#include <grpcpp/channel.h>
#include <sys/types.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace credence::server::testing {

std::string ReadAll(const std::string& path);

// Killed in the end. Not thread-safe.
class ServerProcess {
 public:
  ~ServerProcess();

  // Starts the program with these arguments; its standard error goes to log.
  void Spawn(std::vector<std::string> arguments);
  // What Serve serves in place of the model "small"; removed in the end.
  void UseRepository(std::string folder) { repository_ = std::move(folder); }
  // Serves the model "small" of 5 inputs, on free ports; returns once it is ready, with a channel
  // to it. more: flags.
  std::shared_ptr<grpc::Channel> Serve(const std::vector<std::string>& more);
  void Signal(int signal) const;
  // The exit status once the process has ended, or -1 if a signal ended it.
  int Wait();

  std::string Log() const { return ReadAll(log_); }

 private:
  const std::string log_ = MakeLogName();
  std::string repository_;  // made by the first Serve where there is none
  pid_t child_ = -1;

  static std::string MakeLogName();
};

}  // namespace credence::server::testing
