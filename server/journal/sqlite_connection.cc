#include "server/journal/sqlite_connection.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/journal/health.h"

namespace credence::server {
namespace {

// errno of the last input or output that failed; in WAL mode the write-ahead log has its own.
int SystemError(sqlite3* connection) {
  int error = sqlite3_system_errno(connection);
  sqlite3_file* log = nullptr;
  if (error == 0) {
    sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  }
  if (log != nullptr && log->pMethods != nullptr) {
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
  }
  return error;
}

}  // namespace

void SqliteStatement::Bind(int parameter, int64_t value) {
  sqlite3_bind_int64(statement_.get(), parameter, value);
}

void SqliteStatement::BindText(int parameter, absl::string_view value) {
  sqlite3_bind_text64(statement_.get(), parameter, value.data(), value.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
}

void SqliteStatement::BindBytes(int parameter, absl::string_view value) {
  sqlite3_bind_blob64(statement_.get(), parameter, value.data(), value.size(), SQLITE_STATIC);
}

absl::StatusOr<bool> SqliteStatement::Step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  absl::Status error = connection_->Error(code);
  Reset();
  return error;
}

absl::Status SqliteStatement::Run() {
  const absl::StatusOr<bool> row = Step();
  Reset();
  return row.status();
}

void SqliteStatement::Reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

int64_t SqliteStatement::Integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

absl::string_view SqliteStatement::Bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return {data, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& file,
                                                                         int flags,
                                                                         absl::Duration busy) {
  auto connection = std::make_unique<SqliteConnection>();
  connection->file_ = file;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  connection->connection_.reset(raw);
  if (code != SQLITE_OK) return connection->Error(code);
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, static_cast<int>(absl::ToInt64Milliseconds(busy)));
  return connection;
}

absl::Status SqliteConnection::Execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Error(code);
}

absl::StatusOr<int64_t> SqliteConnection::Integer(const std::string& sql) {
  absl::StatusOr<SqliteStatement> statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  const absl::StatusOr<bool> row = statement->Step();
  if (!row.ok()) return row.status();
  return *row ? statement->Integer(0) : 0;
}

absl::StatusOr<std::string> SqliteConnection::Text(const std::string& sql) {
  absl::StatusOr<SqliteStatement> statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  const absl::StatusOr<bool> row = statement->Step();
  if (!row.ok()) return row.status();
  return *row ? std::string(statement->Bytes(0)) : std::string();
}

absl::StatusOr<SqliteStatement> SqliteConnection::Prepare(absl::string_view sql) {
  SqliteStatement statement;
  statement.connection_ = this;
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  statement.statement_.reset(raw);
  if (code != SQLITE_OK) return Error(code);
  return statement;
}

bool SqliteConnection::Moved() const {
  int moved = 0;
  sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return moved != 0;
}

absl::Status SqliteConnection::Error(int code) const {
  const bool io = (code & 0xff) == SQLITE_IOERR;
  const int cause = SystemError(connection_.get());
  std::string message =
      absl::StrCat("journal ", file_, ": ", sqlite3_errstr(code), " (SQLite ", code, ")");
  if ((io || (code & 0xff) == SQLITE_CANTOPEN) && cause != 0) {
    absl::StrAppend(&message, ": ", std::strerror(cause));
  }
  // Quotas and RLIMIT_FSIZE reach SQLite as plain input/output errors.
  const bool full = cause == ENOSPC || cause == EDQUOT || cause == EFBIG;
  switch (code & 0xff) {
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return LockedError(message);
    case SQLITE_IOERR:
      if (full) return absl::ResourceExhaustedError(message);
      if (code == SQLITE_IOERR_SHORT_READ) return absl::DataLossError(message);
      return absl::UnavailableError(message);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
    case SQLITE_PROTOCOL:
      return absl::UnavailableError(message);
    default:
      return absl::InternalError(absl::StrCat(message, ": ", sqlite3_errmsg(connection_.get())));
  }
}

SqliteTransaction::~SqliteTransaction() {
  // After some errors SQLite has rolled back by itself; then this one fails, and nothing is lost.
  if (open_) connection_.Execute("ROLLBACK").IgnoreError();
}

absl::Status SqliteTransaction::Begin() {
  absl::Status status = connection_.Execute("BEGIN IMMEDIATE");
  open_ = status.ok();
  return status;
}

absl::Status SqliteTransaction::Commit() {
  absl::Status status = connection_.Execute("COMMIT");
  if (status.ok()) open_ = false;
  return status;
}

}  // namespace credence::server
