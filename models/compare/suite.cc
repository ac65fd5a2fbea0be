#include "models/compare/suite.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/checkpoint/atomic_file.h"
#include "models/data/shift.h"
#include "models/training/toml_section.h"

namespace credence::compare {
namespace {

using training::TomlSection;

constexpr size_t kMostBytes = size_t{1} << 20;

std::string FromFolder(const std::filesystem::path& folder, const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(folder / path).lexically_normal().string();
}

absl::Status Wanted(const Suite& suite, const std::string& key, const std::string& wanted) {
  return absl::InvalidArgumentError(absl::StrCat(suite.path, ": ", key, ": wanted ", wanted));
}

// Names become folders.
bool IsName(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
  });
}

void ReadSeeds(TomlSection& section, std::vector<uint64_t>& out) {
  std::vector<int64_t> seeds(out.begin(), out.end());
  section.Read("seeds", seeds, 0);
  out.assign(seeds.begin(), seeds.end());
}

absl::Status ReadSet(const toml::table& table, const std::filesystem::path& folder,
                     const Suite& suite, SetEntry& out) {
  TomlSection section(table, suite.path + ": sets", "");
  section.Read("name", out.name);
  out.label = out.name;
  section.Read("label", out.label);
  section.Read("recipe", out.recipe);
  section.Read("test_records", out.test_records);
  section.Read("test_outcomes", out.test_outcomes);
  section.Read("train_without", out.train_without);
  section.Read("test_only", out.test_only);
  section.Read("folds", out.folds, 2);
  section.Read("set", out.overrides);
  out.recipe = FromFolder(folder, out.recipe);
  for (auto* paths : {&out.test_records, &out.test_outcomes}) {
    for (std::string& path : *paths) path = FromFolder(folder, path);
  }
  return section.Finish();
}

absl::Status ReadMethod(const toml::table& table, const std::filesystem::path& folder,
                        const Suite& suite, MethodEntry& out) {
  TomlSection section(table, suite.path + ": methods", "");
  section.Read("name", out.name);
  out.label = out.name;
  section.Read("label", out.label);
  section.Read("file", out.file);
  section.Read("set", out.overrides);
  out.file = FromFolder(folder, out.file);
  return section.Finish();
}

absl::Status ReadShift(const toml::table& root, const std::filesystem::path& folder, Suite& suite) {
  ShiftEntry& shift = suite.shift;
  TomlSection section(root, suite.path, "shift");
  section.Read("sets", shift.sets);
  section.Read("kinds", shift.kinds);
  section.Read("severities", shift.severities, 1);
  section.Read("seed", shift.seed);
  for (const toml::table* table : section.Tables("others")) {
    OtherPatients& others = shift.others.emplace_back();
    toml::table set = *table;
    TomlSection names(*table, suite.path + ": shift.others", "");
    names.Read("names", others.names);
    set.erase("names");
    if (auto status = ReadSet(set, folder, suite, others.set); !status.ok()) return status;
  }
  return section.Finish();
}

absl::Status ReadLists(TomlSection& top, const std::filesystem::path& folder, Suite& suite) {
  for (const toml::table* table : top.Tables("sets")) {
    auto status = ReadSet(*table, folder, suite, suite.sets.emplace_back());
    if (!status.ok()) return status;
  }
  for (const toml::table* table : top.Tables("methods")) {
    auto status = ReadMethod(*table, folder, suite, suite.methods.emplace_back());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReadTables(const toml::table& root, Suite& suite) {
  TomlSection sweep(root, suite.path, "sweep");
  sweep.Read("sets", suite.sweep.sets);
  sweep.Read("methods", suite.sweep.methods);
  sweep.Read("components", suite.sweep.components, 1);
  if (auto status = sweep.Finish(); !status.ok()) return status;
  TomlSection quick(root, suite.path, "quick");
  ReadSeeds(quick, suite.quick.seeds);
  quick.Read("methods", suite.quick.methods);
  quick.Read("records", suite.quick.records, 1);
  quick.Read("severities", suite.quick.severities, 1);
  quick.Read("set", suite.quick.overrides);
  return quick.Finish();
}

// Every entry has a name of its own that can be a folder's.
template <typename Entry>
absl::Status CheckNames(const Suite& suite, const char* key, const std::vector<Entry>& entries) {
  if (entries.empty()) return Wanted(suite, key, "at least one");
  std::set<std::string> seen;
  for (const Entry& entry : entries) {
    if (!IsName(entry.name)) {
      return Wanted(suite, absl::StrCat(key, ".name: got \"", entry.name, "\""),
                    "letters, digits, _ and -");
    }
    if (!seen.insert(entry.name).second) {
      return Wanted(suite, absl::StrCat(key, ".name: got \"", entry.name, "\" twice"),
                    "each name once");
    }
  }
  return absl::OkStatus();
}

bool HasMethod(const Suite& suite, const std::string& name) {
  return std::any_of(suite.methods.begin(), suite.methods.end(),
                     [&](const MethodEntry& method) { return method.name == name; });
}

const SetEntry* FindSet(const Suite& suite, const std::string& name) {
  const auto found = std::find_if(suite.sets.begin(), suite.sets.end(),
                                  [&](const SetEntry& set) { return set.name == name; });
  return found == suite.sets.end() ? nullptr : &*found;
}

bool IsShift(const std::string& kind) {
  const auto shifts = data::Shifts();
  return std::any_of(shifts.begin(), shifts.end(),
                     [&](const data::Shift& shift) { return kind == shift.name; });
}

absl::Status CheckShift(const Suite& suite) {
  const ShiftEntry& shift = suite.shift;
  for (const std::string& name : shift.sets) {
    const SetEntry* set = FindSet(suite, name);
    if (set != nullptr && set->folds == 0) continue;
    return Wanted(suite, absl::StrCat("shift.sets: got \"", name, "\""),
                  "the name of a set without folds");
  }
  for (const std::string& kind : shift.kinds) {
    if (IsShift(kind)) continue;
    return Wanted(suite, absl::StrCat("shift.kinds: got \"", kind, "\""),
                  "one of " + data::ShiftNames());
  }
  for (const auto* severities : {&shift.severities, &suite.quick.severities}) {
    for (const int64_t severity : *severities) {
      if (severity <= data::kSeverities) continue;
      return Wanted(suite, absl::StrCat("shift.severities: got ", severity),
                    absl::StrCat("1 to ", data::kSeverities));
    }
  }
  for (const OtherPatients& others : shift.others) {
    if (others.set.recipe.empty()) return Wanted(suite, "shift.others.recipe", "a recipe's path");
    for (const std::string& rename : others.names) {
      if (rename.find('=') != std::string::npos) continue;
      return Wanted(suite, absl::StrCat("shift.others.names: got \"", rename, "\""),
                    "theirs=ours, such as hrt=HR");
    }
  }
  return absl::OkStatus();
}

absl::Status Check(const Suite& suite) {
  if (!IsName(suite.name)) return Wanted(suite, "name", "letters, digits, _ and -");
  if (suite.seeds.empty()) return Wanted(suite, "seeds", "at least one");
  if (suite.quick.seeds.empty()) return Wanted(suite, "quick.seeds", "at least one");
  if (auto status = CheckNames(suite, "sets", suite.sets); !status.ok()) return status;
  if (auto status = CheckNames(suite, "methods", suite.methods); !status.ok()) return status;
  for (const SetEntry& set : suite.sets) {
    if (set.recipe.empty()) return Wanted(suite, "sets.recipe", "a recipe's path");
    if (set.folds != 0 && !(set.test_records.empty() && set.test_only.empty())) {
      return Wanted(suite, absl::StrCat("sets.folds: got ", set.folds),
                    "none beside test_records or test_only");
    }
    for (const auto& [key, category] :
         {std::pair("train_without", set.train_without), std::pair("test_only", set.test_only)}) {
      if (category.empty() || category.find('=') != std::string::npos) continue;
      return Wanted(suite, absl::StrCat("sets.", key, ": got \"", category, "\""),
                    "NAME=CATEGORY such as ICUType=medical");
    }
  }
  for (const auto& [key, names] : {std::pair("baseline", std::vector{suite.baseline}),
                                   std::pair("sweep.methods", suite.sweep.methods),
                                   std::pair("quick.methods", suite.quick.methods)}) {
    if (auto status = CheckMethods(suite, key, names); !status.ok()) return status;
  }
  for (const std::string& name : suite.sweep.sets) {
    if (FindSet(suite, name) != nullptr) continue;
    return Wanted(suite, absl::StrCat("sweep.sets: got \"", name, "\""), "a set's name");
  }
  return CheckShift(suite);
}

}  // namespace

absl::StatusOr<Suite> ReadSuite(const std::string& path) {
  const auto text = checkpoint::ReadFile(path, kMostBytes);
  if (!text.ok()) return text.status();
  toml::parse_result parsed = toml::parse(*text);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return absl::InvalidArgumentError(
        absl::StrCat(path, ":", error.source().begin.line, ": ", std::string(error.description())));
  }
  const toml::table root = std::move(parsed).table();
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  Suite suite;
  suite.path = path;
  if (auto status = ReadTables(root, suite); !status.ok()) return status;
  if (auto status = ReadShift(root, folder, suite); !status.ok()) return status;
  toml::table rest = root;
  for (const char* table : {"sweep", "quick", "shift"}) rest.erase(table);
  TomlSection top(rest, path, "");
  top.Read("name", suite.name);
  top.Read("description", suite.description);
  ReadSeeds(top, suite.seeds);
  top.Read("baseline", suite.baseline);
  top.Read("replicates", suite.replicates, 2);
  if (auto status = ReadLists(top, folder, suite); !status.ok()) return status;
  if (auto status = top.Finish(); !status.ok()) return status;
  if (auto status = Check(suite); !status.ok()) return status;
  return suite;
}

Suite MakeQuick(Suite suite) {
  suite.seeds = suite.quick.seeds;
  suite.records = suite.quick.records;
  suite.sweep = {};
  if (!suite.quick.severities.empty()) suite.shift.severities = suite.quick.severities;
  if (!suite.quick.methods.empty()) {
    std::erase_if(suite.methods, [&](const MethodEntry& method) {
      const auto& kept = suite.quick.methods;
      return std::find(kept.begin(), kept.end(), method.name) == kept.end();
    });
  }
  for (MethodEntry& method : suite.methods) {
    method.overrides.insert(method.overrides.end(), suite.quick.overrides.begin(),
                            suite.quick.overrides.end());
  }
  return suite;
}

absl::Status CheckMethods(const Suite& suite, const std::string& key,
                          const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (HasMethod(suite, name)) continue;
    const auto all = absl::StrJoin(
        suite.methods, ", ", [](std::string* out, const MethodEntry& m) { out->append(m.name); });
    return Wanted(suite, absl::StrCat(key, ": got \"", name, "\""), "one of " + all);
  }
  return absl::OkStatus();
}

}  // namespace credence::compare
