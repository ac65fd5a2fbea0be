#include "models/data/mimic3/benchmark.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/data/mimic3/channels.h"
#include "models/data/mimic3/table.h"
#include "models/data/mimic3/values.h"

namespace credence::data::mimic3 {
namespace {

constexpr absl::string_view kEnding = "_timeseries.csv";

struct Listed {
  std::string id;
  int label = 0;
};

absl::StatusOr<std::vector<Listed>> ReadList(const std::filesystem::path& path) {
  enum { kStay, kLabel };
  auto table = Table::Open(path.parent_path().string(), path.stem().string(), {"STAY", "Y_TRUE"});
  if (!table.ok()) return table.status();
  std::vector<Listed> stays;
  while (true) {
    const auto more = table->Next();
    if (!more.ok()) return more.status();
    if (!*more) return stays;
    const absl::string_view stay = (*table)[kStay], label = (*table)[kLabel];
    if (!absl::EndsWith(stay, kEnding) || absl::StrContains(stay, "/")) {
      return table->Error(kStay, "<subject>_episode<k>_timeseries.csv");
    }
    if (label != "0" && label != "1") return table->Error(kLabel, "0 or 1");
    stays.push_back({std::string(stay.substr(0, stay.size() - kEnding.size())), label == "1"});
  }
}

std::vector<std::string> Columns() {
  std::vector<std::string> columns = {"HOURS"};
  for (const Channel& channel : Channels()) {
    columns.push_back(absl::AsciiStrToUpper(channel.name));
  }
  return columns;
}

// The number, or the index of the text.
absl::StatusOr<double> ValueAt(const Table& table, size_t column, const Channel& channel) {
  const absl::string_view text = table[column];
  if (!channel.categorical()) {
    const std::optional<double> number = ParseNumber(text);
    return number ? absl::StatusOr<double>(*number) : table.Error(column, "a number or nothing");
  }
  const auto found = std::find(channel.categories.begin(), channel.categories.end(), text);
  if (found == channel.categories.end()) {
    return table.Error(
        column, absl::StrCat("nothing or one of: ", absl::StrJoin(channel.categories, ", ")));
  }
  return static_cast<double>(found - channel.categories.begin());
}

absl::StatusOr<Record> ReadStay(const std::string& folder, const std::string& id) {
  const std::string name = absl::StrCat(id, kEnding.substr(0, kEnding.rfind('.')));
  auto table = Table::Open(folder, name, Columns());
  if (!table.ok()) return table.status();
  std::vector<Series> series(Channels().size());
  double last_hour = 0;
  while (true) {
    const auto more = table->Next();
    if (!more.ok()) return more.status();
    if (!*more) break;
    const std::optional<double> hour = ParseNumber((*table)[0]);
    if (!hour || *hour < last_hour - 1e-6 || *hour > kSteps + 1e-6) {
      return table->Error(0, "hours from 0 to 48 that do not decrease");
    }
    last_hour = std::clamp(*hour, last_hour, static_cast<double>(kSteps));
    for (size_t c = 0; c < series.size(); ++c) {
      if ((*table)[c + 1].empty()) continue;
      const auto value = ValueAt(*table, c + 1, Channels()[c]);
      if (!value.ok()) return value.status();
      series[c].hours.push_back(static_cast<float>(last_hour));
      series[c].values.push_back(static_cast<float>(*value));
    }
  }
  Record record;
  record.id = id;
  for (size_t c = 0; c < series.size(); ++c) {
    if (series[c].hours.empty()) continue;
    series[c].code = std::string(Channels()[c].name);
    record.series.push_back(std::move(series[c]));
  }
  return record;
}

}  // namespace

bool IsBenchmarkFolder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(std::filesystem::path(path) / kListFile, ignored);
}

absl::Status ReadBenchmark(const std::string& folder,
                           absl::FunctionRef<absl::Status(Record record)> each) {
  const auto stays = ReadList(std::filesystem::path(folder) / kListFile);
  if (!stays.ok()) return stays.status();
  for (const Listed& stay : *stays) {
    auto record = ReadStay(folder, stay.id);
    if (!record.ok()) return record.status();
    if (absl::Status status = each(*std::move(record)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, int>> ReadBenchmarkOutcomes(const std::string& path) {
  const auto stays = ReadList(path);
  if (!stays.ok()) return stays.status();
  std::map<std::string, int> outcomes;
  for (const Listed& stay : *stays) outcomes[stay.id] = stay.label;
  return outcomes;
}

}  // namespace credence::data::mimic3
