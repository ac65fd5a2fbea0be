// credence watch: a live view of a server's /metrics.
#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/cli/command.h"
#include "client/cli/scrape.h"
#include "client/cli/show_watch.h"
#include "client/cli/terminal.h"

namespace credence::cli {
namespace {

struct WatchOptions {
  std::string metrics = "http://127.0.0.1:8501/metrics";
  double interval_seconds = 1;
  int count = 0;
};

int Watch(const WatchOptions& options) {
  const Terminal terminal = DetectTerminal();
  auto before = Scrape(options.metrics);
  if (!before.ok()) return Fail(before.status());
  for (int i = 0; options.count == 0 || i < options.count; ++i) {
    const auto start = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::duration<double>(options.interval_seconds));
    auto after = Scrape(options.metrics);
    if (!after.ok()) return Fail(after.status());
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    // Home and clear, so that the view stays in place.
    std::cout << (terminal.colour ? "\x1b[H\x1b[2J" : "")
              << WatchPage(*before, *after, seconds.count(), terminal) << std::flush;
    before = std::move(after);
  }
  return kExitOk;
}

}  // namespace

void AddWatchCommand(CLI::App& app, int* exit_code) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* command = app.add_subcommand("watch", "A live view of a server's metrics");
  command->add_option("--metrics", options->metrics, "The server's metrics page")
      ->capture_default_str();
  command->add_option("--interval", options->interval_seconds, "Seconds between two looks")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--count", options->count, "How many looks (default: until interrupted)");
  command->callback([options, exit_code] { *exit_code = Watch(*options); });
}

}  // namespace credence::cli
