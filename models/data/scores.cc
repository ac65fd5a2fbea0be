#include "models/data/scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace credence::data {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

double LateSum(const Readings& readings, double from) {
  if (readings.empty() || readings.back().hour < from) return kMissing;
  double sum = 0;
  for (const Reading& reading : readings) sum += reading.hour < from ? 0 : reading.value;
  return sum;
}

absl::StatusOr<size_t> FindSlot(const Schema& schema, const std::vector<std::string>& slot_names,
                                const std::string& name, VariableKind kind) {
  const size_t slot = std::find(slot_names.begin(), slot_names.end(), name) - slot_names.begin();
  const bool of_schema = slot < schema.variables.size();
  const bool derived = !of_schema && slot < slot_names.size();
  const VariableKind found = of_schema ? schema.variables[slot].kind : VariableKind::kSeries;
  if ((of_schema || derived) && found == kind) return slot;
  return absl::InvalidArgumentError(
      absl::StrCat("got \"", name, "\", want the name of a ",
                   kind == VariableKind::kNumeric ? "numeric variable" : "series"));
}

absl::Status CheckSteps(const JsonFields& entry, const std::vector<double>& edges, size_t points) {
  constexpr double kLargest = std::numeric_limits<float>::max();
  for (size_t i = 0; i < edges.size(); ++i) {
    if (std::abs(edges[i]) > kLargest || (i > 0 && edges[i] <= edges[i - 1])) {
      return absl::InvalidArgumentError(absl::StrCat(entry.path(), ".edges[", i, "]: got ",
                                                     edges[i],
                                                     ", want a float32 above the edge before"));
    }
  }
  if (points == edges.size() + 1) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(entry.path(), ".points: got ", points, " for ",
                                                 edges.size(), " edges, want ", edges.size() + 1));
}

}  // namespace

double Scores::Item::PointsOf(double value) const {
  return points[std::upper_bound(edges.begin(), edges.end(), value) - edges.begin()];
}

Scores::Points Scores::Item::OfReadings(const Readings& readings) const {
  if (readings.empty()) return {};
  Points out = {.worst = PointsOf(readings[0].value)};
  for (const Reading& reading : readings) {
    out.last = PointsOf(reading.value);
    out.worst = std::max(out.worst, out.last);
    out.mean += out.last;
  }
  out.mean /= static_cast<double>(readings.size());
  return out;
}

Scores::Points Scores::Item::Earned(const Chart& chart, const std::vector<Readings>& slots,
                                    double late_hours) const {
  if (kind == Kind::kSeries) return OfReadings(slots[slot]);
  const double value =
      kind == Kind::kNumber ? chart.numbers[slot] : LateSum(slots[slot], late_hours);
  const double earned = std::isnan(value) ? 0 : PointsOf(value);
  return {.last = earned, .worst = earned, .mean = earned};
}

absl::StatusOr<Scores::Item> Scores::ParseItem(const Schema& schema,
                                               const std::vector<std::string>& slot_names,
                                               const JsonFields& entry, absl::Status* error) {
  Item item = {.edges = entry.Numbers("edges"), .points = entry.Numbers("points")};
  std::string name;
  int given = 0;
  const auto read = [&](const char* field, Kind kind) {
    if (!entry.Has(field)) return;
    name = entry.String(field);
    item.kind = kind;
    ++given;
  };
  read("series", Kind::kSeries);
  read("number", Kind::kNumber);
  read("late_sum", Kind::kLateSum);
  entry.AllowOnly({"series", "number", "late_sum", "edges", "points"});
  if (!error->ok()) return *error;
  if (given != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(entry.path(), ": got ", given, " of series, number and late_sum, want one"));
  }
  const absl::StatusOr<size_t> slot =
      FindSlot(schema, slot_names, name,
               item.kind == Kind::kNumber ? VariableKind::kNumeric : VariableKind::kSeries);
  if (!slot.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(entry.path(), ": ", std::string(slot.status().message())));
  }
  item.slot = *slot;
  const absl::Status steps = CheckSteps(entry, item.edges, item.points.size());
  if (!steps.ok()) return steps;
  // A reading of 7.33 is a float32, which lies below the double 7.33.
  for (double& edge : item.edges) edge = static_cast<float>(edge);
  return item;
}

absl::StatusOr<Scores> Scores::Parse(const Schema& schema,
                                     const std::vector<std::string>& slot_names,
                                     const nlohmann::json& definition) {
  Scores out;
  absl::Status error;
  for (const JsonFields& entry : JsonFields(definition, "encoding", &error).Objects("scores")) {
    const std::string name = entry.String("name");
    const std::vector<JsonFields> items = entry.Objects("items");
    entry.AllowOnly({"name", "items"});
    if (!error.ok()) return error;
    const auto taken = [&](const std::vector<std::string>& names, const std::string& wanted) {
      return std::find(names.begin(), names.end(), wanted) != names.end();
    };
    if (taken(slot_names, name) || taken(out.names_, name + ".last")) {
      return absl::InvalidArgumentError(
          absl::StrCat(entry.path(), ".name: got \"", name, "\", want one that is not taken"));
    }
    Items parsed;
    for (const JsonFields& item : items) {
      absl::StatusOr<Item> one = ParseItem(schema, slot_names, item, &error);
      if (!one.ok()) return one.status();
      parsed.push_back(*std::move(one));
    }
    out.scores_.push_back(std::move(parsed));
    for (const char* part : {".last", ".worst", ".mean"}) out.names_.push_back(name + part);
  }
  if (!error.ok()) return error;
  return out;
}

void Scores::Write(const Chart& chart, const std::vector<Readings>& slots, double late_hours,
                   std::span<double> out) const {
  size_t next = 0;
  for (const Items& items : scores_) {
    Points total;
    for (const Item& item : items) {
      const Points points = item.Earned(chart, slots, late_hours);
      total.last += points.last;
      total.worst += points.worst;
      total.mean += points.mean;
    }
    out[next++] = total.last;
    out[next++] = total.worst;
    out[next++] = total.mean;
  }
}

}  // namespace credence::data
