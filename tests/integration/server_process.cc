#include "tests/integration/server_process.h"

#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::server::testing {

namespace fs = std::filesystem;

std::string ReadAll(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string ServerProcess::MakeLogName() {
  static int number = 0;
  return ::testing::TempDir() + "credence_process_test." + std::to_string(getpid()) + "." +
         std::to_string(++number) + ".log";
}

ServerProcess::~ServerProcess() {
  if (child_ > 0) {
    Signal(SIGKILL);
    waitpid(child_, nullptr, 0);
  }
  std::error_code error;
  fs::remove(log_, error);
  if (!repository_.empty()) fs::remove_all(repository_, error);
}

void ServerProcess::Spawn(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), CREDENCE_SERVER);
  child_ = fork();
  if (child_ != 0) return;
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  if (freopen(log_.c_str(), "w", stderr) == nullptr) _exit(126);
  execv(argv[0], argv.data());
  _exit(127);
}

std::shared_ptr<grpc::Channel> ServerProcess::Serve(const std::vector<std::string>& more) {
  if (repository_.empty()) {
    const fs::path version = checkpoint::WriteSmallCheckpoint(checkpoint::SmallManifest());
    repository_ = version.parent_path().parent_path().string();
  }
  const std::string ports = repository_ + "/.ports";
  fs::remove(ports);
  std::vector<std::string> arguments = {
      "--repository", repository_,   "--listen", "127.0.0.1:0",  "--metrics-listen",
      "127.0.0.1:0",  "--port-file", ports,      "--log-format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Spawn(std::move(arguments));
  std::string found;
  // Two lines, the last of them whole.
  while (std::ranges::count(found, '\n') < 2 && kill(child_, 0) == 0) {
    found = ReadAll(ports);
    std::this_thread::yield();
  }
  const size_t start = found.find('=') + 1;
  return grpc::CreateChannel("127.0.0.1:" + found.substr(start, found.find('\n') - start),
                             grpc::InsecureChannelCredentials());
}

void ServerProcess::Signal(int signal) const { kill(child_, signal); }

int ServerProcess::Wait() {
  int status = 0;
  waitpid(child_, &status, 0);
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace credence::server::testing
