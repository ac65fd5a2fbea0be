// Reading the regular files of a tar archive (ustar; GNU and pax extension records are skipped).
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace credence::data {

// Calls `each` with the name and content of every regular file, in archive order; stops at its
// first error. The archive may be gzip-compressed. Errors: as GzipFile; DataLoss with the reason
// for a bad checksum, a bad size or a truncated archive; InvalidArgument for a file of more than 16
// MiB.
absl::Status ReadTar(
    const std::string& path,
    absl::FunctionRef<absl::Status(const std::string& name, const std::string& content)> each);

}  // namespace credence::data
