#include "client/cli/json.h"

#include <google/protobuf/util/json_util.h>

namespace credence::cli {

std::string ToJson(const google::protobuf::Message& message, bool pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  options.add_whitespace = pretty;
  std::string json;
  // Fails only for Any fields of unknown types; the messages that we print have none.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) json = "{}";
  return json;
}

absl::Status FromJson(std::string_view json, google::protobuf::Message* message) {
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), message);
  if (status.ok()) return absl::OkStatus();
  // The lines after the first one quote the text.
  const std::string reason(status.message());
  return absl::InvalidArgumentError(reason.substr(0, reason.find('\n')));
}

}  // namespace credence::cli
