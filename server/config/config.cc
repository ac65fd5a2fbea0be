#include "server/config/config.h"

#include <toml++/toml.h>

#include <map>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "server/config/options.h"
#include "server/config/version.h"

namespace credence::server {
namespace {

constexpr char kDescription[] =
    "Answers predictions that say how sure they are.\n"
    "Every flag --a-b is also the environment variable CREDENCE_A_B and the key a_b of the TOML\n"
    "file of --config. A flag wins over the environment, which wins over the file.";

// Gives an option that no flag named a value from elsewhere; the same checks apply.
absl::Status Apply(CLI::Option& option, const std::string& text, const std::string& where) {
  try {
    option.add_result(text);
    option.run_callback();
  } catch (const CLI::Error& error) {
    return absl::InvalidArgumentError(absl::StrCat(where, ": ", error.what()));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, std::string>> ReadFile(const std::string& path) {
  std::map<std::string, std::string> values;
  try {
    for (const auto& [key, node] : toml::parse_file(path)) {
      const std::string name(key.str());
      if (const auto* text = node.as_string()) {
        values[name] = text->get();
      } else if (node.is_value()) {
        std::ostringstream out;
        node.visit([&out](const auto& value) { out << value; });
        values[name] = out.str();
      } else {
        return absl::InvalidArgumentError(
            absl::StrCat(path, ": ", name, ": got a table or an array, wanted one value"));
      }
    }
  } catch (const toml::parse_error& error) {
    std::ostringstream out;
    out << path << ": " << error;
    return absl::InvalidArgumentError(out.str());
  }
  return values;
}

absl::Status ApplyFile(const std::string& path, const std::vector<CLI::Option*>& settings,
                       const Environment& environment) {
  auto values = ReadFile(path);
  if (!values.ok()) return values.status();
  for (CLI::Option* option : settings) {
    const auto found = values->extract(KeyOf(*option));
    const bool overruled = option->count() > 0 || environment(VariableOf(*option)) != nullptr;
    if (found.empty() || overruled) continue;
    const std::string where = absl::StrCat(path, ": ", found.key());
    if (auto status = Apply(*option, found.mapped(), where); !status.ok()) return status;
  }
  if (!values->empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": unknown key ", values->begin()->first, "; --help lists the keys"));
  }
  return absl::OkStatus();
}

absl::Status ApplyEnvironment(const std::vector<CLI::Option*>& settings,
                              const Environment& environment) {
  for (CLI::Option* option : settings) {
    const std::string variable = VariableOf(*option);
    const char* value = environment(variable);
    if (value == nullptr || option->count() > 0) continue;
    if (auto status = Apply(*option, value, variable); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CheckTogether(const Config& config) {
  if (config.repository.empty()) {
    return absl::InvalidArgumentError("--repository: got nothing, wanted a directory of models");
  }
  if (config.max_queue_rows < config.max_instances) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--max-queue-rows: got ", config.max_queue_rows, ", wanted at least --max-instances (",
        config.max_instances, "), or a full request could never be queued"));
  }
  if (config.max_message_bytes <= 0 || config.max_message_bytes > INT32_MAX) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--max-message-bytes: got ", config.max_message_bytes, ", wanted 1 to ", INT32_MAX));
  }
  if (config.journal_queue < config.max_outcomes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--journal-queue: got ", config.journal_queue, ", wanted at least --max-outcomes (",
        config.max_outcomes, "), or a full request could never be queued"));
  }
  // What has been forgotten could be counted once more.
  if (config.journal_retention > absl::ZeroDuration() &&
      config.journal_retention < config.outcome_horizon) {
    return absl::InvalidArgumentError(
        absl::StrCat("--journal-retention: got ", absl::FormatDuration(config.journal_retention),
                     ", wanted 0 or at least --outcome-horizon (",
                     absl::FormatDuration(config.outcome_horizon), ")"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::variant<Config, Notice>> ReadConfig(const std::vector<std::string>& arguments,
                                                        const Environment& environment) {
  Config config;
  std::string file;
  CLI::App app(kDescription, "credence-server");
  app.set_version_flag("--version", VersionLine());
  app.add_option("--config", file, "TOML file with any of the settings below (CREDENCE_CONFIG)")
      ->type_name("FILE");
  DeclareOptions(app, config);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::Success& asked) {
    std::ostringstream out;
    app.exit(asked, out, out);
    return Notice{out.str()};
  } catch (const CLI::Error& error) {
    return absl::InvalidArgumentError(absl::StrCat(error.what(), "; --help lists the flags"));
  }
  const std::vector<CLI::Option*> settings = SettingsOf(app);
  if (const char* path = environment("CREDENCE_CONFIG"); file.empty() && path != nullptr)
    file = path;
  if (!file.empty()) {
    if (auto status = ApplyFile(file, settings, environment); !status.ok()) return status;
  }
  if (auto status = ApplyEnvironment(settings, environment); !status.ok()) return status;
  if (auto status = CheckTogether(config); !status.ok()) return status;
  return config;
}

}  // namespace credence::server
