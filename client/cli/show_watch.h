// What a server did between two looks at its metrics, as text.
#pragma once

#include <string>
#include <vector>

#include "client/cli/scrape.h"
#include "client/cli/terminal.h"

namespace credence::cli {

// Calls a second by method and code with their latency, queue and forward times, batch sizes,
// predictions by decision, refusals, memory and CPU. Pure.
std::string WatchPage(const std::vector<Sample>& before, const std::vector<Sample>& after,
                      double seconds, const Terminal& terminal);

}  // namespace credence::cli
