// The tables of a PostgreSQL journal, in the schema `credence`, and how older ones get them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/journal/postgres_connection.h"

namespace credence::server {

// Entry n takes a database from version n to n + 1; entries are only ever appended.
const std::vector<std::string>& PostgresMigrations();

// Brings the database to the newest version, one transaction a step; replicas that start together
// wait for each other. FailedPrecondition for a newer schema: then nothing is changed.
absl::Status MigratePostgres(PostgresConnection& connection);

}  // namespace credence::server
