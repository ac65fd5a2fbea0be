// One table of a TOML file, read key by key into typed fields; what nobody asked for is an error.
#pragma once

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace credence::training {

// Keeps the first error; later reads do nothing. A key that is absent leaves its field as it is.
class TomlSection {
 public:
  // name: "" for the file's top level. Messages begin with `file`.
  TomlSection(const toml::table& root, std::string file, std::string name);

  void Read(const char* key, std::string& field);
  void Read(const char* key, bool& field);
  void Read(const char* key, int& field, int64_t least);
  void Read(const char* key, int64_t& field, int64_t least);
  void Read(const char* key, uint64_t& field);
  void Read(const char* key, double& field, double least, double most);
  void Read(const char* key, std::vector<std::string>& field);
  void Read(const char* key, std::vector<int64_t>& field, int64_t least);
  void ReadOneOf(const char* key, std::string& field, const std::vector<std::string>& choices);

  // The array of tables under this key, or an empty list; read each with its own TomlSection.
  std::vector<const toml::table*> Tables(const char* key);

  // All keys that were not read so far, as a JSON object.
  std::string RestAsJson();

  // The first error, or one naming a key that was never read.
  absl::Status Finish() const;

 private:
  const toml::node* Take(const char* key);
  void Fail(const char* key, const toml::node& got, const std::string& wanted);

  const toml::table* table_ = nullptr;
  std::string file_;
  std::string name_;
  std::set<std::string, std::less<>> known_;
  absl::Status status_;
};

}  // namespace credence::training
