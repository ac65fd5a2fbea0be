// Series -> a regular grid in time for a recurrent network.
//
// Fitted state (JSON): `bin_hours`, `steps` = T, and `channels`, a list of {name, median, sd}. Row
// layout: step by step, in a step channel by channel the three floats
//   value  mean of the bin's readings, standardised and clipped as in standardize.h; without a
//   reading the last bin's
//          value is carried on; 0 before the first
//   mask   1 where the bin has a reading, else 0
//   since  hours from the last reading to the bin's end, as a share of the horizon; 1 before the
//   first
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/summary.h"

namespace credence::data {

// Immutable; thread-safe.
class Binner {
 public:
  // Errors: InvalidArgument naming the JSON path, also where steps * bin_hours is not the horizon.
  static absl::StatusOr<Binner> Parse(const Summarizer& summarizer, const nlohmann::json& state);

  int64_t steps() const { return steps_; }
  int64_t step_width() const { return static_cast<int64_t>(channels_.size()) * 3; }

  // slots as Summarizer::Derive gives them -> out [steps * step_width].
  void Write(const Summarizer& summarizer, const std::vector<Readings>& slots,
             std::span<float> out) const;

 private:
  struct Channel {
    size_t slot = 0;
    double median = 0;
    double sd = 1;
  };

  void WriteChannel(const Channel& channel, const Readings& readings, std::span<float> out) const;

  double bin_hours_ = 0;
  double horizon_hours_ = 0;
  double clip_ = 0;
  int64_t steps_ = 0;
  std::vector<Channel> channels_;
};

}  // namespace credence::data
