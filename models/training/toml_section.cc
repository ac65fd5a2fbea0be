#include "models/training/toml_section.h"

#include <limits>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace credence::training {
namespace {

std::string Print(const toml::node& node) {
  std::ostringstream out;
  node.visit([&out](const auto& value) { out << value; });
  return out.str();
}

}  // namespace

TomlSection::TomlSection(const toml::table& root, std::string file, std::string name)
    : file_(std::move(file)), name_(std::move(name)) {
  if (name_.empty()) {
    table_ = &root;
    return;
  }
  const toml::node* node = root.get(name_);
  if (node == nullptr) return;
  table_ = node->as_table();
  if (table_ == nullptr) {
    status_ = absl::InvalidArgumentError(
        absl::StrCat(file_, ": ", name_, ": got ", Print(*node), ", wanted a table"));
  }
}

const toml::node* TomlSection::Take(const char* key) {
  known_.insert(key);
  return table_ == nullptr || !status_.ok() ? nullptr : table_->get(key);
}

void TomlSection::Fail(const char* key, const toml::node& got, const std::string& wanted) {
  if (!status_.ok()) return;
  status_ =
      absl::InvalidArgumentError(absl::StrCat(file_, ": ", name_, name_.empty() ? "" : ".", key,
                                              ": got ", Print(got), ", wanted ", wanted));
}

void TomlSection::Read(const char* key, std::string& field) {
  const toml::node* node = Take(key);
  if (node == nullptr) return;
  if (!node->is_string()) return Fail(key, *node, "a string");
  field = **node->as_string();
}

void TomlSection::Read(const char* key, bool& field) {
  const toml::node* node = Take(key);
  if (node == nullptr) return;
  if (!node->is_boolean()) return Fail(key, *node, "true or false");
  field = **node->as_boolean();
}

void TomlSection::Read(const char* key, int64_t& field, int64_t least) {
  const toml::node* node = Take(key);
  if (node == nullptr) return;
  if (!node->is_integer() || **node->as_integer() < least) {
    return Fail(key, *node, absl::StrCat("a whole number of at least ", least));
  }
  field = **node->as_integer();
}

void TomlSection::Read(const char* key, int& field, int64_t least) {
  constexpr int64_t kMost = std::numeric_limits<int>::max();
  int64_t wide = field;
  Read(key, wide, least);
  if (wide > kMost) {
    return Fail(key, *table_->get(key), absl::StrCat("a whole number from ", least, " to ", kMost));
  }
  field = static_cast<int>(wide);
}

void TomlSection::Read(const char* key, uint64_t& field) {
  int64_t number = static_cast<int64_t>(field);
  Read(key, number, 0);
  field = static_cast<uint64_t>(number);
}

void TomlSection::Read(const char* key, double& field, double least, double most) {
  const toml::node* node = Take(key);
  if (node == nullptr) return;
  const auto value = node->is_number() ? node->value<double>() : std::nullopt;
  if (!value || !(*value >= least && *value <= most)) {
    return Fail(key, *node, absl::StrCat("a number from ", least, " to ", most));
  }
  field = *value;
}

void TomlSection::Read(const char* key, std::vector<std::string>& field) {
  const toml::node* node = Take(key);
  if (node == nullptr) return;
  std::vector<std::string> values;
  if (node->is_string()) values.push_back(**node->as_string());
  if (const toml::array* array = node->as_array()) {
    for (const toml::node& item : *array) {
      if (!item.is_string()) return Fail(key, item, "a string");
      values.push_back(**item.as_string());
    }
  } else if (!node->is_string()) {
    return Fail(key, *node, "a list of strings");
  }
  field = std::move(values);
}

void TomlSection::Read(const char* key, std::vector<int64_t>& field, int64_t least) {
  const toml::node* node = Take(key);
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr) return Fail(key, *node, "a list of whole numbers");
  std::vector<int64_t> values;
  for (const toml::node& item : *array) {
    if (!item.is_integer() || **item.as_integer() < least) {
      return Fail(key, item, absl::StrCat("a whole number of at least ", least));
    }
    values.push_back(**item.as_integer());
  }
  field = std::move(values);
}

void TomlSection::ReadOneOf(const char* key, std::string& field,
                            const std::vector<std::string>& choices) {
  std::string value = field;
  Read(key, value);
  if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
    return Fail(key, *table_->get(key), "one of " + absl::StrJoin(choices, ", "));
  }
  field = value;
}

std::vector<const toml::table*> TomlSection::Tables(const char* key) {
  std::vector<const toml::table*> tables;
  const toml::node* node = Take(key);
  if (node == nullptr) return tables;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    Fail(key, *node, "a list of tables");
    return tables;
  }
  for (const toml::node& item : *array) {
    if (!item.is_table()) {
      Fail(key, item, "a table");
      return {};
    }
    tables.push_back(item.as_table());
  }
  return tables;
}

std::string TomlSection::RestAsJson() {
  toml::table rest;
  if (table_ != nullptr) rest = *table_;
  for (const std::string& key : known_) rest.erase(key);
  for (const auto& [key, node] : rest) known_.insert(std::string(key.str()));
  std::ostringstream out;
  out << toml::json_formatter(rest);
  return out.str();
}

absl::Status TomlSection::Finish() const {
  if (!status_.ok() || table_ == nullptr) return status_;
  for (const auto& [key, node] : *table_) {
    if (known_.contains(key.str())) continue;
    return absl::InvalidArgumentError(absl::StrCat(file_, ": ", name_, name_.empty() ? "" : ".",
                                                   std::string(key.str()), ": unknown key, wanted ",
                                                   absl::StrJoin(known_, ", ")));
  }
  return absl::OkStatus();
}

}  // namespace credence::training
