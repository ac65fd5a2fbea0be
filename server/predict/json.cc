#include "server/predict/json.h"

#include <google/protobuf/util/json_util.h>

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "server/predict/errors.h"

namespace credence::server {
namespace {

namespace pb = google::protobuf;
namespace json = google::protobuf::util;

absl::Status Invalid(const std::string& field, absl::string_view got, absl::string_view wanted) {
  Violations violations;
  violations.Add(field, got, wanted);
  return violations.ToStatus();
}

using ReplaceNoUtf8 = nlohmann::json::error_handler_t;

// With U+FFFD where the bytes are no UTF-8: an error that quotes them travels as a string.
std::string Utf8(const std::string& text) {
  const std::string quoted = nlohmann::json(text).dump(-1, ' ', false, ReplaceNoUtf8::replace);
  return nlohmann::json::parse(quoted).get<std::string>();
}

std::string WantedType(const std::string& type) {
  static const std::map<std::string, std::string> kWords = {
      {"TYPE_DOUBLE", "a number"},       {"TYPE_FLOAT", "a number"},
      {"TYPE_INT32", "a whole number"},  {"TYPE_INT64", "a whole number"},
      {"TYPE_UINT64", "a whole number"}, {"TYPE_STRING", "a string"},
      {"TYPE_BOOL", "true or false"},    {"TYPE_BYTES", "base64"}};
  const auto found = kWords.find(type);
  if (found != kWords.end()) return found->second;
  const std::string name = type.substr(type.rfind('/') + 1);
  if (name == "google.protobuf.Duration") return "a duration in seconds such as 86400s";
  if (name == "google.protobuf.Timestamp") return "a time such as 2026-01-31T12:00:00Z";
  const auto* names = pb::DescriptorPool::generated_pool()->FindEnumTypeByName(name);
  if (names == nullptr) return name;
  std::vector<std::string> values;
  for (int i = 0; i < names->value_count(); ++i) values.push_back(names->value(i)->name());
  return absl::StrCat("one of ", absl::StrJoin(values, ", "));
}

const pb::FieldDescriptor* FindField(const pb::Descriptor& type, const std::string& name) {
  const auto* field = type.FindFieldByName(name);
  return field != nullptr ? field : type.FindFieldByCamelcaseName(name);
}

std::string NamesOf(const pb::Descriptor& type, bool json) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) {
    names.push_back(json ? type.field(i)->json_name() : type.field(i)->name());
  }
  return names.empty() ? "none" : absl::StrCat("one of ", absl::StrJoin(names, ", "));
}

// The message at a path such as "instances[0].features[2]"; nullptr where there is none.
const pb::Descriptor* TypeAt(const pb::Descriptor* type, absl::string_view path) {
  if (path.empty()) return type;
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    const auto* field = FindField(*type, std::string(part.substr(0, part.find('['))));
    type = field == nullptr ? nullptr : field->message_type();
    if (type == nullptr) return nullptr;
  }
  return type;
}

// protobuf says "(path) name: Cannot find field." and "(path): invalid value V for type T"; what
// else it says is passed on.
absl::Status Explain(absl::string_view said, const pb::Descriptor& message) {
  const auto path_end = said.find(')');
  const bool has_path = absl::StartsWith(said, "(") && path_end != said.npos;
  const std::string path(has_path ? said.substr(1, path_end - 1) : "");
  absl::string_view rest = has_path ? said.substr(path_end + 1) : said;
  if (absl::ConsumeSuffix(&rest, ": Cannot find field.")) {
    const std::string name(absl::StripAsciiWhitespace(rest));
    const auto* type = TypeAt(&message, path);
    return Invalid(path.empty() ? name : absl::StrCat(path, ".", name), "an unknown field",
                   type != nullptr ? NamesOf(*type, true) : "one of the message's");
  }
  constexpr absl::string_view kInvalid = ": invalid value ", kType = " for type ";
  const auto type = rest.rfind(kType);
  if (has_path && type != rest.npos && absl::ConsumePrefix(&rest, kInvalid)) {
    const auto value = rest.substr(0, type - kInvalid.size());
    if (absl::StrContains(value, "already set")) return error::BadJson(said);
    // Of times and durations it describes what is wrong in its own words, without the value.
    return Invalid(path, absl::StartsWith(value, "Field '") ? "another text" : value,
                   WantedType(std::string(said.substr(said.rfind(kType) + kType.size()))));
  }
  if (absl::StrContains(said, "Root element must be a message")) {
    return error::BadJson("got no JSON object, wanted one");
  }
  return error::BadJson(absl::StrCat("no valid JSON: ", said));
}

// "keep" -> "DECISION_KEEP".
std::string FullEnumName(const pb::EnumDescriptor& type, const std::string& value) {
  const std::string given = absl::AsciiStrToUpper(value);
  for (int i = 0; i < type.value_count(); ++i) {
    const std::string& name = type.value(i)->name();
    if (name == given || absl::EndsWith(name, absl::StrCat("_", given))) return name;
  }
  return value;
}

}  // namespace

absl::Status FromJson(absl::string_view text, pb::Message& message) {
  const auto status =
      json::JsonStringToMessage(pb::StringPiece(text.data(), text.size()), &message);
  return status.ok() ? absl::OkStatus()
                     : Explain(Utf8(status.message().ToString()), *message.GetDescriptor());
}

absl::Status FromQuery(const std::vector<std::pair<std::string, std::string>>& query,
                       pb::Message& message) {
  const pb::Descriptor& type = *message.GetDescriptor();
  nlohmann::json object = nlohmann::json::object();
  std::set<const pb::FieldDescriptor*> seen;
  for (const auto& [name, value] : query) {
    const auto* field = FindField(type, name);
    if (field == nullptr) {
      return Invalid(name, "an unknown parameter", NamesOf(type, false));
    }
    if (!seen.insert(field).second) return Invalid(name, "it more than once", "one value");
    if (value.empty()) continue;
    if (const auto* choice = field->real_containing_oneof()) {
      for (const auto* other : seen) {
        if (other == field || other->real_containing_oneof() != choice) continue;
        return Invalid(name, absl::StrCat("it beside ", other->name()), "one of the two");
      }
    }
    const auto* names = field->enum_type();
    object[field->name()] = names != nullptr ? FullEnumName(*names, value) : value;
  }
  return FromJson(object.dump(-1, ' ', false, ReplaceNoUtf8::replace), message);
}

absl::StatusOr<std::string> ToJson(const pb::Message& message) {
  json::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string text;
  const auto status = json::MessageToJsonString(message, &text, options);
  if (!status.ok()) return absl::InternalError(status.message().ToString());
  return text;
}

std::string ErrorToJson(google::rpc::Status error) {
  auto text = ToJson(error);
  if (text.ok()) return *std::move(text);
  error.clear_details();
  return ToJson(error).value_or("{}");
}

int HttpStatus(int code) {
  // OK, CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS,
  // PERMISSION_DENIED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE,
  // UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS, UNAUTHENTICATED
  static constexpr std::array<int, 17> kStatus = {200, 499, 500, 400, 504, 404, 409, 403, 429,
                                                  400, 409, 400, 501, 500, 503, 500, 401};
  return code >= 0 && code < static_cast<int>(kStatus.size()) ? kStatus[code] : 500;
}

}  // namespace credence::server
