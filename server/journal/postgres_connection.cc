#include "server/journal/postgres_connection.h"

#include <poll.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/journal/health.h"

namespace credence::server {
namespace {

// Types by PostgreSQL's catalogue; they never change.
constexpr unsigned kBytea = 17, kInt8 = 20, kText = 25;
constexpr unsigned kByteaArray = 1001, kTextArray = 1009, kInt8Array = 1016;

template <typename T>
void AppendBigEndian(std::string& out, T value) {
  for (int shift = 8 * (sizeof(T) - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(static_cast<uint64_t>(value) >> shift));
  }
}

// One dimension from 1, no NULLs.
std::string ArrayHeader(unsigned element, size_t count) {
  std::string out;
  if (count == 0) {
    for (const uint32_t word : {0u, 0u, element}) AppendBigEndian(out, word);
    return out;
  }
  for (const uint32_t word : {1u, 0u, element, static_cast<uint32_t>(count), 1u}) {
    AppendBigEndian(out, word);
  }
  return out;
}

std::string BytesArray(unsigned element, std::span<const std::string> values) {
  std::string out = ArrayHeader(element, values.size());
  for (const std::string& value : values) {
    AppendBigEndian(out, static_cast<uint32_t>(value.size()));
    out.append(value);
  }
  return out;
}

// Host and database, without user and password.
std::string NameOf(const std::string& address) {
  std::string host, database;
  PQconninfoOption* options = PQconninfoParse(address.c_str(), nullptr);
  for (const PQconninfoOption* o = options; o != nullptr && o->keyword != nullptr; ++o) {
    if (o->val == nullptr) continue;
    if (std::strcmp(o->keyword, "host") == 0) host = o->val;
    if (std::strcmp(o->keyword, "dbname") == 0) database = o->val;
  }
  PQconninfoFree(options);
  return absl::StrCat("journal PostgreSQL ", host, "/", database);
}

absl::Status ErrorOf(absl::string_view state, const std::string& message) {
  const absl::string_view kind = state.substr(0, 2);
  if (state == "53100") return absl::ResourceExhaustedError(message);  // disk full
  if (state == "XX001" || state == "XX002") return absl::DataLossError(message);
  // Lock timeout, statement cancelled, deadlock, serialization.
  if (state == "55P03" || state == "57014" || kind == "40") return LockedError(message);
  for (const absl::string_view down : {"", "08", "25", "28", "3D", "53", "57", "58"}) {
    if (kind == down) return absl::UnavailableError(message);
  }
  return absl::InternalError(message);
}

}  // namespace

void PostgresParameters::Add(unsigned type, std::string value) {
  types_.push_back(type);
  values_.push_back(std::move(value));
}

PostgresParameters& PostgresParameters::Integer(int64_t value) {
  std::string out;
  AppendBigEndian(out, value);
  Add(kInt8, std::move(out));
  return *this;
}

PostgresParameters& PostgresParameters::Text(absl::string_view value) {
  Add(kText, std::string(value));
  return *this;
}

PostgresParameters& PostgresParameters::Integers(std::span<const int64_t> values) {
  std::string out = ArrayHeader(kInt8, values.size());
  for (const int64_t value : values) {
    AppendBigEndian(out, uint32_t{8});
    AppendBigEndian(out, value);
  }
  Add(kInt8Array, std::move(out));
  return *this;
}

PostgresParameters& PostgresParameters::Bytes(std::span<const std::string> values) {
  Add(kByteaArray, BytesArray(kBytea, values));
  return *this;
}

PostgresParameters& PostgresParameters::Texts(std::span<const std::string> values) {
  Add(kTextArray, BytesArray(kText, values));
  return *this;
}

int64_t PostgresResult::Integer(int row, int column) const {
  const absl::string_view bytes = Bytes(row, column);
  if (PQfformat(result_.get(), column) == 0) {
    int64_t value = 0;
    return absl::SimpleAtoi(bytes, &value) ? value : 0;
  }
  uint64_t value = !bytes.empty() && (bytes[0] & 0x80) != 0 ? ~uint64_t{0} : 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return static_cast<int64_t>(value);
}

absl::string_view PostgresResult::Bytes(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<size_t>(PQgetlength(result_.get(), row, column))};
}

int64_t PostgresResult::changed() const {
  int64_t value = 0;
  return absl::SimpleAtoi(PQcmdTuples(result_.get()), &value) ? value : 0;
}

absl::StatusOr<std::unique_ptr<PostgresConnection>> PostgresConnection::Connect(
    const std::string& address, absl::Duration patience) {
  auto connection = std::make_unique<PostgresConnection>();
  connection->patience_ = patience;
  connection->name_ = NameOf(address);
  // What the address says wins over what stands before it. A network that swallows packets is
  // noticed in seconds.
  const char* keys[] = {"connect_timeout",
                        "fallback_application_name",
                        "tcp_user_timeout",
                        "keepalives_idle",
                        "keepalives_interval",
                        "dbname",
                        nullptr};
  const char* values[] = {"3", "credence", "5000", "5", "5", address.c_str(), nullptr};
  connection->connection_.reset(PQconnectdbParams(keys, values, /*expand_dbname=*/1));
  PGconn* raw = connection->connection_.get();
  if (PQstatus(raw) != CONNECTION_OK) {
    return absl::UnavailableError(absl::StrCat(
        connection->name_, ": cannot connect: ", absl::StripAsciiWhitespace(PQerrorMessage(raw))));
  }
  PQsetnonblocking(raw, 1);
  PQsetNoticeProcessor(
      raw, [](void*, const char*) {}, nullptr);
  // Durable at commit even where the database's default is weaker; a stopped replica must not hold
  // the others up; statements here always go by an index, with or without statistics.
  const auto settings = connection->Execute(
      "SELECT set_config('synchronous_commit', 'on', false) "
      "WHERE current_setting('synchronous_commit') = 'off';"
      "SET lock_timeout = '2s'; SET idle_in_transaction_session_timeout = '30s';"
      "SET jit = off; SET enable_seqscan = off; SET enable_hashjoin = off;"
      "SET enable_mergejoin = off; SET search_path = pg_catalog");
  if (!settings.ok()) return settings.status();
  return connection;
}

absl::StatusOr<PostgresResult> PostgresConnection::Execute(const std::string& sql) {
  if (PQsendQuery(connection_.get(), sql.c_str()) != 1 || !Flush()) return Check(nullptr);
  return Last();
}

absl::StatusOr<PostgresResult> PostgresConnection::Execute(const std::string& sql,
                                                           const PostgresParameters& with) {
  if (!Send(sql, with) || !Flush()) return Check(nullptr);
  return Last();
}

absl::Status PostgresConnection::Stream(
    const std::string& sql, const PostgresParameters& with,
    absl::FunctionRef<absl::Status(const PostgresResult&)> each) {
  if (!Send(sql, with)) return Check(nullptr);
  PQsetSingleRowMode(connection_.get());
  if (!Flush()) return Check(nullptr);
  absl::Status status;
  for (PostgresResult row = Next(); row.result_ != nullptr; row = Next()) {
    if (!status.ok()) continue;  // the rest must be taken in all the same
    status = Check(row.result_.get());
    if (status.ok() && row.rows() > 0) status = each(row);
  }
  return status.ok() && silent_ ? Check(nullptr) : status;
}

absl::StatusOr<PostgresResult> PostgresConnection::Last() {
  PostgresResult last(nullptr);
  absl::Status status;
  for (PostgresResult next = Next(); next.result_ != nullptr; next = Next()) {
    if (status.ok()) status = Check(next.result_.get());
    last = std::move(next);
  }
  if (!status.ok()) return status;
  if (last.result_ == nullptr || silent_) return Check(nullptr);
  return last;
}

// Empty after the last one, and where the server is silent.
PostgresResult PostgresConnection::Next() {
  PGconn* raw = connection_.get();
  while (PQisBusy(raw) == 1) {
    if (!Wait(POLLIN)) return PostgresResult(nullptr);
    if (PQconsumeInput(raw) != 1) break;  // then the result is libpq's error
  }
  return PostgresResult(PQgetResult(raw));
}

// A server may answer before it has taken everything: its answer must be read for it to go on.
bool PostgresConnection::Flush() {
  PGconn* raw = connection_.get();
  int left = PQflush(raw);
  while (left == 1) {
    if (!Wait(POLLIN | POLLOUT)) return false;
    if (PQconsumeInput(raw) != 1) return false;
    left = PQflush(raw);
  }
  return left == 0;
}

// Until the socket is ready; false, and silent: it was not for all of patience.
bool PostgresConnection::Wait(short events) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + absl::ToChronoNanoseconds(patience_);
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    pollfd socket{PQsocket(connection_.get()), events, 0};
    const int ready = poll(&socket, 1, std::max<int>(0, static_cast<int>(left.count())));
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;  // an error is libpq's to tell
    if (ready == 0) break;
  }
  silent_ = broken_ = true;
  return false;
}

bool PostgresConnection::Send(const std::string& sql, const PostgresParameters& with) {
  const size_t count = with.values_.size();
  std::vector<const char*> values(count);
  std::vector<int> lengths(count), formats(count, 1);
  for (size_t i = 0; i < count; ++i) {
    values[i] = with.values_[i].data();
    lengths[i] = static_cast<int>(with.values_[i].size());
  }
  return PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(count),
                           with.types_.data(), values.data(), lengths.data(), formats.data(),
                           /*resultFormat=*/1) == 1;
}

absl::Status PostgresConnection::Check(const PGresult* result) {
  if (silent_) {
    return absl::UnavailableError(
        absl::StrCat(name_, ": no answer for ", absl::FormatDuration(patience_)));
  }
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_SINGLE_TUPLE:
      return absl::OkStatus();
    default:
      break;
  }
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  // The detail would hold the values of a row: only the primary message is repeated.
  const char* text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string code = state == nullptr ? "" : state;
  // An error without a code is libpq's own: of the connection.
  const bool gone = PQstatus(connection_.get()) == CONNECTION_BAD || code.empty();
  broken_ = broken_ || gone || absl::StartsWith(code, "57P") || code == "25006";
  std::string message = absl::StrCat(name_, ": ");
  if (text != nullptr) {
    absl::StrAppend(&message, text, " (SQLSTATE ", code, ")");
  } else {
    absl::StrAppend(&message, absl::StripAsciiWhitespace(PQerrorMessage(connection_.get())));
  }
  return ErrorOf(code, message);
}

PostgresTransaction::~PostgresTransaction() {
  if (open_ && !connection_.broken()) connection_.Execute("ROLLBACK").status().IgnoreError();
}

absl::StatusOr<PostgresResult> PostgresTransaction::Begin(const std::string& first) {
  // Open even where `first` fails: then BEGIN may have run.
  open_ = true;
  return connection_.Execute(absl::StrCat("BEGIN; ", first));
}

absl::Status PostgresTransaction::Commit() {
  // A transaction that failed before answers COMMIT with ROLLBACK; but then this is not called.
  absl::Status status = connection_.Execute("COMMIT").status();
  if (status.ok()) open_ = false;
  return status;
}

}  // namespace credence::server
