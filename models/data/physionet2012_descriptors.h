// How the PhysioNet 2012 files code a stay's descriptors: the table that reading and writing share.
#pragma once

#include <array>
#include <span>

#include "absl/strings/string_view.h"

namespace credence::data {

// A value charted once, at minute 0; -1 means unknown. Categories: the file's code of the first one
// is first_code.
struct Descriptor {
  absl::string_view name;
  std::span<const absl::string_view> categories;
  int first_code = 0;
};

inline constexpr std::array<absl::string_view, 2> kGenders = {"female", "male"};
inline constexpr std::array<absl::string_view, 4> kIcuTypes = {
    "coronary_care", "cardiac_surgery_recovery", "medical", "surgical"};

inline constexpr std::array<Descriptor, 4> kDescriptors = {{
    {"Age", {}, 0},
    {"Gender", kGenders, 0},
    {"Height", {}, 0},
    {"ICUType", kIcuTypes, 1},
}};

}  // namespace credence::data
