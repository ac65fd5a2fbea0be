// credence models [NAME]
#include <iostream>
#include <memory>

#include "client/cli/command.h"
#include "client/cli/json.h"
#include "client/cli/show_model.h"

namespace credence::cli {
namespace {

struct ModelsOptions {
  std::string name;
  int64_t version = 0;
  bool json = false;
};

int List(const client::Client& client, const ModelsOptions& options) {
  const auto models = client.ListModels();
  if (!models.ok()) return Fail(models.status());
  std::cout << (options.json ? ToJson(*models, true) : ModelTable(*models, DetectTerminal()));
  return kExitOk;
}

int Describe(const client::Client& client, const ModelsOptions& options) {
  const auto model = client.GetModel(options.name, options.version);
  if (!model.ok()) return Fail(model.status());
  std::cout << (options.json ? ToJson(*model, true) : ModelDetail(*model, DetectTerminal()));
  return kExitOk;
}

}  // namespace

void AddModelsCommand(CLI::App& app, const Connection& connection, int* exit_code) {
  auto options = std::make_shared<ModelsOptions>();
  CLI::App* command =
      app.add_subcommand("models", "What the server answers for; with a name, what it takes");
  command->add_option("NAME", options->name, "A model");
  command->add_option("--version", options->version,
                      "Its version (default: the newest in service)");
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, &connection, exit_code] {
    const client::Client client(connection.Options());
    *exit_code = options->name.empty() ? List(client, *options) : Describe(client, *options);
  });
}

}  // namespace credence::cli
