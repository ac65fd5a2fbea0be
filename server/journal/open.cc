#include "server/journal/open.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/journal/postgres_journal.h"
#include "server/journal/sqlite_journal.h"

namespace credence::server {

absl::StatusOr<std::unique_ptr<Journal>> OpenJournal(const std::string& address) {
  if (absl::StartsWith(address, "postgresql://") || absl::StartsWith(address, "postgres://")) {
    return PostgresJournal::Open(address);
  }
  absl::string_view file = address;
  absl::ConsumePrefix(&file, "sqlite:");
  // What stands before :// may be repeated in a message, what follows may hold a password.
  const size_t scheme = file.find("://");
  if (file.empty() || scheme != absl::string_view::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("journal: got ", file.empty() ? "no file" : file.substr(0, scheme + 3),
                     ", wanted sqlite:FILE, a path, or postgresql://..."));
  }
  return SqliteJournal::Open(std::string(file));
}

}  // namespace credence::server
