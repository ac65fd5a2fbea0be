#include "server/outcomes/evidence.h"

#include <nlohmann/json.hpp>

#include "absl/status/status.h"

namespace credence::server {
namespace {

using nlohmann::json;

bool IsInteger(const json& object, const char* key) {
  return object.contains(key) && object[key].is_number_integer();
}

// [outcomes, microseconds, log evidence]
bool IsSample(const json& row) {
  return row.is_array() && row.size() == 3 && row[0].is_number_integer() &&
         row[1].is_number_integer() && row[2].is_number();
}

bool IsState(const json& state) {
  return state.is_object() && IsInteger(state, "sequence") && IsInteger(state, "stride") &&
         state["stride"].get<int64_t>() > 0 && state.contains("alarm") &&
         state["alarm"].is_string() && state.contains("history") && state["history"].is_array() &&
         std::ranges::all_of(state["history"], IsSample);
}

}  // namespace

void Evidence::Observe(double p, int y, int64_t sequence, absl::Time received_at) {
  const bool before = alarm_.alarmed();
  alarm_.Observe(p, y);
  sequence_ = sequence;
  if (alarm_.alarmed() && !before) alarmed_at_ = received_at;
  last_ = {alarm_.outcomes(), received_at, alarm_.log_evidence()};
  if (last_.outcomes % stride_ != 0) return;
  if (samples_.size() + 1 == kMaxHistory) {
    stride_ *= 2;
    std::erase_if(samples_, [this](const EvidenceSample& s) { return s.outcomes % stride_ != 0; });
    if (last_.outcomes % stride_ != 0) return;
  }
  samples_.push_back(last_);
}

std::vector<EvidenceSample> Evidence::History() const {
  std::vector<EvidenceSample> history = samples_;
  if (last_.outcomes % stride_ != 0) history.push_back(last_);
  return history;
}

std::string Evidence::Save() const {
  json history = json::array();
  for (const EvidenceSample& s : History()) {
    history.push_back({s.outcomes, absl::ToUnixMicros(s.time), s.log_evidence});
  }
  json state = {{"sequence", sequence_},
                {"alarm", alarm_.Save()},
                {"stride", stride_},
                {"history", std::move(history)}};
  if (alarm_.alarmed()) state["alarmed_at"] = absl::ToUnixMicros(alarmed_at_);
  return state.dump();
}

absl::StatusOr<Evidence> Evidence::Restore(absl::string_view text) {
  const json state = json::parse(text.begin(), text.end(), nullptr, false);
  if (!IsState(state)) {
    return absl::InvalidArgumentError(
        "evidence state: want a JSON object of sequence, stride, alarm and history");
  }
  absl::StatusOr<metrics::SequentialAlarm> alarm =
      metrics::SequentialAlarm::Restore(state["alarm"].get_ref<const std::string&>());
  if (!alarm.ok()) return alarm.status();
  Evidence evidence;
  evidence.alarm_ = *std::move(alarm);
  evidence.sequence_ = state["sequence"].get<int64_t>();
  evidence.stride_ = state["stride"].get<int64_t>();
  if (IsInteger(state, "alarmed_at")) {
    evidence.alarmed_at_ = absl::FromUnixMicros(state["alarmed_at"].get<int64_t>());
  }
  for (const json& row : state["history"]) {
    evidence.last_ = {row[0].get<int64_t>(), absl::FromUnixMicros(row[1].get<int64_t>()),
                      row[2].get<double>()};
    if (evidence.last_.outcomes % evidence.stride_ == 0) {
      evidence.samples_.push_back(evidence.last_);
    }
  }
  if (evidence.last_.outcomes == evidence.alarm_.outcomes()) return evidence;
  return absl::InvalidArgumentError(
      "evidence state: the history does not end where the alarm does");
}

}  // namespace credence::server
