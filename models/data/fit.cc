#include "models/data/fit.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/data/chart.h"
#include "models/data/json_fields.h"
#include "models/data/mimic3/discretize.h"
#include "models/data/moments.h"
#include "models/data/summary.h"
#include "models/data/table_inputs.h"

namespace credence::data {
namespace {

using nlohmann::json;

// Six significant digits: what a checkpoint needs, and what a person can read.
double Rounded(double value) {
  return std::strtod(absl::StrFormat("%.6g", value).c_str(), nullptr);
}

struct Settings {
  double clip = 0;
  double fold = 0;
  double flag_share = 0;
  bool relevance = false;
};

// With any one class against the rest, without its sign.
double StrongestCorrelation(const std::vector<double>& input, std::span<const int> labels) {
  const int last = *std::max_element(labels.begin(), labels.end());
  if (last <= 1) return std::abs(Correlation(input, labels));
  double strongest = 0;
  std::vector<int> is_class(labels.size());
  for (int c = 0; c <= last; ++c) {
    for (size_t i = 0; i < labels.size(); ++i) is_class[i] = labels[i] == c ? 1 : 0;
    strongest = std::max(strongest, std::abs(Correlation(input, is_class)));
  }
  return strongest;
}

double Relevance(const Settings& settings, const std::vector<double>& input,
                 std::span<const int> labels) {
  if (!settings.relevance) return 1;
  constexpr double kTypical = 0.08;
  const double strength = std::sqrt(StrongestCorrelation(input, labels) / kTypical);
  return Rounded(std::clamp(strength, 0.2, 2.5));
}

// The training records' charts, all derived series and summaries.
struct TrainingCharts {
  std::vector<std::vector<double>> columns;           // [summaries][records], NaN where missing
  std::vector<std::vector<double>> channel_readings;  // [channels]
};

absl::StatusOr<Chart> ChartOf(const Schema& schema, const Record& record) {
  absl::StatusOr<Chart> chart = MakeChart(schema, record);
  if (chart.ok()) return chart;
  return absl::Status(chart.status().code(), absl::StrCat("record ", record.id, ": ",
                                                          std::string(chart.status().message())));
}

void AddColumns(const std::vector<double>& values, TrainingCharts& charts) {
  for (size_t i = 0; i < values.size(); ++i) charts.columns[i].push_back(values[i]);
}

absl::StatusOr<TrainingCharts> ReadCharts(const Schema& schema, const Summarizer& summarizer,
                                          const std::vector<size_t>& channels,
                                          std::span<const Record> records) {
  TrainingCharts out;
  out.columns.resize(summarizer.names().size());
  out.channel_readings.resize(channels.size());
  for (const Record& record : records) {
    absl::StatusOr<Chart> chart = ChartOf(schema, record);
    if (!chart.ok()) return chart.status();
    const std::vector<Readings> slots = summarizer.Derive(std::move(chart->series));
    AddColumns(summarizer.Summarize(*chart, slots), out);
    for (size_t c = 0; c < channels.size(); ++c) {
      for (const Reading& reading : summarizer.Transformed(slots[channels[c]], channels[c])) {
        out.channel_readings[c].push_back(reading.value);
      }
    }
  }
  return out;
}

absl::StatusOr<TrainingCharts> ReadTableCharts(const Schema& schema, const TableInputs& inputs,
                                               std::span<const Record> records) {
  TrainingCharts out;
  out.columns.resize(inputs.names().size());
  for (const Record& record : records) {
    const absl::StatusOr<Chart> chart = ChartOf(schema, record);
    if (!chart.ok()) return chart.status();
    AddColumns(inputs.Values(*chart), out);
  }
  return out;
}

// Clipped z of one summary; 0 where missing.
std::vector<double> Standardized(const std::vector<double>& column, double median, double sd,
                                 double clip) {
  std::vector<double> z(column.size(), 0);
  for (size_t i = 0; i < column.size(); ++i) {
    if (!std::isnan(column[i])) z[i] = std::clamp((column[i] - median) / sd, -clip, clip);
  }
  return z;
}

json FitInput(const std::string& name, const std::vector<double>& column,
              std::span<const int> labels, const Settings& settings) {
  std::vector<double> seen;
  std::copy_if(column.begin(), column.end(), std::back_inserter(seen),
               [](double x) { return !std::isnan(x); });
  const auto [min, max] = std::minmax_element(seen.begin(), seen.end());
  const double low = seen.empty() ? 0 : *min;
  const double high = seen.empty() ? 0 : *max;
  const double median = Rounded(Median(seen));
  const double sd = Rounded(Deviation(seen));
  const std::vector<double> z = Standardized(column, median, sd, settings.clip);
  json input = {
      {"name", name},        {"median", median},     {"sd", sd},
      {"min", Rounded(low)}, {"max", Rounded(high)}, {"scale", Relevance(settings, z, labels)}};
  const bool two_valued =
      std::all_of(seen.begin(), seen.end(), [&](double x) { return x == low || x == high; });
  if (two_valued) return input;  // |z| would say nothing that z does not
  std::vector<double> folded(z.size(), 0);
  for (size_t i = 0; i < z.size(); ++i) {
    if (!std::isnan(column[i])) folded[i] = std::abs(z[i]) - settings.fold;
  }
  input["fold_scale"] = Relevance(settings, folded, labels);
  return input;
}

// Every pair of the settings' two lists, each pair once.
absl::StatusOr<json> FitProducts(const json& wanted, const json& inputs,
                                 const TrainingCharts& charts, std::span<const int> labels,
                                 const Settings& settings) {
  absl::Status error;
  const JsonFields lists(wanted, "encoding.products", &error);
  const std::vector<std::string> of = lists.Strings("of");
  const std::vector<std::string> with = lists.Strings("with");
  lists.AllowOnly({"of", "with"});
  if (!error.ok()) return error;
  std::map<std::string, std::vector<double>> z;
  for (size_t i = 0; i < inputs.size(); ++i) {
    z[inputs[i]["name"]] =
        Standardized(charts.columns[i], inputs[i]["median"], inputs[i]["sd"], settings.clip);
  }
  json products = json::array();
  for (const std::string& a : of) {
    for (const std::string& b : with) {
      if (!z.contains(a) || !z.contains(b)) {
        return absl::InvalidArgumentError(absl::StrCat("encoding.products: got \"", a, "\" and \"",
                                                       b, "\", want names of summaries"));
      }
      std::vector<double> product(labels.size());
      for (size_t i = 0; i < product.size(); ++i) {
        product[i] = std::clamp(z[a][i] * z[b][i], -settings.clip, settings.clip);
      }
      products.push_back({{"of", {a, b}}, {"scale", Relevance(settings, product, labels)}});
    }
  }
  return products;
}

// One flag for each distinct pattern of missingness that is neither rare nor almost always there.
json FitFlags(const std::vector<std::string>& names, const TrainingCharts& charts,
              std::span<const int> labels, const Settings& settings) {
  json flags = json::array();
  std::set<std::vector<bool>> patterns;
  for (size_t i = 0; i < names.size(); ++i) {
    std::vector<bool> pattern;
    std::vector<double> flag;
    for (const double x : charts.columns[i]) {
      pattern.push_back(std::isnan(x));
      flag.push_back(std::isnan(x));
    }
    const double share = static_cast<double>(std::count(pattern.begin(), pattern.end(), true)) /
                         static_cast<double>(pattern.size());
    if (share < settings.flag_share || share > 1 - settings.flag_share) continue;
    if (!patterns.insert(pattern).second) continue;
    flags.push_back({{"missing_like", names[i]}, {"scale", Relevance(settings, flag, labels)}});
  }
  return flags;
}

absl::StatusOr<json> MergeSettings(const std::string& kind, const json& settings) {
  absl::StatusOr<json> merged = DefaultEncodingSettings(kind);
  if (!merged.ok()) return merged.status();
  for (const auto& [name, value] : settings.items()) {
    if (!merged->contains(name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("encoding settings: got unknown field \"", name, "\", want one of ", kind));
    }
    (*merged)[name] = value;
  }
  return merged;
}

absl::StatusOr<Settings> ParseSettings(const json& merged) {
  absl::Status error;
  const JsonFields fields(merged, "encoding", &error);
  Settings out = {.clip = fields.Number("clip"),
                  .fold = fields.Number("fold"),
                  .flag_share = fields.Number("flag_share")};
  const json& relevance = merged["relevance"];
  if (error.ok() && (!relevance.is_boolean() || !(out.clip > 0))) {
    return absl::InvalidArgumentError("encoding: want relevance true or false, and clip > 0");
  }
  out.relevance = relevance.is_boolean() && relevance.get<bool>();
  if (!error.ok()) return error;
  return out;
}

struct Grid {
  std::vector<std::string> names;  // of the channels
  std::vector<size_t> slots;
  int64_t steps = 0;
};

// An encoding without "channels" has no grid.
absl::StatusOr<Grid> ParseGrid(const json& encoding, const Summarizer& summarizer) {
  absl::Status error;
  const JsonFields fields(encoding, "encoding", &error);
  Grid grid;
  grid.names = fields.Strings("channels");
  if (!fields.Has("channels")) return grid;
  const double bin_hours = fields.Number("bin_hours");
  if (!error.ok()) return error;
  for (const std::string& name : grid.names) {
    const absl::StatusOr<size_t> slot = summarizer.Slot(name);
    if (!slot.ok()) return slot.status();
    grid.slots.push_back(*slot);
  }
  constexpr double kMostSteps = 10000;
  const double steps = summarizer.horizon_hours() / bin_hours;
  if (!(steps >= 1 && steps <= kMostSteps) || steps != std::floor(steps)) {
    return absl::InvalidArgumentError(absl::StrCat("encoding.bin_hours: got ", bin_hours,
                                                   ", want a whole part of ",
                                                   summarizer.horizon_hours(), " hours"));
  }
  grid.steps = static_cast<int64_t>(steps);
  return grid;
}

// Writes "channels" and the grid's dimensions; gives the floats that it takes of a row.
int64_t FitGrid(const Grid& grid, const TrainingCharts& charts, json& encoding) {
  if (grid.steps == 0) return 0;
  encoding["channels"] = json::array();
  for (size_t c = 0; c < grid.names.size(); ++c) {
    encoding["channels"].push_back({{"name", grid.names[c]},
                                    {"median", Rounded(Median(charts.channel_readings[c]))},
                                    {"sd", Rounded(Deviation(charts.channel_readings[c]))}});
  }
  const auto step_width = static_cast<int64_t>(3 * grid.names.size());
  encoding["steps"] = grid.steps;
  encoding["step_width"] = step_width;
  return grid.steps * step_width;
}

// Writes "inputs", "products" and "flags"; gives the floats that they take of a row.
absl::StatusOr<int64_t> FitSummaries(const std::vector<std::string>& names,
                                     const TrainingCharts& charts, std::span<const int> labels,
                                     const Settings& settings, json& encoding) {
  int64_t width = 0;
  json inputs = json::array();
  for (size_t i = 0; i < names.size(); ++i) {
    inputs.push_back(FitInput(names[i], charts.columns[i], labels, settings));
    width += inputs.back().contains("fold_scale") ? 2 : 1;
  }
  absl::StatusOr<json> products =
      FitProducts(encoding["products"], inputs, charts, labels, settings);
  if (!products.ok()) return products.status();
  json flags = FitFlags(names, charts, labels, settings);
  width += static_cast<int64_t>(products->size() + flags.size());
  encoding["inputs"] = std::move(inputs);
  encoding["products"] = *std::move(products);
  encoding["flags"] = std::move(flags);
  return width;
}

absl::StatusOr<json> FitIcu(const std::string& kind, const Schema& schema,
                            std::span<const Record> records, std::span<const int> labels,
                            const Settings& settings, json encoding) {
  const absl::StatusOr<Summarizer> summarizer = Summarizer::Parse(schema, encoding);
  if (!summarizer.ok()) return summarizer.status();
  const absl::StatusOr<Grid> grid = ParseGrid(encoding, *summarizer);
  if (!grid.ok()) return grid.status();
  const absl::StatusOr<TrainingCharts> charts =
      ReadCharts(schema, *summarizer, grid->slots, records);
  if (!charts.ok()) return charts.status();
  const absl::StatusOr<int64_t> summaries =
      FitSummaries(summarizer->names(), *charts, labels, settings, encoding);
  if (!summaries.ok()) return summaries.status();
  encoding["kind"] = kind;
  encoding["width"] = *summaries + FitGrid(*grid, *charts, encoding);
  return encoding;
}

absl::StatusOr<json> FitTable(const std::string& kind, const Schema& schema,
                              std::span<const Record> records, std::span<const int> labels,
                              const Settings& settings, json encoding) {
  const absl::StatusOr<TableInputs> inputs = TableInputs::Parse(schema, encoding);
  if (!inputs.ok()) return inputs.status();
  const absl::StatusOr<TrainingCharts> charts = ReadTableCharts(schema, *inputs, records);
  if (!charts.ok()) return charts.status();
  const absl::StatusOr<int64_t> width =
      FitSummaries(inputs->names(), *charts, labels, settings, encoding);
  if (!width.ok()) return width.status();
  encoding["kind"] = kind;
  encoding["width"] = *width;
  return encoding;
}

// The width of the records' tensors; there is nothing to fit.
absl::StatusOr<json> FitTensor(std::span<const Record> records, const json& settings) {
  if (!settings.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "encoding settings: got \"", settings.begin().key(), "\", want none for kind tensor"));
  }
  const size_t width = records.front().tensor.size();
  for (const Record& record : records) {
    if (record.tensor.size() == width && width > 0) continue;
    return absl::InvalidArgumentError(absl::StrCat("record ", record.id, ": got a tensor of ",
                                                   record.tensor.size(), " values, want ",
                                                   std::max<size_t>(width, 1), " as in the first"));
  }
  return json{{"kind", "tensor"}, {"width", width}};
}

}  // namespace

absl::StatusOr<json> FitEncoding(const std::string& kind, const Schema& schema,
                                 std::span<const Record> records, std::span<const int> labels,
                                 const json& settings) {
  if (records.empty() || records.size() != labels.size()) {
    return absl::InvalidArgumentError(absl::StrCat("got ", records.size(), " records and ",
                                                   labels.size(),
                                                   " labels, want as many of both, at least 1"));
  }
  if (kind == "tensor") return FitTensor(records, settings);
  absl::StatusOr<json> encoding = MergeSettings(kind, settings);
  if (!encoding.ok()) return encoding.status();
  if (kind == "mimic3_benchmark") return mimic3::FitDiscretizer(schema, records, *encoding);
  const absl::StatusOr<Settings> parsed = ParseSettings(*encoding);
  if (!parsed.ok()) return parsed.status();
  const auto fit = kind == "table" ? FitTable : FitIcu;
  return fit(kind, schema, records, labels, *parsed, *std::move(encoding));
}

}  // namespace credence::data
