#include "models/checkpoint/strict_json.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace credence::checkpoint {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 64;

// Watches the parse: names seen in each open object, and the depth.
struct Watch {
  std::vector<std::set<std::string>> names = std::vector<std::set<std::string>>(kMaxDepth + 2);
  std::string problem;

  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    if (depth > kMaxDepth) {
      problem = absl::StrCat("more than ", kMaxDepth, " levels");
      return false;
    }
    if (event == json::parse_event_t::object_start) names[depth + 1].clear();
    if (event == json::parse_event_t::key &&
        !names[depth].insert(parsed.get<std::string>()).second) {
      problem = absl::StrCat("the name ", Shown(parsed), " twice in one object");
    }
    return problem.empty();
  }
};

}  // namespace

std::string Shown(const json& value) {
  std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

absl::StatusOr<json> ParseStrictJson(std::string_view text) {
  Watch watch;
  try {
    json parsed = json::parse(text, std::ref(watch));
    if (!watch.problem.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("JSON: got ", watch.problem));
    }
    return parsed;
  } catch (const json::exception& error) {
    return absl::InvalidArgumentError(absl::StrCat("JSON: ", error.what()));
  }
}

ObjectReader::ObjectReader(const json& value, std::string path)
    : json_(value), path_(std::move(path)) {
  if (!json_.is_object()) {
    status_ = absl::InvalidArgumentError(absl::StrCat(path_.empty() ? "the file" : path_, ": got ",
                                                      Shown(json_), ", wanted an object"));
  }
}

std::string ObjectReader::PathOf(const std::string& key) const {
  return path_.empty() ? key : absl::StrCat(path_, ".", key);
}

bool ObjectReader::Has(const std::string& key) const {
  return json_.is_object() && json_.contains(key);
}

void ObjectReader::Fail(absl::Status status) {
  if (status_.ok()) status_ = std::move(status);
}

void ObjectReader::Fail(const std::string& key, const std::string& got, const std::string& wanted) {
  Fail(absl::InvalidArgumentError(absl::StrCat(PathOf(key), ": got ", got, ", wanted ", wanted)));
}

const json* ObjectReader::Take(const std::string& key) {
  if (!ok()) return nullptr;
  known_.emplace_back(key);
  const auto found = json_.find(key);
  if (found == json_.end()) {
    Fail(key, "nothing", "this required key");
    return nullptr;
  }
  return &*found;
}

void ObjectReader::String(const std::string& key, std::string& value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  if (!found->is_string()) return Fail(key, Shown(*found), "a string");
  value = found->get<std::string>();
}

void ObjectReader::Bool(const std::string& key, bool& value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  if (!found->is_boolean()) return Fail(key, Shown(*found), "true or false");
  value = found->get<bool>();
}

void ObjectReader::Int(const std::string& key, int64_t min, int64_t max, int64_t& value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  // An unsigned number beyond int64 would turn negative in get<int64_t>.
  const bool fits = found->is_number_integer() &&
                    (!found->is_number_unsigned() || found->get<uint64_t>() <= uint64_t{INT64_MAX});
  if (!fits || found->get<int64_t>() < min || found->get<int64_t>() > max) {
    return Fail(key, Shown(*found), absl::StrCat("an integer in [", min, ", ", max, "]"));
  }
  value = found->get<int64_t>();
}

void ObjectReader::Int(const std::string& key, int64_t min, int64_t max, int& value) {
  int64_t wide = value;
  Int(key, min, max, wide);
  value = static_cast<int>(wide);
}

void ObjectReader::Unsigned(const std::string& key, uint64_t& value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  if (!found->is_number_unsigned()) return Fail(key, Shown(*found), "an integer in [0, 2^64)");
  value = found->get<uint64_t>();
}

void ObjectReader::Number(const std::string& key, double min, double max, double& value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  if (!found->is_number() || !(found->get<double>() >= min && found->get<double>() <= max)) {
    return Fail(key, Shown(*found), absl::StrCat("a number in [", min, ", ", max, "]"));
  }
  value = found->get<double>();
}

void ObjectReader::Choice(const std::string& key, std::initializer_list<const char*> choices,
                          std::string& value) {
  String(key, value);
  for (const char* choice : choices) {
    if (value == choice) return;
  }
  Fail(key, Shown(value), absl::StrCat("one of ", absl::StrJoin(choices, ", ")));
}

const json* ObjectReader::Object(const std::string& key) {
  const json* found = Take(key);
  if (found == nullptr || found->is_object()) return found;
  Fail(key, Shown(*found), "an object");
  return nullptr;
}

const json* ObjectReader::Array(const std::string& key) {
  const json* found = Take(key);
  if (found == nullptr || found->is_array()) return found;
  Fail(key, Shown(*found), "an array");
  return nullptr;
}

absl::Status ObjectReader::Finish() {
  if (!ok()) return status_;
  for (const auto& [key, value] : json_.items()) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
      Fail(key, "an unknown key", absl::StrCat("one of ", absl::StrJoin(known_, ", ")));
    }
  }
  return status_;
}

}  // namespace credence::checkpoint
