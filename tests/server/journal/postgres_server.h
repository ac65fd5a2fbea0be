// A real PostgreSQL server of the test's own: in a temporary folder, on a Unix socket, gone with
// the test.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/server/journal/support.h"

namespace credence::server::testing {

class PostgresServer {
 public:
  // Nullptr where this machine has no PostgreSQL; then `why` says what is missing. Looks in
  // $CREDENCE_POSTGRES_BIN, /usr/lib/postgresql, and where script/bootstrap --test-tools puts it.
  static std::unique_ptr<PostgresServer> Start(std::string& why);
  // One server for the whole test program.
  static PostgresServer* Shared(std::string& why);
  ~PostgresServer();

  // The address of a new, empty database.
  std::string NewDatabase();
  // One more statement on a database; its first value as text. Fails the test where it fails.
  std::string Run(const std::string& address, const std::string& sql) const;

  // Immediate shutdown: connections break, nothing is flushed. Resume recovers from the log.
  void Crash();
  bool Resume();

  // Stops every process of the server that serves this database, as a machine that hangs does:
  // connections stand, nothing is answered. Thaw lets them go on.
  void Freeze(const std::string& address);
  void Thaw();

 private:
  PostgresServer() = default;
  std::string Address(const std::string& database) const;

  TemporaryFolder folder_;
  std::string bin_;
  pid_t process_ = 0;
  std::vector<pid_t> frozen_;
  int databases_ = 0;
};

}  // namespace credence::server::testing
