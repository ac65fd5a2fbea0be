// One connection to a SQLite file, and its prepared statements; errors as Journal has them.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace credence::server {

class SqliteConnection;

// A prepared statement. Bind all its parameters (from 1), Step until false, Reset. Text and bytes
// stay the caller's and must outlive the step.
class SqliteStatement {
 public:
  SqliteStatement() = default;

  void Bind(int parameter, int64_t value);
  void BindText(int parameter, absl::string_view value);
  void BindBytes(int parameter, absl::string_view value);
  // True: a row is there. Resets itself after an error.
  absl::StatusOr<bool> Step();
  // For statements without rows.
  absl::Status Run();
  void Reset();

  // Of the current row; views are valid until the next step. Columns from 0.
  int64_t Integer(int column) const;
  absl::string_view Bytes(int column) const;  // of text too
  std::string Text(int column) const { return std::string(Bytes(column)); }

 private:
  friend class SqliteConnection;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  const SqliteConnection* connection_ = nullptr;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// Not thread-safe.
class SqliteConnection {
 public:
  // flags: SQLITE_OPEN_*. Another connection's lock is waited for as long as busy.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& file, int flags,
                                                                absl::Duration busy);

  // Statements without parameters whose rows do not matter.
  absl::Status Execute(const std::string& sql);
  // The first column of the first row; 0 where there is no row.
  absl::StatusOr<int64_t> Integer(const std::string& sql);
  absl::StatusOr<std::string> Text(const std::string& sql);
  absl::StatusOr<SqliteStatement> Prepare(absl::string_view sql);

  // Rows that the last statement changed.
  int64_t changes() const { return sqlite3_changes64(connection_.get()); }
  int64_t last_row() const { return sqlite3_last_insert_rowid(connection_.get()); }
  // Whether the path no longer leads to the file that is open.
  bool Moved() const;

  // The error of the last call.
  absl::Status Error(int code) const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  std::string file_;
  std::unique_ptr<sqlite3, Close> connection_;
};

// BEGIN IMMEDIATE ... COMMIT; rolls back where it is destroyed before Commit was OK.
class SqliteTransaction {
 public:
  explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}
  ~SqliteTransaction();
  absl::Status Begin();
  absl::Status Commit();

 private:
  SqliteConnection& connection_;
  bool open_ = false;
};

}  // namespace credence::server
