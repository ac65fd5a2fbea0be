#include "server/journal/sqlite_schema.h"

#include "absl/strings/str_cat.h"

namespace credence::server {

// Times are microseconds since 1970. No foreign keys: one program writes, and checks would cost
// more than the rows.
const std::vector<std::string>& SqliteMigrations() {
  static const auto* const steps = new std::vector<std::string>{
      R"(
      CREATE TABLE models (
        id INTEGER PRIMARY KEY,
        model TEXT NOT NULL,
        version INTEGER NOT NULL,
        UNIQUE (model, version)
      ) STRICT;
      CREATE TABLE predictions (
        id INTEGER PRIMARY KEY,
        prediction_id TEXT NOT NULL,
        model_id INTEGER NOT NULL,
        predicted_at INTEGER NOT NULL,
        figures BLOB NOT NULL,
        deferred INTEGER NOT NULL,
        cohort TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX predictions_by_key ON predictions (prediction_id, model_id);
      CREATE INDEX predictions_by_time ON predictions (model_id, predicted_at);
      CREATE TABLE outcomes (
        prediction INTEGER PRIMARY KEY,
        model_id INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        predicted_at INTEGER NOT NULL,
        label INTEGER NOT NULL,
        observed_at INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        corrections INTEGER NOT NULL,
        first_label INTEGER NOT NULL,
        first_sequence INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX outcomes_by_sequence ON outcomes (model_id, sequence);
      CREATE INDEX outcomes_by_receipt ON outcomes (model_id, received_at);
      CREATE INDEX outcomes_by_prediction_time ON outcomes (model_id, predicted_at);
      CREATE TABLE journal (sequence INTEGER NOT NULL) STRICT;
      INSERT INTO journal VALUES (0);
      )",
      R"(
      CREATE TABLE states (
        name TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL,
        text TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      )"};
  return *steps;
}

absl::Status CheckSqliteOwner(SqliteConnection& connection, const std::string& file) {
  const auto owner = connection.Integer("PRAGMA application_id");
  if (!owner.ok()) return owner.status();
  const auto tables = connection.Integer("SELECT count(*) FROM sqlite_schema");
  if (!tables.ok()) return tables.status();
  if (*owner != kSqliteApplicationId && (*owner != 0 || *tables != 0)) {
    return absl::FailedPreconditionError(
        absl::StrCat("journal ", file, ": a SQLite file of another program"));
  }
  const auto version = connection.Integer("PRAGMA user_version");
  if (!version.ok()) return version.status();
  const auto newest = static_cast<int64_t>(SqliteMigrations().size());
  if (*version > newest) {
    return absl::FailedPreconditionError(
        absl::StrCat("journal ", file, ": its schema is version ", *version,
                     ", this program knows versions up to ", newest));
  }
  return absl::OkStatus();
}

absl::Status MigrateSqlite(SqliteConnection& connection) {
  const std::vector<std::string>& steps = SqliteMigrations();
  while (true) {
    SqliteTransaction transaction(connection);
    if (absl::Status status = transaction.Begin(); !status.ok()) return status;
    const auto version = connection.Integer("PRAGMA user_version");
    if (!version.ok()) return version.status();
    if (*version >= static_cast<int64_t>(steps.size())) return absl::OkStatus();
    const absl::Status status = connection.Execute(
        absl::StrCat(steps[*version], "PRAGMA application_id = ", kSqliteApplicationId,
                     "; PRAGMA user_version = ", *version + 1));
    if (!status.ok()) return status;
    if (absl::Status committed = transaction.Commit(); !committed.ok()) return committed;
  }
}

}  // namespace credence::server
