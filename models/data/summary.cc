#include "models/data/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/data/derive.h"
#include "models/data/json_fields.h"
#include "models/data/statistics.h"

namespace credence::data {
namespace {

using nlohmann::json;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kCmPerMetre = 100;

}  // namespace

absl::StatusOr<Summarizer> Summarizer::Parse(const Schema& schema, const json& definition) {
  Summarizer out;
  absl::Status error;
  const JsonFields fields(definition, "encoding", &error);
  out.horizon_hours_ = schema.horizon_hours;
  out.late_hours_ = fields.Number("late_hours");
  out.recent_hours_ = fields.Number("recent_hours");
  if (!error.ok()) return error;
  if (!(schema.horizon_hours > 0)) {
    return absl::InvalidArgumentError("schema.horizon_hours: got 0, want more for an ICU encoding");
  }
  out.variables_ = schema.variables.size();
  for (size_t v = 0; v < schema.variables.size(); ++v) {
    out.slot_names_.push_back(schema.variables[v].name);
    out.slot_sources_.push_back(static_cast<int>(v));
  }
  if (absl::Status status = out.ParseDerived(definition); !status.ok()) return status;
  if (absl::Status status = out.ParseStatistics(definition); !status.ok()) return status;
  if (absl::Status status = out.ParseBodyMassIndex(definition); !status.ok()) return status;
  out.AddSingles(schema);
  absl::StatusOr<Scores> scores = Scores::Parse(schema, out.slot_names_, definition);
  if (!scores.ok()) return scores.status();
  out.scores_ = *std::move(scores);
  for (const std::string& name : out.scores_.names()) out.AddName(name, -1);
  return out;
}

absl::StatusOr<size_t> Summarizer::Slot(const std::string& name) const {
  const auto found = std::find(slot_names_.begin(), slot_names_.end(), name);
  if (found == slot_names_.end()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "encoding: got \"", name, "\", want a variable of the schema or a derived series"));
  }
  return found - slot_names_.begin();
}

absl::Status Summarizer::ParseDerived(const json& definition) {
  absl::Status error;
  const JsonFields fields(definition, "encoding", &error);
  for (const JsonFields& entry : fields.Objects("derived")) {
    const std::string name = entry.String("name");
    const std::vector<std::string> of = entry.Strings("of");
    const std::string op_name = entry.String("op");
    const absl::StatusOr<DeriveOp> op = FindDeriveOp(op_name);
    entry.AllowOnly({"name", "op", "of"});
    if (!error.ok()) return error;
    if (!op.ok()) return op.status();
    if (of.size() != 2 || Slot(name).ok()) {
      return absl::InvalidArgumentError(absl::StrCat(entry.path(), ": got ", of.size(),
                                                     " inputs for \"", name,
                                                     "\", want 2 and a name that is not taken"));
    }
    const absl::StatusOr<size_t> a = Slot(of[0]);
    if (!a.ok()) return a.status();
    const absl::StatusOr<size_t> b = Slot(of[1]);
    if (!b.ok()) return b.status();
    // Merges of merged series could double in length each time.
    if (op_name == "merge" && (*a >= variables_ || *b >= variables_)) {
      return absl::InvalidArgumentError(absl::StrCat(
          entry.path(), ".of: got a derived series, want variables of the schema for a merge"));
    }
    derived_.push_back({.op = *op, .a = *a, .b = *b});
    slot_names_.push_back(name);
    slot_sources_.push_back(slot_sources_[*a]);
  }
  log_offsets_.assign(slot_names_.size(), kMissing);
  const json offsets = definition.value("log_offsets", json::object());
  const JsonFields logs(offsets, "encoding.log_offsets", &error);
  if (!error.ok()) return error;
  for (const auto& [name, offset] : offsets.items()) {
    const absl::StatusOr<size_t> slot = Slot(name);
    if (!slot.ok()) return slot.status();
    log_offsets_[*slot] = logs.Number(name);
  }
  return error;
}

absl::Status Summarizer::ParseStatistics(const json& definition) {
  absl::Status error;
  const JsonFields fields(definition, "encoding", &error);
  for (size_t kind = 0; kind < StatisticGroups().size(); ++kind) {
    for (const std::string& name : fields.Strings(StatisticGroups()[kind].field)) {
      const absl::StatusOr<size_t> slot = Slot(name);
      if (!slot.ok()) return slot.status();
      statistics_.push_back({.slot = *slot, .kind = kind});
      for (const std::string_view part : StatisticGroups()[kind].parts) {
        AddName(absl::StrCat(name, ".", std::string(part)), slot_sources_[*slot]);
      }
    }
  }
  return error;
}

absl::Status Summarizer::ParseBodyMassIndex(const json& definition) {
  absl::Status error;
  const JsonFields fields(definition, "encoding", &error);
  has_body_mass_index_ = fields.Has("body_mass_index");
  if (!has_body_mass_index_) return error;
  const JsonFields names = fields.Object("body_mass_index");
  const absl::StatusOr<size_t> weight = Slot(names.String("weight"));
  const absl::StatusOr<size_t> height = Slot(names.String("height"));
  names.AllowOnly({"weight", "height"});
  if (!error.ok()) return error;
  if (!weight.ok()) return weight.status();
  if (!height.ok()) return height.status();
  weight_ = *weight;
  height_ = *height;
  if (height_ >= variables_) {
    return absl::InvalidArgumentError(
        "encoding.body_mass_index.height: got a derived series, want a variable of the schema");
  }
  AddName("body_mass_index", slot_sources_[weight_]);
  return error;
}

void Summarizer::AddSingles(const Schema& schema) {
  for (size_t v = 0; v < schema.variables.size(); ++v) {
    const Variable& variable = schema.variables[v];
    const bool one_hot = variable.categories.size() > 2;
    if (variable.kind == VariableKind::kSeries) continue;
    for (size_t c = 0; c < (one_hot ? variable.categories.size() : 1); ++c) {
      singles_.push_back({.variable = v, .category = one_hot ? static_cast<int>(c) : -1});
      AddName(one_hot ? absl::StrCat(variable.name, ".", variable.categories[c]) : variable.name,
              static_cast<int>(v));
    }
  }
  AddName("last_hour", -1);
}

void Summarizer::AddName(std::string name, int source) {
  names_.push_back(std::move(name));
  sources_.push_back(source);
}

std::vector<Readings> Summarizer::Derive(std::vector<Readings> series) const {
  series.reserve(slot_names_.size());
  for (const Derived& derived : derived_) {
    series.push_back(derived.op(series[derived.a], series[derived.b]));
  }
  return series;
}

Readings Summarizer::Transformed(const Readings& readings, size_t slot) const {
  const double offset = log_offsets_[slot];
  if (std::isnan(offset)) return readings;
  Readings out;
  out.reserve(readings.size());
  for (const Reading& reading : readings) {
    const double value = std::log(reading.value + offset);
    if (std::isfinite(value)) out.push_back({.hour = reading.hour, .value = value});
  }
  return out;
}

std::vector<double> Summarizer::Summarize(const Chart& chart,
                                          const std::vector<Readings>& slots) const {
  std::vector<double> out(names_.size(), kMissing);
  const Windows windows = {.horizon = horizon_hours_, .late = late_hours_, .recent = recent_hours_};
  size_t next = 0;
  for (const Statistic& statistic : statistics_) {
    const StatisticGroup& group = StatisticGroups()[statistic.kind];
    const Readings logged = Transformed(slots[statistic.slot], statistic.slot);
    group.write({.raw = slots[statistic.slot], .log = logged}, windows,
                std::span(out).subspan(next, group.parts.size()));
    next += group.parts.size();
  }
  if (has_body_mass_index_) {
    const double metres = chart.numbers[height_] / kCmPerMetre;
    if (!slots[weight_].empty()) out[next] = slots[weight_].back().value / (metres * metres);
    ++next;
  }
  for (const Single& single : singles_) {
    const double number = chart.numbers[single.variable];
    out[next++] = single.category < 0 || std::isnan(number) ? number : number == single.category;
  }
  out[next++] = chart.last_hour;
  scores_.Write(chart, slots, late_hours_, std::span(out).subspan(next));
  return out;
}

}  // namespace credence::data
