// gzip, for answers.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace credence::server {

// `text` in gzip's format (RFC 1952). level: 1, fast, to 9, small.
std::string Gzip(absl::string_view text, int level);

}  // namespace credence::server
