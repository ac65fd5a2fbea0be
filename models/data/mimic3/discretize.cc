#include "models/data/mimic3/discretize.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/data/chart.h"
#include "models/data/json_fields.h"
#include "models/data/mimic3/channels.h"

namespace credence::data::mimic3 {
namespace {

using nlohmann::json;

constexpr double kEpsilonHours = 1e-6;  // a reading at the end of an hour belongs to it

// One channel's place in the schema and in a step.
struct Column {
  const Channel* channel = nullptr;
  size_t variable = 0;
  int64_t begin = 0;
  double mean = 0, sd = 1;
};

class Discretizer : public Encoder {
 public:
  Discretizer(Schema schema, json state, std::vector<Column> columns)
      : schema_(std::move(schema)), state_(std::move(state)), columns_(std::move(columns)) {}

  int64_t width() const override { return kSteps * kStepWidth; }
  json ToJson() const override { return state_; }

  absl::StatusOr<EncodedRow> Encode(const Record& record) const override {
    absl::StatusOr<Chart> chart = MakeChart(schema_, record);
    if (!chart.ok()) return chart.status();
    EncodedRow row;
    row.values.assign(static_cast<size_t>(width()), 0);
    for (size_t c = 0; c < columns_.size(); ++c) {
      const Readings& readings = chart->series[columns_[c].variable];
      if (absl::Status status = CheckCodes(*columns_[c].channel, readings); !status.ok()) {
        return status;
      }
      WriteColumn(columns_[c], static_cast<int64_t>(c), readings, row.values);
    }
    row.warnings = std::move(chart->warnings);
    row.imputed_fraction = chart->imputed_fraction;
    row.out_of_range = chart->out_of_range;
    row.observed = std::move(chart->observed);
    return row;
  }

 private:
  static absl::Status CheckCodes(const Channel& channel, const Readings& readings) {
    if (!channel.categorical()) return absl::OkStatus();
    const auto size = static_cast<double>(channel.categories.size());
    for (const Reading& reading : readings) {
      if (reading.value == std::floor(reading.value) && reading.value >= 0 &&
          reading.value < size) {
        continue;
      }
      return absl::InvalidArgumentError(absl::StrCat(channel.name, ": got ", reading.value,
                                                     ", want a whole number from 0 to ", size - 1));
    }
    return absl::OkStatus();
  }

  void WriteColumn(const Column& column, int64_t index, const Readings& readings,
                   std::vector<float>& out) const {
    double value = column.channel->normal;
    size_t next = 0;
    for (int64_t step = 0; step < kSteps; ++step) {
      float* cell = out.data() + step * kStepWidth;
      const auto mask = kStepWidth - static_cast<int64_t>(columns_.size()) + index;
      for (; next < readings.size() && StepOf(readings[next]) <= step; ++next) {
        value = readings[next].value;
        cell[mask] = 1;
      }
      if (column.channel->categorical()) {
        cell[column.begin + static_cast<int64_t>(value)] = 1;
      } else {
        cell[column.begin] = static_cast<float>((value - column.mean) / column.sd);
      }
    }
  }

  static int64_t StepOf(const Reading& reading) {
    return static_cast<int64_t>(static_cast<double>(reading.hour) - kEpsilonHours);
  }

  Schema schema_;
  json state_;
  std::vector<Column> columns_;
};

absl::StatusOr<std::vector<Column>> PlaceColumns(const Schema& schema) {
  std::vector<Column> columns;
  int64_t begin = 0;
  for (const Channel& channel : Channels()) {
    const Variable* variable =
        schema.Find(std::string_view(channel.name.data(), channel.name.size()));
    if (variable == nullptr || variable->kind != VariableKind::kSeries) {
      return absl::InvalidArgumentError(absl::StrCat("schema ", schema.name, ": want a series \"",
                                                     channel.name, "\" for mimic3_benchmark"));
    }
    const auto place = static_cast<size_t>(variable - schema.variables.data());
    columns.push_back({.channel = &channel, .variable = place, .begin = begin});
    begin += channel.width();
  }
  return columns;
}

// Means and deviations, which must be of the continuous channels in order.
absl::Status ParseMoments(const JsonFields& fields, std::vector<Column>& columns) {
  std::vector<Column*> wanted;
  for (Column& column : columns) {
    if (!column.channel->categorical()) wanted.push_back(&column);
  }
  const std::vector<JsonFields> given = fields.Objects("channels");
  if (given.size() != wanted.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("encoding.channels: got ", given.size(), " entries, want ", wanted.size()));
  }
  for (size_t i = 0; i < given.size(); ++i) {
    const std::string name = given[i].String("name", "");
    given[i].AllowOnly({"name", "mean", "sd"});
    wanted[i]->mean = given[i].Number("mean");
    wanted[i]->sd = given[i].Number("sd");
    if (name != wanted[i]->channel->name || !(wanted[i]->sd > 0)) {
      return absl::InvalidArgumentError(absl::StrCat(given[i].path(), ": got \"", name, "\", sd ",
                                                     wanted[i]->sd, ", want \"",
                                                     wanted[i]->channel->name, "\", sd above 0"));
    }
  }
  return absl::OkStatus();
}

double Rounded(double value) {
  return std::strtod(absl::StrFormat("%.6g", value).c_str(), nullptr);
}

// Sums over all steps of one column, about the normal value so that little is lost.
struct Moments {
  double count = 0, sum = 0, squares = 0;

  void Add(double difference) {
    ++count;
    sum += difference;
    squares += difference * difference;
  }
  double mean() const { return sum / count; }
  double sd() const {
    constexpr double kSmallest = 1e-7;
    const double variance = (squares - sum * sum / count) / std::max(1.0, count - 1);
    return std::max(std::sqrt(std::max(variance, 0.0)), kSmallest);
  }
};

}  // namespace

absl::StatusOr<std::unique_ptr<Encoder>> MakeDiscretizer(const Schema& schema, const json& state) {
  absl::StatusOr<std::vector<Column>> columns = PlaceColumns(schema);
  if (!columns.ok()) return columns.status();
  absl::Status error;
  const JsonFields fields(state, "encoding", &error);
  fields.AllowOnly({"kind", "width", "steps", "step_width", "channels"});
  for (const auto& [name, wanted] :
       {std::pair("width", kSteps * kStepWidth), std::pair("steps", kSteps),
        std::pair("step_width", kStepWidth)}) {
    const double got = fields.Number(name);
    if (error.ok() && got != static_cast<double>(wanted)) {
      error = absl::InvalidArgumentError(
          absl::StrCat("encoding.", name, ": got ", got, ", want ", wanted));
    }
  }
  if (error.ok()) error.Update(ParseMoments(fields, *columns));
  if (!error.ok()) return error;
  if (schema.horizon_hours != static_cast<double>(kSteps)) {
    return absl::InvalidArgumentError(absl::StrCat("schema ", schema.name, ": got horizon_hours ",
                                                   schema.horizon_hours, ", want ", kSteps));
  }
  return std::make_unique<Discretizer>(schema, state, *std::move(columns));
}

json PlainDiscretizer() {
  json state = {{"kind", "mimic3_benchmark"},
                {"width", kSteps * kStepWidth},
                {"steps", kSteps},
                {"step_width", kStepWidth},
                {"channels", json::array()}};
  for (const Channel& channel : Channels()) {
    if (channel.categorical()) continue;
    state["channels"].push_back({{"name", std::string(channel.name)}, {"mean", 0}, {"sd", 1}});
  }
  return state;
}

absl::StatusOr<json> FitDiscretizer(const Schema& schema, std::span<const Record> records,
                                    const json& settings) {
  if (settings.at("bin_hours") != 1) {
    return absl::InvalidArgumentError(absl::StrCat("encoding.bin_hours: got ",
                                                   settings.at("bin_hours").dump(),
                                                   ", want 1 for mimic3_benchmark"));
  }
  json state = PlainDiscretizer();
  const auto encoder = MakeDiscretizer(schema, state);
  if (!encoder.ok()) return encoder.status();
  const auto columns = PlaceColumns(schema);
  std::vector<Moments> moments(columns->size());
  for (const Record& record : records) {
    const auto row = (*encoder)->Encode(record);
    if (!row.ok()) {
      return absl::Status(row.status().code(),
                          absl::StrCat("record ", record.id, ": ", row.status().message()));
    }
    for (size_t c = 0; c < columns->size(); ++c) {
      const Column& column = (*columns)[c];
      for (int64_t step = 0; step < kSteps; ++step) {
        const float value = row->values[static_cast<size_t>(step * kStepWidth + column.begin)];
        moments[c].Add(value - column.channel->normal);
      }
    }
  }
  size_t entry = 0;
  for (size_t c = 0; c < columns->size(); ++c) {
    const Channel& channel = *(*columns)[c].channel;
    if (channel.categorical()) continue;
    state["channels"][entry]["mean"] = Rounded(channel.normal + moments[c].mean());
    state["channels"][entry++]["sd"] = Rounded(moments[c].sd());
  }
  return state;
}

}  // namespace credence::data::mimic3
