// The table of flags: one line each, grouped, with units and defaults.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "server/config/config.h"

namespace credence::server {

// Declares every flag that may also come from the environment or the file; parsing writes into
// `config`.
void DeclareOptions(CLI::App& app, Config& config);

// The group of the flags that are no settings: --help, --version, --config.
inline constexpr char kOwnGroup[] = "Options";

// Every flag that DeclareOptions has declared.
std::vector<CLI::Option*> SettingsOf(CLI::App& app);

// "--max-batch-rows" -> "max_batch_rows", the key in the file, and "CREDENCE_MAX_BATCH_ROWS".
std::string KeyOf(const CLI::Option& option);
std::string VariableOf(const CLI::Option& option);

}  // namespace credence::server
