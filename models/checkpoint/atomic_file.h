// Files that are either the old one or the new one, never half of either.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace credence::checkpoint {

// Writes the chunks one after the other to a temporary file beside `path`, syncs it, renames it to
// `path` and syncs the folder. Mode 0644. Errors: Internal naming the path and the system's reason;
// the temporary file is then removed.
absl::Status WriteFileAtomically(const std::string& path,
                                 std::initializer_list<std::string_view> chunks);

// The whole file. Errors: NotFound; InvalidArgument where it is longer than `max_bytes`; Internal
// where reading fails.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes);

}  // namespace credence::checkpoint
