// Text that lines up: tables, and the strip of dots that shows a prediction's members.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "client/cli/terminal.h"

namespace credence::cli {

// `rows` under their header (rows[0]), columns aligned; `right[i]`: column i is aligned to the
// right. Every row has as many cells as the header. Pure.
std::string Table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right,
                  const Terminal& terminal);

// The members' probabilities as dots on an axis from 0 to 100 %, `width` cells wide. A cell shows
// how many members fall into it: one, two or three, more.   ├──◦•●◦─────────────┤   in ASCII
// |--.oO.-------------|   Pure.
std::string DotStrip(std::span<const double> probabilities, int width, const Terminal& terminal);

}  // namespace credence::cli
