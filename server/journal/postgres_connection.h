// One connection to a PostgreSQL server; parameters and rows travel in binary. Errors as Journal
// has them; their messages name the server and the database, never a value or a password.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace credence::server {

// $1, $2, ... in the order of the calls. Integers are bigint, whatever the column.
class PostgresParameters {
 public:
  PostgresParameters& Integer(int64_t value);
  PostgresParameters& Text(absl::string_view value);
  PostgresParameters& Integers(std::span<const int64_t> values);   // bigint[]
  PostgresParameters& Bytes(std::span<const std::string> values);  // bytea[]
  PostgresParameters& Texts(std::span<const std::string> values);  // text[]

 private:
  friend class PostgresConnection;
  void Add(unsigned type, std::string value);
  std::vector<unsigned> types_;
  std::vector<std::string> values_;
};

class PostgresResult {
 public:
  explicit PostgresResult(PGresult* result) : result_(result) {}
  int rows() const { return PQntuples(result_.get()); }
  int64_t Integer(int row, int column) const;  // of any integer type, or boolean; 0 for NULL
  absl::string_view Bytes(int row, int column) const;
  std::string Text(int row, int column) const { return std::string(Bytes(row, column)); }
  // Rows that were inserted, updated or deleted.
  int64_t changed() const;

 private:
  friend class PostgresConnection;
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  std::unique_ptr<PGresult, Clear> result_;
};

// Longer than any statement here takes on a server that works, and than the locks it waits for
// (2 s); shorter than the time an orchestrator gives a server to stop.
inline constexpr absl::Duration kPostgresPatience = absl::Seconds(10);

// Not thread-safe.
class PostgresConnection {
 public:
  // address: anything that libpq takes, e.g. postgresql://user@host/database. patience: of a server
  // that takes and sends nothing for this long nothing more is expected: Unavailable, and broken.
  // Whether a statement that was under way takes effect is then unknown.
  static absl::StatusOr<std::unique_ptr<PostgresConnection>> Connect(
      const std::string& address, absl::Duration patience = kPostgresPatience);

  // One or more statements without parameters; the last one's rows.
  absl::StatusOr<PostgresResult> Execute(const std::string& sql);
  absl::StatusOr<PostgresResult> Execute(const std::string& sql, const PostgresParameters& with);
  // Row by row, so that a large answer is not held twice. Ends early where `each` fails.
  absl::Status Stream(const std::string& sql, const PostgresParameters& with,
                      absl::FunctionRef<absl::Status(const PostgresResult&)> each);

  // True: the server went away, or has become a standby; connect again.
  bool broken() const { return broken_; }
  // True: it is broken because the server was silent.
  bool silent() const { return silent_; }

 private:
  struct Close {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  bool Send(const std::string& sql, const PostgresParameters& with);
  bool Flush();
  bool Wait(short events);
  PostgresResult Next();
  absl::StatusOr<PostgresResult> Last();
  absl::Status Check(const PGresult* result);

  std::string name_;
  absl::Duration patience_;
  bool broken_ = false;
  bool silent_ = false;
  std::unique_ptr<PGconn, Close> connection_;
};

// BEGIN ... COMMIT; rolls back where it is destroyed before Commit was OK.
class PostgresTransaction {
 public:
  explicit PostgresTransaction(PostgresConnection& connection) : connection_(connection) {}
  ~PostgresTransaction();
  // `first` runs in the same round trip; its rows are the answer.
  absl::StatusOr<PostgresResult> Begin(const std::string& first = "SELECT 1");
  absl::Status Commit();

 private:
  PostgresConnection& connection_;
  bool open_ = false;
};

}  // namespace credence::server
