// credence-server: serves the models of a repository over gRPC until SIGTERM or SIGINT.
#include <cstdlib>
#include <iostream>

#include "models/predict/keep_memory.h"
#include "models/predict/predictor.h"
#include "server/config/config.h"
#include "server/server.h"
#include "server/signals.h"

using credence::server::Config, credence::server::Log, credence::server::Server;

int main(int argc, char** argv) {
  credence::predict::KeepFreedMemory();
  const credence::server::StopSignals stop;
  credence::server::IgnoreFileSizeSignal();
  const auto read = credence::server::ReadConfig(
      {argv + 1, argv + argc}, [](const std::string& name) { return std::getenv(name.c_str()); });
  if (!read.ok()) {
    std::cerr << "credence-server: " << read.status().message() << "\n";
    return 2;
  }
  if (const auto* notice = std::get_if<credence::server::Notice>(&*read)) {
    std::cout << notice->text;
    return 0;
  }
  const auto& config = std::get<Config>(*read);
  Log log(config.log_format, config.log_level);
  const credence::predict::LoadOptions options{.samples = config.samples,
                                               .device = config.device,
                                               .executor = config.executor,
                                               .threads = config.threads};
  auto server = Server::Start(
      config,
      [&](const std::string& dir) { return credence::predict::LoadPredictor(dir, options); }, log);
  if (!server.ok()) {
    log.Error("cannot start", {{"reason", server.status().message()}});
    return 1;
  }
  while (!stop.Wait(absl::Hours(1))) continue;
  (*server)->Drain([&stop](absl::Duration wait) { return stop.Wait(wait); });
  return 0;
}
