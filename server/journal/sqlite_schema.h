// The tables of a SQLite journal, and how older files get them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/journal/sqlite_connection.h"

namespace credence::server {

// Marks the file as ours: "CRED".
inline constexpr int64_t kSqliteApplicationId = 0x43524544;

// Entry n takes a file from version n to n + 1; entries are only ever appended.
const std::vector<std::string>& SqliteMigrations();

// FailedPrecondition where the file is another program's, or of a newer schema. Changes nothing.
absl::Status CheckSqliteOwner(SqliteConnection& connection, const std::string& file);

// Brings the file to the newest version: one transaction a step, so that it is always at a whole
// version.
absl::Status MigrateSqlite(SqliteConnection& connection);

}  // namespace credence::server
