#include "client/cli/json_entries.h"

#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace credence::cli {

absl::Status AtEntry(size_t index, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat("entry ", index + 1, ": ", status.message()));
}

std::vector<std::string> JsonEntries(std::istream& input, const std::string& key) {
  const std::string text(std::istreambuf_iterator<char>(input), {});
  std::vector<std::string> entries;
  auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_object() && json.contains(key)) json = nlohmann::json(json[key]);
  if (json.is_array()) {
    for (const auto& entry : json) entries.push_back(entry.dump());
  } else if (json.is_object()) {
    entries.push_back(json.dump());
  } else {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.find_first_not_of(" \t\r") != std::string::npos) entries.push_back(line);
    }
  }
  return entries;
}

}  // namespace credence::cli
