// The 17 channels of the public MIMIC-III benchmark (Harutyunyan et al., Scientific Data 2019), as
// its discretizer sees them.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "absl/strings/string_view.h"

namespace credence::data::mimic3 {

struct Channel {
  absl::string_view name;  // with the benchmark's spelling
  // Of a categorical channel: the texts, in the order of the one-hot columns. A reading is the
  // index of its text. Two texts may mean the same: the database's two charting systems differ.
  std::span<const absl::string_view> categories;
  double normal = 0;  // taken before the first reading; an index where there are categories

  bool categorical() const { return !categories.empty(); }
  // Columns of a step.
  int64_t width() const { return categorical() ? static_cast<int64_t>(categories.size()) : 1; }
};

inline constexpr int64_t kSteps = 48;      // of one hour
inline constexpr int64_t kStepWidth = 76;  // 59 columns of values, 17 masks

// In the order of their columns.
std::span<const Channel> Channels();

}  // namespace credence::data::mimic3
