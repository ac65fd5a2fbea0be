// JSON from files that may be wrong or hostile: no exception, no name twice, no endless nesting;
// and typed reading of objects in which an unknown key is an error.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace credence::checkpoint {

// Errors: InvalidArgument with the place, for text that is not JSON, a name twice in one object,
// more than 64 levels.
absl::StatusOr<nlohmann::json> ParseStrictJson(std::string_view text);

// Reads the fields of one JSON object. The first error sticks; later calls do nothing and leave
// their targets as they are. Finish() reports it, or names the keys that were never read.
class ObjectReader {
 public:
  // path: of the object, as errors name it ("network"); empty for the root.
  ObjectReader(const nlohmann::json& json, std::string path);

  bool Has(const std::string& key) const;
  // Makes a key known without reading it: an optional field that is absent.
  void Allow(const std::string& key) { known_.emplace_back(key); }

  // Required fields.
  void String(const std::string& key, std::string& value);
  void Bool(const std::string& key, bool& value);
  void Int(const std::string& key, int64_t min, int64_t max, int64_t& value);
  void Int(const std::string& key, int64_t min, int64_t max, int& value);
  void Unsigned(const std::string& key, uint64_t& value);
  // A finite number in [min, max].
  void Number(const std::string& key, double min, double max, double& value);
  // A string that is one of the choices.
  void Choice(const std::string& key, std::initializer_list<const char*> choices,
              std::string& value);
  // The field itself, which must be an object or an array; null after an error.
  const nlohmann::json* Object(const std::string& key);
  const nlohmann::json* Array(const std::string& key);

  // Records an error about a field: "<path>.<key>: got <got>, wanted <wanted>".
  void Fail(const std::string& key, const std::string& got, const std::string& wanted);
  void Fail(absl::Status status);
  bool ok() const { return status_.ok(); }
  std::string PathOf(const std::string& key) const;

  // Errors: InvalidArgument, the first that was met, or the first unknown key.
  absl::Status Finish();

 private:
  const nlohmann::json* Take(const std::string& key);

  const nlohmann::json& json_;
  std::string path_;
  std::vector<std::string> known_;
  absl::Status status_;
};

// A JSON value as an error shows it, cut to 60 characters.
std::string Shown(const nlohmann::json& json);

}  // namespace credence::checkpoint
