// Typed reading of a JSON object: the first wrong field becomes an error that names its path, what
// it was and what was wanted. Reading goes on after an error with empty values, so the caller
// checks once at the end.
#pragma once

#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace credence::data {

// A view of `value` at `path`; both `value` and `error` outlive it. Not thread-safe.
class JsonFields {
 public:
  // An error (InvalidArgument) is kept in *error unless one is there already.
  JsonFields(const nlohmann::json& value, std::string path, absl::Status* error);

  bool Has(absl::string_view name) const;
  // A missing field is an error where no fallback is given. Numbers are finite.
  std::string String(absl::string_view name, std::optional<std::string> fallback = {}) const;
  double Number(absl::string_view name, std::optional<double> fallback = {}) const;
  // Missing lists are empty.
  std::vector<std::string> Strings(absl::string_view name) const;
  std::vector<double> Numbers(absl::string_view name) const;
  std::vector<JsonFields> Objects(absl::string_view name) const;
  JsonFields Object(absl::string_view name) const;
  // Any other field is an error: a misspelt name must not pass for a default.
  void AllowOnly(std::initializer_list<absl::string_view> names) const;

  const nlohmann::json& value() const { return *value_; }  // REQUIRES: it is an object
  const std::string& path() const { return path_; }

 private:
  // The fields of something that is not there: reads as empty.
  JsonFields(std::string path, absl::Status* error) : path_(std::move(path)), error_(error) {}

  const nlohmann::json* Find(absl::string_view name) const;
  const nlohmann::json* FindList(absl::string_view name) const;
  void Fail(absl::string_view name, const nlohmann::json* got, absl::string_view want) const;

  const nlohmann::json* value_ = nullptr;
  std::string path_;
  absl::Status* error_;
};

}  // namespace credence::data
