// Protocol messages as JSON, with the protocol's own field names.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace credence::cli {

// One line, or several with indentation where `pretty`. Fields that are empty are written too,
// optional ones only where they are set.
std::string ToJson(const google::protobuf::Message& message, bool pretty = false);

// Errors: InvalidArgument with the parser's reason, also for a field that the message does not
// have.
absl::Status FromJson(std::string_view json, google::protobuf::Message* message);

}  // namespace credence::cli
