#include "models/data/encode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/data/bins.h"
#include "models/data/chart.h"
#include "models/data/json_fields.h"
#include "models/data/mimic3/discretize.h"
#include "models/data/standardize.h"
#include "models/data/summary.h"
#include "models/data/table_inputs.h"

namespace credence::data {
namespace {

using nlohmann::json;

// One warning for each variable behind the clipped inputs; sources: each input's variable, or -1.
void WarnClipped(const Schema& schema, const std::vector<int>& sources,
                 const std::vector<size_t>& clipped, std::vector<Warning>* warnings) {
  std::vector<int> variables;
  for (const size_t input : clipped) variables.push_back(sources[input]);
  std::sort(variables.begin(), variables.end());
  variables.erase(std::unique(variables.begin(), variables.end()), variables.end());
  for (const int variable : variables) {
    if (variable < 0) continue;
    warnings->push_back(
        {.kind = WarningKind::kClipped, .field = schema.variables[variable].name, .count = 0});
  }
}

// What a chart says of itself, beside the row's values.
EncodedRow Describe(Chart chart, std::vector<float> values) {
  return {.values = std::move(values),
          .warnings = std::move(chart.warnings),
          .imputed_fraction = chart.imputed_fraction,
          .out_of_range = chart.out_of_range,
          .observed = std::move(chart.observed)};
}

// A chart as [series on a grid, if the model has a grid] + [summaries].
class IcuEncoder : public Encoder {
 public:
  IcuEncoder(Schema schema, json state, Summarizer summarizer, Standardizer standardizer,
             std::optional<Binner> binner)
      : schema_(std::move(schema)),
        state_(std::move(state)),
        summarizer_(std::move(summarizer)),
        standardizer_(std::move(standardizer)),
        binner_(std::move(binner)) {}

  int64_t width() const override { return grid_width() + standardizer_.width(); }

  absl::StatusOr<EncodedRow> Encode(const Record& record) const override {
    absl::StatusOr<Chart> chart = MakeChart(schema_, record);
    if (!chart.ok()) return chart.status();
    const std::vector<Readings> slots = summarizer_.Derive(std::move(chart->series));
    std::vector<float> row(width());
    const std::span<float> values(row);
    if (binner_) binner_->Write(summarizer_, slots, values.first(grid_width()));
    std::vector<size_t> clipped;
    standardizer_.Write(summarizer_.Summarize(*chart, slots), values.subspan(grid_width()),
                        &clipped);
    WarnClipped(schema_, summarizer_.sources(), clipped, &chart->warnings);
    return Describe(*std::move(chart), std::move(row));
  }

  json ToJson() const override { return state_; }

 private:
  int64_t grid_width() const { return binner_ ? binner_->steps() * binner_->step_width() : 0; }

  Schema schema_;
  json state_;
  Summarizer summarizer_;
  Standardizer standardizer_;
  std::optional<Binner> binner_;
};

// Single values, without a series.
class TableEncoder : public Encoder {
 public:
  TableEncoder(Schema schema, json state, TableInputs inputs, Standardizer standardizer)
      : schema_(std::move(schema)),
        state_(std::move(state)),
        inputs_(std::move(inputs)),
        standardizer_(std::move(standardizer)) {}

  int64_t width() const override { return standardizer_.width(); }

  absl::StatusOr<EncodedRow> Encode(const Record& record) const override {
    absl::StatusOr<Chart> chart = MakeChart(schema_, record);
    if (!chart.ok()) return chart.status();
    std::vector<float> row(width());
    std::vector<size_t> clipped;
    standardizer_.Write(inputs_.Values(*chart), std::span(row), &clipped);
    WarnClipped(schema_, inputs_.sources(), clipped, &chart->warnings);
    return Describe(*std::move(chart), std::move(row));
  }

  json ToJson() const override { return state_; }

 private:
  Schema schema_;
  json state_;
  TableInputs inputs_;
  Standardizer standardizer_;
};

// A model of raw tensors.
class TensorEncoder : public Encoder {
 public:
  TensorEncoder(json state, int64_t width) : state_(std::move(state)), width_(width) {}

  int64_t width() const override { return width_; }

  absl::StatusOr<EncodedRow> Encode(const Record& record) const override {
    if (record.tensor.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("got a record, want a raw tensor of ", width_, " values for this model"));
    }
    if (static_cast<int64_t>(record.tensor.size()) != width_) {
      return absl::InvalidArgumentError(
          absl::StrCat("got a tensor of ", record.tensor.size(), " values, want ", width_));
    }
    return EncodedRow{.values = record.tensor};
  }

  json ToJson() const override { return state_; }

 private:
  json state_;
  int64_t width_;
};

// The width that the state claims must be the width that its parts have.
absl::StatusOr<std::unique_ptr<Encoder>> CheckWidth(std::unique_ptr<Encoder> encoder,
                                                    const json& state) {
  absl::Status error;
  const double width = JsonFields(state, "encoding", &error).Number("width");
  if (!error.ok()) return error;
  if (width != static_cast<double>(encoder->width())) {
    return absl::InvalidArgumentError(
        absl::StrCat("encoding.width: got ", width, ", want ", encoder->width()));
  }
  return encoder;
}

// A misspelt field must not pass for a default. flag_share and relevance say how the fit was made.
absl::Status CheckIcuFields(const json& state, bool on_grid) {
  absl::Status error;
  const JsonFields fields(state, "encoding", &error);
  fields.AllowOnly(
      {"kind",       "width",     "late_hours", "recent_hours", "derived",         "log_offsets",
       "summarized", "counted",   "summed",     "switches",     "body_mass_index", "scores",
       "clip",       "fold",      "flag_share", "relevance",    "inputs",          "products",
       "flags",      "bin_hours", "steps",      "step_width",   "channels"});
  for (const char* name : {"bin_hours", "steps", "step_width", "channels"}) {
    if (error.ok() && !on_grid && fields.Has(name)) {
      error = absl::InvalidArgumentError(
          absl::StrCat("encoding.", name, ": got it for icu_summary, want it for icu_series only"));
    }
  }
  return error;
}

absl::StatusOr<std::unique_ptr<Encoder>> MakeIcu(const Schema& schema, const json& state,
                                                 bool on_grid) {
  if (absl::Status status = CheckIcuFields(state, on_grid); !status.ok()) return status;
  absl::StatusOr<Summarizer> summarizer = Summarizer::Parse(schema, state);
  if (!summarizer.ok()) return summarizer.status();
  absl::StatusOr<Standardizer> standardizer = Standardizer::Parse(summarizer->names(), state);
  if (!standardizer.ok()) return standardizer.status();
  std::optional<Binner> grid;
  if (on_grid) {
    absl::StatusOr<Binner> binner = Binner::Parse(*summarizer, state);
    if (!binner.ok()) return binner.status();
    grid = *std::move(binner);
  }
  return CheckWidth(std::make_unique<IcuEncoder>(schema, state, *std::move(summarizer),
                                                 *std::move(standardizer), std::move(grid)),
                    state);
}

absl::StatusOr<std::unique_ptr<Encoder>> MakeIcuSummary(const Schema& schema, const json& state) {
  return MakeIcu(schema, state, /*on_grid=*/false);
}

absl::StatusOr<std::unique_ptr<Encoder>> MakeIcuSeries(const Schema& schema, const json& state) {
  return MakeIcu(schema, state, /*on_grid=*/true);
}

absl::StatusOr<std::unique_ptr<Encoder>> MakeTable(const Schema& schema, const json& state) {
  absl::Status error;
  JsonFields(state, "encoding", &error)
      .AllowOnly({"kind", "width", "log_offsets", "clip", "fold", "flag_share", "relevance",
                  "inputs", "products", "flags"});
  if (!error.ok()) return error;
  absl::StatusOr<TableInputs> inputs = TableInputs::Parse(schema, state);
  if (!inputs.ok()) return inputs.status();
  absl::StatusOr<Standardizer> standardizer = Standardizer::Parse(inputs->names(), state);
  if (!standardizer.ok()) return standardizer.status();
  return CheckWidth(
      std::make_unique<TableEncoder>(schema, state, *std::move(inputs), *std::move(standardizer)),
      state);
}

absl::StatusOr<std::unique_ptr<Encoder>> MakeTensor(const Schema&, const json& state) {
  absl::Status error;
  const JsonFields fields(state, "encoding", &error);
  fields.AllowOnly({"kind", "width", "steps", "step_width"});
  const double width = fields.Number("width");
  if (!error.ok()) return error;
  constexpr double kWidest = 1 << 24;
  if (width < 1 || width > kWidest || width != std::floor(width)) {
    return absl::InvalidArgumentError(
        absl::StrCat("encoding.width: got ", width, ", want a whole number from 1 to ", kWidest));
  }
  return std::make_unique<TensorEncoder>(state, static_cast<int64_t>(width));
}

struct EncoderKind {
  const char* name;
  absl::StatusOr<std::unique_ptr<Encoder>> (*make)(const Schema& schema, const json& state);
};

constexpr std::array<EncoderKind, 5> kEncoders = {{
    {"icu_summary", MakeIcuSummary},
    {"icu_series", MakeIcuSeries},
    {"mimic3_benchmark", mimic3::MakeDiscretizer},
    {"table", MakeTable},
    {"tensor", MakeTensor},
}};

}  // namespace

absl::StatusOr<std::unique_ptr<Encoder>> MakeEncoder(const Schema& schema, const json& encoding) {
  absl::Status error;
  const std::string kind = JsonFields(encoding, "encoding", &error).String("kind");
  if (!error.ok()) return error;
  for (const EncoderKind& known : kEncoders) {
    if (known.name == kind) return known.make(schema, encoding);
  }
  return absl::InvalidArgumentError(absl::StrCat("encoding.kind: got \"", kind,
                                                 "\", want icu_summary, icu_series, "
                                                 "mimic3_benchmark, table or tensor"));
}

}  // namespace credence::data
