#include "models/data/json_fields.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"

namespace credence::data {

using nlohmann::json;

namespace {

std::string Shown(const json& value) {
  constexpr size_t kLongest = 60;
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > kLongest) text = absl::StrCat(text.substr(0, kLongest), "...");
  return text;
}

}  // namespace

JsonFields::JsonFields(const json& value, std::string path, absl::Status* error)
    : value_(&value), path_(std::move(path)), error_(error) {
  if (value.is_object()) return;
  Fail("", &value, "an object");
  value_ = nullptr;
}

void JsonFields::Fail(absl::string_view name, const json* got, absl::string_view want) const {
  if (!error_->ok()) return;
  *error_ = absl::InvalidArgumentError(absl::StrCat(path_, name.empty() ? "" : ".", name, ": got ",
                                                    got == nullptr ? "nothing" : Shown(*got),
                                                    ", want ", want));
}

const json* JsonFields::Find(absl::string_view name) const {
  if (value_ == nullptr) return nullptr;
  const auto found = value_->find(std::string(name));
  return found == value_->end() ? nullptr : &*found;
}

bool JsonFields::Has(absl::string_view name) const { return Find(name) != nullptr; }

std::string JsonFields::String(absl::string_view name, std::optional<std::string> fallback) const {
  const json* field = Find(name);
  if (field == nullptr && fallback) return *fallback;
  if (field != nullptr && field->is_string()) return field->get<std::string>();
  Fail(name, field, "a string");
  return "";
}

double JsonFields::Number(absl::string_view name, std::optional<double> fallback) const {
  const json* field = Find(name);
  if (field == nullptr && fallback) return *fallback;
  if (field != nullptr && field->is_number() && std::isfinite(field->get<double>())) {
    return field->get<double>();
  }
  Fail(name, field, "a finite number");
  return 0;
}

const json* JsonFields::FindList(absl::string_view name) const {
  const json* field = Find(name);
  if (field == nullptr || field->is_array()) return field;
  Fail(name, field, "a list");
  return nullptr;
}

std::vector<std::string> JsonFields::Strings(absl::string_view name) const {
  std::vector<std::string> out;
  const json* list = FindList(name);
  if (list == nullptr) return out;
  for (const json& item : *list) {
    if (!item.is_string()) Fail(name, &item, "a list of strings");
    if (item.is_string()) out.push_back(item.get<std::string>());
  }
  return out;
}

std::vector<double> JsonFields::Numbers(absl::string_view name) const {
  std::vector<double> out;
  const json* list = FindList(name);
  if (list == nullptr) return out;
  for (const json& item : *list) {
    const bool good = item.is_number() && std::isfinite(item.get<double>());
    if (!good) Fail(name, &item, "a list of finite numbers");
    if (good) out.push_back(item.get<double>());
  }
  return out;
}

std::vector<JsonFields> JsonFields::Objects(absl::string_view name) const {
  std::vector<JsonFields> out;
  const json* list = FindList(name);
  if (list == nullptr) return out;
  for (size_t i = 0; i < list->size(); ++i) {
    out.emplace_back((*list)[i], absl::StrCat(path_, ".", name, "[", i, "]"), error_);
  }
  return out;
}

JsonFields JsonFields::Object(absl::string_view name) const {
  const json* field = Find(name);
  JsonFields out(path_ + "." + std::string(name), error_);
  if (field == nullptr) Fail(name, field, "an object");
  return field == nullptr ? out : JsonFields(*field, out.path_, error_);
}

void JsonFields::AllowOnly(std::initializer_list<absl::string_view> names) const {
  if (value_ == nullptr) return;
  for (const auto& [name, field] : value_->items()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      Fail(name, &field, "no such field");
    }
  }
}

}  // namespace credence::data
