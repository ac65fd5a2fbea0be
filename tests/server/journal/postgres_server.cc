#include "tests/server/journal/postgres_server.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace credence::server::testing {
namespace {

namespace fs = std::filesystem;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string FindBin() {
  const std::string given = Environment("CREDENCE_POSTGRES_BIN");
  std::vector<std::string> places = {"/usr/lib/postgresql"};
  std::string cache = Environment("CREDENCE_CACHE");
  if (cache.empty() && !Environment("XDG_CACHE_HOME").empty()) {
    cache = Environment("XDG_CACHE_HOME") + "/credence";
  }
  if (cache.empty()) cache = Environment("HOME") + "/.cache/credence";
  places.push_back(cache + "/tools/postgresql/usr/lib/postgresql");
  std::vector<std::string> found;
  if (!given.empty()) found.push_back(given);
  for (const std::string& place : places) {
    std::error_code missing;
    for (const auto& version : fs::directory_iterator(place, missing)) {
      found.push_back(version.path().string() + "/bin");
    }
  }
  for (const std::string& bin : found) {
    if (fs::exists(bin + "/initdb") && fs::exists(bin + "/postgres")) return bin;
  }
  return "";
}

// PostgreSQL refuses to run as root: then as `postgres`, or as nobody.
std::pair<uid_t, gid_t> Owner() {
  const passwd* user = getpwnam("postgres");
  if (user == nullptr) return {65534, 65534};
  return {user->pw_uid, user->pw_gid};
}

std::vector<std::string> AsOwner() {
  if (geteuid() != 0) return {};
  const auto [uid, gid] = Owner();
  return {"setpriv",
          "--clear-groups",
          "--pdeathsig",
          "SIGQUIT",
          absl::StrCat("--reuid=", uid),
          absl::StrCat("--regid=", gid)};
}

// That user cannot look into root's own cache: then a copy.
std::string WithinReach(const std::string& bin, const std::string& folder) {
  if (geteuid() != 0 || bin.compare(0, 5, "/usr/") == 0) return bin;
  const fs::path root = fs::path(bin).parent_path().parent_path().parent_path().parent_path();
  std::error_code error;
  fs::copy(root, folder + "/usr", fs::copy_options::recursive | fs::copy_options::copy_symlinks,
           error);
  EXPECT_FALSE(error) << error.message();
  return folder + "/usr/" + fs::path(bin).lexically_relative(root).string();
}

void GiveAway(const std::string& folder) {
  if (geteuid() != 0) return;
  const auto [uid, gid] = Owner();
  EXPECT_EQ(chown(folder.c_str(), uid, gid), 0);
}

pid_t Spawn(const std::string& bin, const std::vector<std::string>& command,
            const std::string& log) {
  std::vector<std::string> words = AsOwner();
  words.insert(words.end(), command.begin(), command.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const std::string libraries = bin + "/../../../x86_64-linux-gnu";
  const pid_t process = fork();
  if (process != 0) return process;
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  dup2(file, 1);
  dup2(file, 2);
  setenv("LD_LIBRARY_PATH", libraries.c_str(), 1);
  if (chdir("/") != 0) _exit(127);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

std::string ReadAll(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

}  // namespace

std::unique_ptr<PostgresServer> PostgresServer::Start(std::string& why) {
  std::unique_ptr<PostgresServer> server(new PostgresServer);
  server->bin_ = FindBin();
  if (server->bin_.empty()) {
    why = "PostgreSQL's server is not installed; script/bootstrap --test-tools brings it";
    return nullptr;
  }
  const std::string folder = server->folder_.path(), log = folder + "/log";
  GiveAway(folder);
  server->bin_ = WithinReach(server->bin_, folder);
  const pid_t made = Spawn(server->bin_,
                           {server->bin_ + "/initdb", "-D", folder + "/data", "-U", "credence",
                            "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"},
                           log);
  int status = 0;
  waitpid(made, &status, 0);
  if (status != 0) {
    why = "initdb failed: " + ReadAll(log);
    return nullptr;
  }
  if (!server->Resume()) {
    why = "PostgreSQL did not start: " + ReadAll(log);
    return nullptr;
  }
  return server;
}

PostgresServer* PostgresServer::Shared(std::string& why) {
  static std::string reason;
  static const std::unique_ptr<PostgresServer> server = Start(reason);
  why = reason;
  return server.get();
}

PostgresServer::~PostgresServer() { Crash(); }

void PostgresServer::Crash() {
  if (process_ == 0) return;
  Thaw();
  kill(process_, SIGQUIT);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

bool PostgresServer::Resume() {
  const std::string folder = folder_.path();
  // Without fsync: what these tests kill are processes, and the pages of the kernel outlive those.
  process_ = Spawn(bin_,
                   {bin_ + "/postgres", "-D", folder + "/data", "-k", folder, "-c",
                    "listen_addresses=", "-c", "fsync=off"},
                   folder + "/log");
  // As long as a slow machine may need to recover.
  for (int i = 0; i < 3000; ++i) {
    if (PQping(Address("postgres").c_str()) == PQPING_OK) return true;
    if (waitpid(process_, nullptr, WNOHANG) != 0) break;
    absl::SleepFor(absl::Milliseconds(10));
  }
  Crash();
  return false;
}

void PostgresServer::Freeze(const std::string& address) {
  std::istringstream backends(
      Run(address,
          "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE datname = "
          "current_database() AND pid <> pg_backend_pid()"));
  frozen_.assign(std::istream_iterator<pid_t>(backends), {});
  frozen_.push_back(process_);
  for (const pid_t process : frozen_) kill(process, SIGSTOP);
}

void PostgresServer::Thaw() {
  for (const pid_t process : frozen_) kill(process, SIGCONT);
  frozen_.clear();
}

std::string PostgresServer::Address(const std::string& database) const {
  return absl::StrCat("postgresql://credence@/", database, "?host=", folder_.path());
}

std::string PostgresServer::NewDatabase() {
  const std::string name = absl::StrCat("test", ++databases_);
  Run(Address("postgres"), absl::StrCat("CREATE DATABASE ", name));
  return Address(name);
}

std::string PostgresServer::Run(const std::string& address, const std::string& sql) const {
  PGconn* connection = PQconnectdb(address.c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  EXPECT_TRUE(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
      << sql << ": " << PQerrorMessage(connection);
  std::string value;
  if (status == PGRES_TUPLES_OK && PQntuples(result) > 0) value = PQgetvalue(result, 0, 0);
  PQclear(result);
  PQfinish(connection);
  return value;
}

}  // namespace credence::server::testing
