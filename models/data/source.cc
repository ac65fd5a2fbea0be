#include "models/data/source.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/data/eicu.h"
#include "models/data/idx.h"
#include "models/data/mimic3/benchmark.h"

namespace credence::data {
namespace {

absl::StatusOr<LabelledRecords> ReadPhysionet(const Source& source, const Schema&, size_t i) {
  return ReadLabelledRecords(source.records[i], source.outcomes[i]);
}

// Ids are "<patient>_<stay>".
absl::StatusOr<LabelledRecords> ReadMimic3(const Source& source, const Schema& schema, size_t i) {
  absl::StatusOr<LabelledRecords> read = ReadPhysionet(source, schema, i);
  if (!read.ok()) return read.status();
  for (const Record& record : read->records) {
    const size_t end = record.id.find('_');
    if (end == 0 || end == std::string::npos) {
      return absl::InvalidArgumentError(absl::StrCat(source.records[i], ": got the id \"",
                                                     record.id, "\", want \"<patient>_<stay>\""));
    }
    read->groups.push_back(record.id.substr(0, end));
  }
  return read;
}

absl::StatusOr<LabelledRecords> ReadMimic3Benchmark(const Source& source, const Schema& schema,
                                                    size_t i) {
  if (!mimic3::IsBenchmarkFolder(source.records[i])) {
    return absl::InvalidArgumentError(
        absl::StrCat(source.records[i], ": want a folder with a ", mimic3::kListFile));
  }
  return ReadMimic3(source, schema, i);
}

absl::StatusOr<LabelledRecords> ReadTables(const Source& source, const Schema& schema, size_t i) {
  return ReadTable(source.records[i], schema, source.columns, source.classes);
}

absl::StatusOr<LabelledRecords> ReadEicuFolder(const Source& source, const Schema& schema,
                                               size_t i) {
  return ReadEicu(source.records[i], schema);
}

absl::StatusOr<LabelledRecords> ReadImages(const Source& source, const Schema&, size_t i) {
  return ReadIdx(source.records[i], source.outcomes[i], static_cast<int>(source.classes.size()));
}

struct Format {
  const char* name;
  bool has_outcomes;
  absl::StatusOr<LabelledRecords> (*read)(const Source& source, const Schema& schema, size_t i);
};

constexpr std::array<Format, 6> kFormats = {{
    {"physionet2012", true, ReadPhysionet},
    {"mimic3", true, ReadMimic3},
    {"mimic3_benchmark", true, ReadMimic3Benchmark},
    {"table", false, ReadTables},
    {"eicu", false, ReadEicuFolder},
    {"idx", true, ReadImages},
}};

const Format* Find(const std::string& name) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                  [&](const Format& format) { return format.name == name; });
  return found == kFormats.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> SourceFormats() {
  std::vector<std::string> names;
  for (const Format& format : kFormats) names.emplace_back(format.name);
  return names;
}

bool HasOutcomes(const std::string& format) { return Find(format)->has_outcomes; }

absl::StatusOr<LabelledRecords> ReadSource(const Source& source, const Schema& schema) {
  const Format* format = Find(source.format);
  if (format == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("data.format: got \"", source.format,
                                                   "\", want one of ",
                                                   absl::StrJoin(SourceFormats(), ", ")));
  }
  const size_t wanted = format->has_outcomes ? source.records.size() : 0;
  if (source.outcomes.size() != wanted) {
    return absl::InvalidArgumentError(absl::StrCat("outcomes: got ", source.outcomes.size(),
                                                   " files for ", source.records.size(),
                                                   " of records, want ", wanted));
  }
  LabelledRecords all;
  for (size_t i = 0; i < source.records.size(); ++i) {
    absl::StatusOr<LabelledRecords> read = format->read(source, schema, i);
    if (!read.ok()) return read.status();
    Append(*std::move(read), all);
  }
  return all;
}

}  // namespace credence::data
