// What every subcommand of `credence` shares.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/status.h"
#include "client/cpp/client.h"

namespace credence::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitError = 1;
inline constexpr int kExitUsage = 2;

// How to reach the server: the options before a subcommand.
struct Connection {
  std::string server = "127.0.0.1:8500";
  double deadline_seconds = 2;
  bool wait_for_ready = false;

  client::ClientOptions Options() const;
};

// Prints "error: ..." with every field violation to standard error; kExitError.
int Fail(const absl::Status& status);

// The whole program: parses the arguments, runs the subcommand, gives the exit status.
int Run(int argc, const char* const* argv);

// Each adds one subcommand to `app`; when it is chosen, it runs and sets *exit_code.
void AddModelsCommand(CLI::App& app, const Connection& connection, int* exit_code);
void AddPredictCommand(CLI::App& app, const Connection& connection, int* exit_code);
void AddOutcomesCommand(CLI::App& app, const Connection& connection, int* exit_code);
void AddBenchCommand(CLI::App& app, const Connection& connection, int* exit_code);
void AddWatchCommand(CLI::App& app, int* exit_code);
void AddHealthCommand(CLI::App& app, const Connection& connection, int* exit_code);

}  // namespace credence::cli
