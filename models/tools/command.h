// A subcommand of `credence-models`.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <span>

#include "absl/status/status.h"

namespace credence::tools {

// What a subcommand does once its options are read. Prints its result on stdout, progress on
// stderr.
using Run = std::function<absl::Status()>;

// Adds the subcommand's options to `app`, and returns what runs with them.
using AddCommand = Run (*)(CLI::App& app);

struct Command {
  const char* name = "";
  const char* summary = "";
  AddCommand add = nullptr;
};

// The table of all subcommands of this build.
std::span<const Command> Commands();

}  // namespace credence::tools
