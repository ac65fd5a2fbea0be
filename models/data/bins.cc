#include "models/data/bins.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/data/json_fields.h"

namespace credence::data {
namespace {

constexpr double kMostSteps = 10000;

// The grid must fill the horizon, and be small enough that its size cannot wrap around.
absl::Status CheckGrid(double bin_hours, double steps, double horizon_hours) {
  if (!(bin_hours > 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("encoding.bin_hours: got ", bin_hours, ", want more than 0"));
  }
  if (!(steps >= 1 && steps <= kMostSteps) || steps != std::floor(steps)) {
    return absl::InvalidArgumentError(absl::StrCat("encoding.steps: got ", steps,
                                                   ", want a whole number from 1 to ", kMostSteps));
  }
  if (steps * bin_hours != horizon_hours) {
    return absl::InvalidArgumentError(absl::StrCat("encoding.bin_hours: got ", steps, " steps of ",
                                                   bin_hours, " hours, want steps that fill ",
                                                   horizon_hours, " hours"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Binner> Binner::Parse(const Summarizer& summarizer, const nlohmann::json& state) {
  Binner out;
  absl::Status error;
  const JsonFields fields(state, "encoding", &error);
  out.bin_hours_ = fields.Number("bin_hours");
  out.clip_ = fields.Number("clip");
  const double steps = fields.Number("steps");
  out.horizon_hours_ = summarizer.horizon_hours();
  for (const JsonFields& entry : fields.Objects("channels")) {
    const absl::StatusOr<size_t> slot = summarizer.Slot(entry.String("name"));
    const Channel channel = {
        .slot = slot.value_or(0), .median = entry.Number("median"), .sd = entry.Number("sd")};
    entry.AllowOnly({"name", "median", "sd"});
    if (!error.ok()) return error;
    if (!slot.ok()) return slot.status();
    if (!(channel.sd > 0)) {
      return absl::InvalidArgumentError(
          absl::StrCat(entry.path(), ".sd: got ", channel.sd, ", want more than 0"));
    }
    out.channels_.push_back(channel);
  }
  const auto step_width = static_cast<double>(out.step_width());
  const double claimed = fields.Number("step_width", step_width);
  if (!error.ok()) return error;
  if (claimed != step_width) {
    return absl::InvalidArgumentError(
        absl::StrCat("encoding.step_width: got ", claimed, ", want ", step_width));
  }
  if (absl::Status status = CheckGrid(out.bin_hours_, steps, out.horizon_hours_); !status.ok()) {
    return status;
  }
  out.steps_ = static_cast<int64_t>(steps);
  return out;
}

void Binner::Write(const Summarizer& summarizer, const std::vector<Readings>& slots,
                   std::span<float> out) const {
  for (size_t c = 0; c < channels_.size(); ++c) {
    const size_t slot = channels_[c].slot;
    WriteChannel(channels_[c], summarizer.Transformed(slots[slot], slot), out.subspan(c * 3));
  }
}

void Binner::WriteChannel(const Channel& channel, const Readings& readings,
                          std::span<float> out) const {
  size_t next = 0;
  double value = 0;
  double last_hour = -1;
  for (int64_t step = 0; step < steps_; ++step) {
    const double end = static_cast<double>(step + 1) * bin_hours_;
    const bool is_last =
        step + 1 == steps_;  // a reading at the horizon itself falls in the last bin
    double sum = 0;
    int count = 0;
    for (; next < readings.size() && (readings[next].hour < end || is_last); ++next, ++count) {
      sum += readings[next].value;
      last_hour = readings[next].hour;
    }
    if (count > 0) value = std::clamp((sum / count - channel.median) / channel.sd, -clip_, clip_);
    float* cell = out.data() + step * step_width();
    cell[0] = static_cast<float>(value);
    cell[1] = count > 0;
    cell[2] = last_hour < 0 ? 1 : static_cast<float>((end - last_hour) / horizon_hours_);
  }
}

}  // namespace credence::data
