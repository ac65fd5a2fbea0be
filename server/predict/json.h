// JSON <-> messages, by protobuf's JSON mapping.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"

namespace credence::server {

// Fills `message`, which is empty. Errors: InvalidArgument with google.rpc.BadRequest that names an
// unknown field, a value of the wrong type, or where the text stops to be JSON.
absl::Status FromJson(absl::string_view json, google::protobuf::Message& message);

// The same from name=value pairs; names as in the proto or in lowerCamelCase, enum values with or
// without their prefix, in any case ("keep" is DECISION_KEEP). An empty value is as if it were not
// there. Errors: InvalidArgument for an unknown or repeated name, or a value that does not fit.
absl::Status FromQuery(const std::vector<std::pair<std::string, std::string>>& query,
                       google::protobuf::Message& message);

// Names in lowerCamelCase, zeros printed, 64-bit integers as strings, bytes in base64.
// Errors: Internal for a string that is not UTF-8.
absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message);

// {code, message, details}; a detail of a type that this build does not know keeps its name only.
std::string ErrorToJson(google::rpc::Status error);
// The HTTP status of a gRPC code, as google.rpc.Code documents it.
int HttpStatus(int code);

}  // namespace credence::server
