#include "client/cli/command.h"

namespace credence::cli {

int Run(int argc, const char* const* argv) {
  CLI::App app{"Asks a Credence server for predictions that say how sure they are."};
  app.name("credence");
  app.require_subcommand(1);
  app.fallthrough();
  Connection connection;
  app.add_option("--server", connection.server,
                 "Address of the server, host:port or any gRPC target")
      ->envname("CREDENCE_SERVER")
      ->capture_default_str();
  app.add_option("--deadline", connection.deadline_seconds, "Seconds that one call may take")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_flag("--wait", connection.wait_for_ready,
               "Wait for the server to come up, until the deadline");
  app.footer("Exit status: 0 success, 1 an error or a refused input, 2 wrong usage.");
  int exit_code = kExitOk;
  AddModelsCommand(app, connection, &exit_code);
  AddPredictCommand(app, connection, &exit_code);
  AddOutcomesCommand(app, connection, &exit_code);
  AddBenchCommand(app, connection, &exit_code);
  AddWatchCommand(app, &exit_code);
  AddHealthCommand(app, connection, &exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  return exit_code;
}

}  // namespace credence::cli
