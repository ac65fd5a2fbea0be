// kill -9 at random moments under load: no outcome that was acknowledged is lost, none is counted
// twice.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <set>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/journal/open.h"
#include "tests/server/journal/postgres_server.h"
#include "tests/server/journal/support.h"

namespace credence::server {
namespace {

constexpr int kKills = 200;

// A running journal_load; its standard output.
class Client {
 public:
  Client(const std::string& address, unsigned run) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    const std::string number = absl::StrCat(run);
    process_ = fork();
    if (process_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      dup2(ends[1], STDOUT_FILENO);
      execl(CREDENCE_JOURNAL_LOAD, CREDENCE_JOURNAL_LOAD, address.c_str(), number.c_str(),
            static_cast<char*>(nullptr));
      _exit(127);
    }
    close(ends[1]);
    output_ = ends[0];
  }
  ~Client() {
    Kill();
    close(output_);
  }

  // Takes in what it prints until there are this many lines, it ends, or a time has passed.
  void Watch(size_t lines, absl::Duration at_most) {
    const absl::Time end = absl::Now() + at_most;
    while (lines_ < lines) {
      const int64_t left = absl::ToInt64Milliseconds(end - absl::Now());
      pollfd ready = {output_, POLLIN, 0};
      if (left <= 0 || poll(&ready, 1, static_cast<int>(left)) <= 0 || !ReadSome()) return;
    }
  }
  void Kill() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    process_ = 0;
    while (ReadSome()) {
    }
  }
  // Every whole line; after Kill.
  std::vector<std::string> Lines() const {
    std::vector<std::string> lines = absl::StrSplit(text_, '\n');
    lines.pop_back();
    return lines;
  }

 private:
  bool ReadSome() {
    char buffer[65536];
    const ssize_t got = read(output_, buffer, sizeof(buffer));
    if (got <= 0) return false;
    text_.append(buffer, static_cast<size_t>(got));
    lines_ += std::count(buffer, buffer + got, '\n');
    return true;
  }

  pid_t process_ = 0;
  int output_ = -1;
  std::string text_;
  size_t lines_ = 0;
};

// What clients were told, over all runs, held against what the journal has.
class Ledger {
 public:
  void Take(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      const std::vector<std::string> words = absl::StrSplit(line, ' ');
      if (words[0] == "failed") {
        ++failed_;
        continue;
      }
      ASSERT_EQ(words.size(), 3u) << line;
      ASSERT_NE(words[0], "refused") << line;
      told_.insert(words[1]);
      ++acknowledged_;
      if (words[0] == "counted") {
        // The heart of it: nobody is told twice that the same outcome was counted.
        EXPECT_TRUE(counted_.insert(words[1]).second) << words[1] << " was counted twice";
      }
    }
  }

  // Reads what is new since the last check.
  void Check(Journal& journal) {
    const auto pairs = journal.Read({.model = "m", .version = 1, .after_sequence = last_});
    ASSERT_TRUE(pairs.ok()) << pairs.status();
    for (const JournalPair& pair : *pairs) {
      ASSERT_GT(pair.sequence, last_) << "a sequence came twice";
      last_ = pair.sequence;
      const std::string& id = pair.prediction.prediction_id;
      seen_.insert(id);
      // Labels of these ids are never corrected.
      if (id[0] == 'c') continue;
      ASSERT_EQ(pair.label, 1) << id;
      ASSERT_EQ(pair.corrections, 0) << id;
    }
    for (const std::string& id : told_) {
      ASSERT_TRUE(seen_.contains(id)) << id << " was acknowledged and is lost";
    }
    told_.clear();
  }

  void CheckAll(Journal& journal) {
    // The server may still be ending the transaction of a client that was killed.
    const auto before = journal.Count("m", 1, absl::InfinitePast());
    const auto pairs = journal.Read({.model = "m", .version = 1});
    const auto after = journal.Count("m", 1, absl::InfinitePast());
    ASSERT_TRUE(before.ok() && pairs.ok() && after.ok()) << pairs.status();
    absl::flat_hash_set<std::string> ids;
    std::set<int64_t> sequences, first_sequences;
    for (const JournalPair& pair : *pairs) {
      ASSERT_TRUE(ids.insert(pair.prediction.prediction_id).second);
      ASSERT_TRUE(sequences.insert(pair.sequence).second);
      ASSERT_TRUE(first_sequences.insert(pair.first_sequence).second);
    }
    for (const std::string& id : seen_) ASSERT_TRUE(ids.contains(id)) << id;
    EXPECT_GE(std::ssize(ids), before->with_outcome);
    EXPECT_LE(std::ssize(ids), after->with_outcome);
    EXPECT_GE(after->predictions, after->with_outcome);
  }

  int64_t acknowledged() const { return acknowledged_; }
  int64_t failed() const { return failed_; }
  size_t pairs() const { return seen_.size(); }

 private:
  int64_t last_ = 0, acknowledged_ = 0, failed_ = 0;
  absl::flat_hash_set<std::string> told_;  // since the last check
  absl::flat_hash_set<std::string> counted_, seen_;
};

// Kills one client after a random number of acknowledgements and a random further moment.
void RunAndKill(const std::string& address, int run, std::mt19937& random, Ledger& ledger) {
  Client client(address, static_cast<unsigned>(run));
  client.Watch(random() % 200, absl::Seconds(20));
  client.Watch(SIZE_MAX, absl::Milliseconds(random() % 8));
  client.Kill();
  ledger.Take(client.Lines());
}

void Open(const std::string& address, std::unique_ptr<Journal>& journal) {
  auto opened = OpenJournal(address);
  ASSERT_TRUE(opened.ok()) << opened.status();
  journal = *std::move(opened);
}

TEST(JournalCrashTest, SqliteLosesNothingThatWasAcknowledged) {
  testing::TemporaryFolder folder;
  const std::string address = "sqlite:" + folder.path() + "/journal.db";
  std::mt19937 random(1);
  Ledger ledger;
  std::unique_ptr<Journal> journal;
  for (int run = 0; run < kKills; ++run) {
    RunAndKill(address, run, random, ledger);
    ASSERT_NO_FATAL_FAILURE(Open(address, journal)) << "run " << run;
    ASSERT_NO_FATAL_FAILURE(ledger.Check(*journal)) << "run " << run;
    journal.reset();
    ASSERT_FALSE(HasFailure()) << "run " << run;
  }
  ASSERT_NO_FATAL_FAILURE(Open(address, journal));
  ASSERT_NO_FATAL_FAILURE(ledger.CheckAll(*journal));
  EXPECT_EQ(ledger.failed(), 0);
  EXPECT_GT(ledger.acknowledged(), kKills * 20) << "too little load to prove anything";
  std::printf("%d kills, %ld acknowledgements, %zu pairs\n", kKills, ledger.acknowledged(),
              ledger.pairs());
}

// Two replicas at a time; one is killed, the other too a moment later.
TEST(JournalCrashTest, PostgresLosesNothingThatWasAcknowledged) {
  std::string why;
  testing::PostgresServer* server = testing::PostgresServer::Shared(why);
  if (server == nullptr) GTEST_SKIP() << "SKIPPED: " << why;
  const std::string address = server->NewDatabase();
  std::mt19937 random(2);
  Ledger ledger;
  std::unique_ptr<Journal> journal;
  ASSERT_NO_FATAL_FAILURE(Open(address, journal));
  for (int run = 0; run < kKills / 2; ++run) {
    {
      Client other(address, static_cast<unsigned>(1000 + run));
      RunAndKill(address, run, random, ledger);
      other.Watch(random() % 50, absl::Seconds(20));
      other.Kill();
      ledger.Take(other.Lines());
    }
    ASSERT_NO_FATAL_FAILURE(ledger.Check(*journal)) << "run " << run;
    ASSERT_FALSE(HasFailure()) << "run " << run;
  }
  ASSERT_NO_FATAL_FAILURE(ledger.CheckAll(*journal));
  EXPECT_EQ(ledger.failed(), 0);
  EXPECT_GT(ledger.acknowledged(), kKills * 20) << "too little load to prove anything";
  std::printf("%d kills, %ld acknowledgements, %zu pairs\n", kKills, ledger.acknowledged(),
              ledger.pairs());
}

// The server itself goes down under load; clients that live on get errors, then go on.
TEST(JournalCrashTest, PostgresItselfMayCrash) {
  std::string why;
  testing::PostgresServer* server = testing::PostgresServer::Shared(why);
  if (server == nullptr) GTEST_SKIP() << "SKIPPED: " << why;
  const std::string address = server->NewDatabase();
  std::mt19937 random(3);
  Ledger ledger;
  for (int run = 0; run < 5; ++run) {
    Client client(address, static_cast<unsigned>(run));
    client.Watch(100 + random() % 400, absl::Seconds(20));
    client.Watch(SIZE_MAX, absl::Milliseconds(random() % 8));
    server->Crash();
    ASSERT_TRUE(server->Resume());
    client.Kill();
    ledger.Take(client.Lines());
    std::unique_ptr<Journal> journal;
    ASSERT_NO_FATAL_FAILURE(Open(address, journal)) << "run " << run;
    ASSERT_NO_FATAL_FAILURE(ledger.Check(*journal)) << "run " << run;
    ASSERT_NO_FATAL_FAILURE(ledger.CheckAll(*journal)) << "run " << run;
  }
  EXPECT_GT(ledger.acknowledged(), 500);
}

}  // namespace
}  // namespace credence::server
