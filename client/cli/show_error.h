// A refused call as text for people.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace credence::cli {

// "INVALID_ARGUMENT: message", then each field violation and the server's advice to wait, a line
// each. Pure.
std::string ErrorText(const absl::Status& status);

}  // namespace credence::cli
