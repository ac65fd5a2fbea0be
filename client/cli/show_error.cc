#include "client/cli/show_error.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/cpp/errors.h"

namespace credence::cli {

std::string ErrorText(const absl::Status& status) {
  std::string text =
      absl::StrCat(absl::StatusCodeToString(status.code()), ": ", status.message(), "\n");
  for (const auto& violation : client::FieldViolations(status)) {
    const std::string line = absl::StrCat(violation.field, ": ", violation.description);
    if (line != status.message()) absl::StrAppend(&text, "  ", line, "\n");
  }
  if (const auto delay = client::RetryDelay(status)) {
    text += absl::StrFormat("  the server asks to wait %.1f s before another try\n",
                            std::chrono::duration<double>(*delay).count());
  }
  return text;
}

}  // namespace credence::cli
