#include "models/data/bins.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/data/json_fields.h"

namespace credence::data {

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
    if (!error.ok()) return error;
    if (!slot.ok()) return slot.status();
    if (!(channel.sd > 0)) {
      return absl::InvalidArgumentError(
          absl::StrCat(entry.path(), ".sd: got ", channel.sd, ", want more than 0"));
    }
    out.channels_.push_back(channel);
  }
  if (!error.ok()) return error;
  if (!(out.bin_hours_ > 0) || !(steps >= 1) || steps * out.bin_hours_ != out.horizon_hours_) {
    return absl::InvalidArgumentError(absl::StrCat("encoding.bin_hours: got ", steps, " steps of ",
                                                   out.bin_hours_, " hours, want steps that fill ",
                                                   out.horizon_hours_, " hours"));
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
