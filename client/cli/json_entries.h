// The entries of a JSON file, however they are wrapped.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/json.h"

namespace credence::cli {

// One object, an array of them, an object that holds an array under `key`, or one object a line.
std::vector<std::string> JsonEntries(std::istream& input, const std::string& key);

// The error of an entry, from 0, with its place before its message.
absl::Status AtEntry(size_t index, const absl::Status& status);

// Every entry as a message. Errors: InvalidArgument naming the entry.
template <typename Message>
absl::StatusOr<std::vector<Message>> ReadJsonMessages(std::istream& input, const std::string& key) {
  const auto entries = JsonEntries(input, key);
  std::vector<Message> messages(entries.size());
  for (size_t i = 0; i < entries.size(); ++i) {
    if (const auto status = FromJson(entries[i], &messages[i]); !status.ok()) {
      return AtEntry(i, status);
    }
  }
  return messages;
}

}  // namespace credence::cli
