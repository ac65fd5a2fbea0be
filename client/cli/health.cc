// credence health [MODEL]
#include <iostream>
#include <memory>

#include "client/cli/command.h"

namespace credence::cli {
namespace {

int Check(const client::Client& client, const std::string& model) {
  const auto healthy = client.Healthy(model);
  if (!healthy.ok()) return Fail(healthy.status());
  std::cout << (*healthy ? "serving\n" : "not serving\n");
  return *healthy ? kExitOk : kExitError;
}

}  // namespace

void AddHealthCommand(CLI::App& app, const Connection& connection, int* exit_code) {
  auto model = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "health", "Whether the server answers, by gRPC's health service; status 0 if it does");
  command->add_option("MODEL", *model, "Ask for this model alone");
  command->callback([model, &connection, exit_code] {
    *exit_code = Check(client::Client(connection.Options()), *model);
  });
}

}  // namespace credence::cli
