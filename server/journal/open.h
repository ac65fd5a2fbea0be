// --journal -> a database.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/journal/journal.h"

namespace credence::server {

// "sqlite:FILE" or a path: one SQLite file in WAL mode, made where it is missing.
// "postgresql://..." or "postgres://...": a PostgreSQL server, shared by any number of replicas.
// Migrates an older schema forward. Errors: InvalidArgument for another scheme; FailedPrecondition
// for a schema newer than this build knows; and those of Journal.
absl::StatusOr<std::unique_ptr<Journal>> OpenJournal(const std::string& address);

}  // namespace credence::server
