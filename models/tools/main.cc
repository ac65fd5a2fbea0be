// credence-models: prepares data, trains, evaluates and inspects models.
#include <cstdio>

#include "models/predict/keep_memory.h"
#include "models/tools/command.h"

namespace {

using credence::tools::Run;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

int RunChosen(const Run& run) {
  const absl::Status status = run();
  if (status.ok()) return 0;
  std::fprintf(stderr, "credence-models: %s\n", std::string(status.message()).c_str());
  return kFailed;
}

}  // namespace

int main(int argc, char** argv) {
  credence::predict::KeepFreedMemory();
  CLI::App app("Train, evaluate and inspect rank-1 Bayesian neural networks.", "credence-models");
  app.require_subcommand(1);
  app.footer("Exit status: 0 done, 1 failed, 2 wrong usage.");
  Run chosen;
  for (const credence::tools::Command& command : credence::tools::Commands()) {
    CLI::App* subcommand = app.add_subcommand(command.name, command.summary);
    subcommand->callback([&chosen, run = command.add(*subcommand)] { chosen = run; });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  return RunChosen(chosen);
}
