#include "models/data/physionet2012.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "models/data/gzip.h"
#include "models/data/mimic3/benchmark.h"
#include "models/data/physionet2012_descriptors.h"
#include "models/data/tar.h"

namespace credence::data {
namespace {

constexpr size_t kLargestText = 16 << 20;
constexpr int kMinutesPerHour = 60;

// Where a line stands, for error messages.
struct Place {
  const std::string& file;
  int line = 0;

  absl::Status Error(absl::string_view got, absl::string_view want) const {
    constexpr size_t kLongest = 80;
    return absl::InvalidArgumentError(
        absl::StrCat(file, ":", line, ": got \"", got.substr(0, kLongest), "\", want ", want));
  }
};

absl::StatusOr<double> ParseValue(absl::string_view text, const Place& place) {
  double value = 0;
  if (!absl::SimpleAtod(text, &value) || !std::isfinite(value)) {
    return place.Error(text, "a finite number");
  }
  return value;
}

// Gathers the values of one stay in the order of the file.
class StayBuilder {
 public:
  explicit StayBuilder(std::string id) { record_.id = std::move(id); }

  absl::Status Add(int minute, absl::string_view name, absl::string_view text, const Place& place) {
    if (minute < last_minute_) {
      return place.Error(absl::StrCat("minute ", minute),
                         absl::StrCat("times that do not decrease (", last_minute_, " so far)"));
    }
    last_minute_ = minute;
    const absl::StatusOr<double> value = ParseValue(text, place);
    if (!value.ok()) return value.status();
    if (name.empty() || name == "RecordID") return absl::OkStatus();
    for (const Descriptor& descriptor : kDescriptors) {
      if (descriptor.name == name) return AddDescriptor(descriptor, *value, place);
    }
    const bool unknown_weight = name == "Weight" && minute == 0 && *value == -1;
    if (!unknown_weight) AddReading(minute, name, *value);
    return absl::OkStatus();
  }

  const std::string& id() const { return record_.id; }
  Record Take() { return std::move(record_); }

 private:
  absl::Status AddDescriptor(const Descriptor& descriptor, double value, const Place& place) {
    if (value == -1) return absl::OkStatus();
    Feature feature;
    feature.name = std::string(descriptor.name);
    feature.value = value;
    if (!descriptor.categories.empty()) {
      const double index = value - descriptor.first_code;
      if (index < 0 || index >= static_cast<double>(descriptor.categories.size()) ||
          index != std::floor(index)) {
        return place.Error(absl::StrCat(descriptor.name, " ", value), "-1 or a known code");
      }
      feature.value = std::string(descriptor.categories[static_cast<size_t>(index)]);
    }
    record_.features.push_back(std::move(feature));
    return absl::OkStatus();
  }

  void AddReading(int minute, absl::string_view name, double value) {
    auto series = std::find_if(record_.series.begin(), record_.series.end(),
                               [&](const Series& known) { return known.code == name; });
    if (series == record_.series.end()) {
      record_.series.emplace_back().code = std::string(name);
      series = std::prev(record_.series.end());
    }
    series->hours.push_back(static_cast<float>(minute) / kMinutesPerHour);
    series->values.push_back(static_cast<float>(value));
  }

  Record record_;
  int last_minute_ = 0;
};

// "HH:MM" -> minutes.
std::optional<int> ParseClock(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ':');
  int hours = 0;
  int minutes = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &hours) ||
      !absl::SimpleAtoi(parts[1], &minutes)) {
    return std::nullopt;
  }
  constexpr int kLongestStayHours = 24 * 365;
  if (hours < 0 || hours > kLongestStayHours || minutes < 0 || minutes >= kMinutesPerHour) {
    return std::nullopt;
  }
  return hours * kMinutesPerHour + minutes;
}

// An original record: "Time,Parameter,Value" lines. The file's name is the id.
absl::Status ParseText(const std::string& file, absl::string_view text, RecordCallback each) {
  StayBuilder stay(std::filesystem::path(file).stem().string());
  Place place{.file = file};
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++place.line;
    if (absl::EndsWith(line, "\r")) line.remove_suffix(1);
    if (place.line == 1) {
      if (line != "Time,Parameter,Value") return place.Error(line, "Time,Parameter,Value");
      continue;
    }
    if (line.empty()) continue;
    const std::vector<absl::string_view> fields = absl::StrSplit(line, ',');
    if (fields.size() != 3) return place.Error(line, "time, parameter, value");
    const std::optional<int> minute = ParseClock(fields[0]);
    if (!minute) return place.Error(fields[0], "a time HH:MM");
    if (absl::Status status = stay.Add(*minute, fields[1], fields[2], place); !status.ok()) {
      return status;
    }
  }
  return each(stay.Take());
}

absl::Status ReadText(const std::string& path, RecordCallback each) {
  const absl::StatusOr<std::string> text = ReadWholeFile(path, kLargestText);
  if (!text.ok()) return text.status();
  return ParseText(path, *text, each);
}

absl::Status ReadFolder(const std::string& path, RecordCallback each) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
  }
  if (error) return absl::NotFoundError(absl::StrCat(path, ": ", error.message()));
  if (files.empty()) return absl::NotFoundError(absl::StrCat(path, ": got no .txt records"));
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) {
    if (absl::Status status = ReadText(file, each); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadArchive(const std::string& path, RecordCallback each) {
  return ReadTar(path, [&](const std::string& name, const std::string& content) {
    if (!absl::EndsWith(name, ".txt")) return absl::OkStatus();
    return ParseText(absl::StrCat(path, "/", name), content, each);
  });
}

// One "RecordID,Minute,Name=number;Name=number" line into the stay it belongs to.
absl::Status AddCompactLine(const std::vector<absl::string_view>& fields, StayBuilder& stay,
                            const Place& place) {
  int minute = 0;
  if (!absl::SimpleAtoi(fields[1], &minute) || minute < 0) {
    return place.Error(fields[1], "minutes since admission");
  }
  for (const absl::string_view pair : absl::StrSplit(fields[2], ';')) {
    const size_t equals = pair.find('=');
    if (equals == absl::string_view::npos) return place.Error(pair, "name=number");
    absl::Status status = stay.Add(minute, pair.substr(0, equals), pair.substr(equals + 1), place);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadCompact(const std::string& path, RecordCallback each) {
  absl::StatusOr<std::unique_ptr<GzipFile>> file = GzipFile::Open(path);
  if (!file.ok()) return file.status();
  std::optional<StayBuilder> stay;
  Place place{.file = path};
  std::string line;
  while (true) {
    const absl::StatusOr<bool> more = (*file)->NextLine(&line);
    if (!more.ok()) return more.status();
    ++place.line;
    if (place.line == 1) {
      if (line != "RecordID,Minute,Values") return place.Error(line, "RecordID,Minute,Values");
      continue;
    }
    if (!*more) break;
    const std::vector<absl::string_view> fields = absl::StrSplit(line, ',');
    if (fields.size() != 3 || fields[0].empty()) return place.Error(line, "id, minute, values");
    if (!stay || stay->id() != fields[0]) {
      if (stay) {
        if (absl::Status status = each(stay->Take()); !status.ok()) return status;
      }
      stay.emplace(std::string(fields[0]));
    }
    if (absl::Status status = AddCompactLine(fields, *stay, place); !status.ok()) return status;
  }
  return stay ? each(stay->Take()) : absl::OkStatus();
}

using Reader = absl::Status (*)(const std::string&, RecordCallback);

struct FileKind {
  absl::string_view suffix;
  Reader read;
};

constexpr std::array<FileKind, 6> kFileKinds = {{
    {".txt", ReadText},
    {".tar", ReadArchive},
    {".tar.gz", ReadArchive},
    {".tgz", ReadArchive},
    {".csv", ReadCompact},
    {".csv.gz", ReadCompact},
}};

}  // namespace

absl::Status ReadRecords(const std::string& path, RecordCallback each) {
  std::error_code ignored;
  if (mimic3::IsBenchmarkFolder(path)) return mimic3::ReadBenchmark(path, each);
  if (std::filesystem::is_directory(path, ignored)) return ReadFolder(path, each);
  for (const FileKind& kind : kFileKinds) {
    if (absl::EndsWith(path, kind.suffix)) return kind.read(path, each);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      path, ": want a folder or a file that ends in .txt, .tar, .tar.gz, .tgz, .csv or .csv.gz"));
}

absl::StatusOr<std::map<std::string, int>> ReadOutcomes(const std::string& path) {
  if (std::filesystem::path(path).filename() == mimic3::kListFile) {
    return mimic3::ReadBenchmarkOutcomes(path);
  }
  absl::StatusOr<std::string> text = ReadWholeFile(path, kLargestText);
  if (!text.ok()) return text.status();
  std::map<std::string, int> outcomes;
  Place place{.file = path};
  size_t id_column = 0;
  size_t label_column = 0;
  size_t columns = 0;
  for (absl::string_view line : absl::StrSplit(*text, '\n')) {
    ++place.line;
    if (absl::EndsWith(line, "\r")) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::vector<absl::string_view> fields = absl::StrSplit(line, ',');
    if (columns == 0) {
      columns = fields.size();
      id_column = std::find(fields.begin(), fields.end(), "RecordID") - fields.begin();
      label_column = std::find(fields.begin(), fields.end(), "In-hospital_death") - fields.begin();
      if (id_column == columns || label_column == columns) {
        return place.Error(line, "columns RecordID and In-hospital_death");
      }
      continue;
    }
    if (fields.size() != columns) return place.Error(line, absl::StrCat(columns, " columns"));
    const absl::string_view label = fields[label_column];
    if (label != "0" && label != "1") return place.Error(label, "0 or 1");
    if (!outcomes.emplace(std::string(fields[id_column]), label == "1").second) {
      return place.Error(fields[id_column], "each record once");
    }
  }
  if (columns == 0) return place.Error("", "columns RecordID and In-hospital_death");
  return outcomes;
}

}  // namespace credence::data
