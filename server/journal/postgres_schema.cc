#include "server/journal/postgres_schema.h"

#include "absl/strings/str_cat.h"

namespace credence::server {
namespace {

// The version of the schema; 0 before the first. Needs the lock.
absl::StatusOr<int64_t> VersionOf(PostgresConnection& connection) {
  const auto table = connection.Execute("SELECT to_regclass('credence.journal') IS NOT NULL AS t");
  if (!table.ok()) return table.status();
  if (table->Bytes(0, 0) != "t") return 0;
  const auto version = connection.Execute("SELECT schema_version FROM credence.journal");
  if (!version.ok()) return version.status();
  return version->rows() == 1 ? version->Integer(0, 0) : 0;
}

absl::Status MakeSchema(PostgresConnection& connection) {
  // A role without the right to make schemas may have been given this one.
  const auto there = connection.Execute("SELECT 1 FROM pg_namespace WHERE nspname = 'credence'");
  if (!there.ok()) return there.status();
  if (there->rows() > 0) return absl::OkStatus();
  return connection.Execute("CREATE SCHEMA credence").status();
}

}  // namespace

// Times are microseconds since 1970; ids are bytes, because text cannot hold every string of the
// proto. No foreign keys: one program writes, and checks would cost more than the rows.
const std::vector<std::string>& PostgresMigrations() {
  static const auto* const steps = new std::vector<std::string>{
      R"(
      CREATE TABLE credence.journal (schema_version integer NOT NULL, sequence bigint NOT NULL);
      INSERT INTO credence.journal VALUES (1, 0);
      CREATE TABLE credence.models (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        model text NOT NULL,
        version bigint NOT NULL,
        UNIQUE (model, version)
      );
      CREATE TABLE credence.predictions (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        predicted_at bigint NOT NULL,
        model_id integer NOT NULL,
        deferred boolean NOT NULL,
        prediction_id bytea NOT NULL,
        figures bytea NOT NULL,
        cohort text NOT NULL
      );
      CREATE UNIQUE INDEX predictions_by_key ON credence.predictions (prediction_id, model_id);
      CREATE INDEX predictions_by_time ON credence.predictions (model_id, predicted_at);
      CREATE TABLE credence.outcomes (
        prediction bigint PRIMARY KEY,
        sequence bigint NOT NULL,
        predicted_at bigint NOT NULL,
        observed_at bigint NOT NULL,
        received_at bigint NOT NULL,
        first_sequence bigint NOT NULL,
        model_id integer NOT NULL,
        label integer NOT NULL,
        corrections integer NOT NULL,
        first_label integer NOT NULL
      );
      CREATE UNIQUE INDEX outcomes_by_sequence ON credence.outcomes (model_id, sequence);
      CREATE INDEX outcomes_by_receipt ON credence.outcomes (model_id, received_at);
      CREATE INDEX outcomes_by_prediction_time ON credence.outcomes (model_id, predicted_at);
      )",
      R"(
      CREATE TABLE credence.states (
        name text PRIMARY KEY,
        sequence bigint NOT NULL,
        text text NOT NULL
      );
      )"};
  return *steps;
}

absl::Status MigratePostgres(PostgresConnection& connection) {
  const std::vector<std::string>& steps = PostgresMigrations();
  const auto newest = static_cast<int64_t>(steps.size());
  while (true) {
    PostgresTransaction transaction(connection);
    const auto lock = transaction.Begin("SELECT pg_advisory_xact_lock(4858356100)");
    if (!lock.ok()) return lock.status();
    const auto version = VersionOf(connection);
    if (!version.ok()) return version.status();
    if (*version == newest) return absl::OkStatus();
    if (*version > newest) {
      return absl::FailedPreconditionError(
          absl::StrCat("journal PostgreSQL: its schema is version ", *version,
                       ", this program knows versions up to ", newest));
    }
    absl::Status status = *version == 0 ? MakeSchema(connection) : absl::OkStatus();
    if (status.ok()) {
      status =
          connection
              .Execute(absl::StrCat(steps[*version],
                                    "UPDATE credence.journal SET schema_version = ", *version + 1))
              .status();
    }
    if (status.ok()) status = transaction.Commit();
    if (!status.ok()) return status;
  }
}

}  // namespace credence::server
