// One series -> a few numbers: the table of statistics that a definition may name (see summary.h
// for their meaning).
#pragma once

#include <span>
#include <string_view>

#include "models/data/chart.h"

namespace credence::data {

// Hours since the start of the stay.
struct Windows {
  double horizon = 0;
  double late = 0;    // start of the late window
  double recent = 0;  // length of the recent window before the horizon
};

// Readings of one series, raw and after the log.
struct SlotView {
  const Readings& raw;
  const Readings& log;
};

struct StatisticGroup {
  const char* field;  // of the definition
  std::span<const std::string_view> parts;
  // out [parts] comes filled with NaN; what stays so is missing.
  void (*write)(const SlotView& slot, const Windows& windows, std::span<double> out);
};

std::span<const StatisticGroup> StatisticGroups();

}  // namespace credence::data
