// What only a server on the network can suffer.
#include "server/journal/postgres_journal.h"

#include <gmock/gmock.h>

#include <atomic>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "server/journal/health.h"
#include "server/journal/open.h"
#include "server/journal/postgres_schema.h"
#include "server/journal/writer.h"
#include "tests/server/journal/postgres_server.h"
#include "tests/server/journal/support.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;
using testing::MustRead;
using testing::MustWrite;
using ::testing::Not;
using testing::Outcome;
using testing::Prediction;
using ::testing::SizeIs;

// Of a server that is made silent; enough for any answer of one that is not.
constexpr absl::Duration kPatience = absl::Seconds(2);

class PostgresJournalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string why;
    server_ = testing::PostgresServer::Shared(why);
    if (server_ == nullptr) GTEST_SKIP() << "SKIPPED: " << why;
    address_ = server_->NewDatabase();
  }
  std::unique_ptr<Journal> MustOpen() {
    auto opened = OpenJournal(address_);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? *std::move(opened) : nullptr;
  }
  static absl::Status Write(Journal& journal, const std::string& id) {
    std::vector<OutcomeJoins> joins;
    const std::vector<JournalPrediction> predictions = {Prediction(id)};
    const std::vector<JournalOutcome> outcomes = {Outcome(id, 1)};
    return journal.Write(predictions, outcomes, absl::Hours(24), joins);
  }

  testing::PostgresServer* server_ = nullptr;
  std::string address_;
};

TEST_F(PostgresJournalTest, ReplicasCountAnOutcomeOnce) {
  constexpr int kReplicas = 3, kOutcomes = 300;
  std::atomic<int> counted = 0, duplicates = 0;
  {
    std::vector<std::jthread> replicas;
    for (int r = 0; r < kReplicas; ++r) {
      replicas.emplace_back([&, r] {
        auto journal = MustOpen();
        JournalWriter writer(*journal, {}, nullptr);
        for (int i = 0; i < kOutcomes; ++i) {
          // Each in an order of its own, with receipts.
          const std::string id = absl::StrCat((i * 7 * (r + 1)) % kOutcomes);
          JournalOutcome outcome = Outcome(id, 1);
          outcome.receipt = Prediction(id);
          writer.Add(Prediction(absl::StrCat((i * 11 * (r + 1)) % kOutcomes)));
          writer.Report({outcome}, [&](absl::StatusOr<std::vector<OutcomeJoins>> joins) {
            ASSERT_TRUE(joins.ok()) << joins.status();
            const OutcomeState state = (*joins)[0][0].state;
            if (state == OutcomeState::kCounted) ++counted;
            if (state == OutcomeState::kDuplicate) ++duplicates;
          });
        }
      });
    }
  }
  auto journal = MustOpen();
  const auto pairs = MustRead(*journal);
  EXPECT_EQ(counted, static_cast<int>(pairs.size()));
  EXPECT_EQ(counted + duplicates, kReplicas * kOutcomes);
  std::set<int64_t> sequences;
  for (const JournalPair& pair : pairs) sequences.insert(pair.sequence);
  EXPECT_EQ(sequences.size(), pairs.size());
}

TEST_F(PostgresJournalTest, AReaderNeverMissesALaterSequence) {
  // Two replicas write; a third follows by sequence, as a monitor does, and must see every pair.
  constexpr int kEach = 150;
  auto reader = MustOpen();
  std::vector<std::jthread> replicas;
  for (int r = 0; r < 2; ++r) {
    replicas.emplace_back([&, r] {
      auto journal = MustOpen();
      for (int i = 0; i < kEach; ++i) {
        ASSERT_TRUE(Write(*journal, absl::StrCat(r, "-", i)).ok());
      }
    });
  }
  std::set<std::string> seen;
  int64_t after = 0;
  bool finished = false;
  while (!finished) {
    if (seen.size() == 2 * kEach) finished = true;
    for (const JournalPair& pair :
         MustRead(*reader, {.model = "m", .version = 1, .after_sequence = after})) {
      ASSERT_EQ(pair.sequence, after + 1) << "a sequence was skipped, or comes later";
      after = pair.sequence;
      seen.insert(pair.prediction.prediction_id);
    }
    ASSERT_FALSE(HasFailure());
  }
}

TEST_F(PostgresJournalTest, AServerThatWentAwayIsUnavailableAndComesBack) {
  auto journal = MustOpen();
  ASSERT_TRUE(Write(*journal, "a").ok());
  server_->Crash();
  const absl::Status written = Write(*journal, "b");
  const auto read = journal->Read({.model = "m", .version = 1});
  const absl::Status opened = OpenJournal(address_).status();
  ASSERT_TRUE(server_->Resume());
  EXPECT_EQ(written.code(), absl::StatusCode::kUnavailable) << written;
  EXPECT_EQ(HealthOf(written), JournalHealth::kDown);
  EXPECT_EQ(read.status().code(), absl::StatusCode::kUnavailable) << read.status();
  EXPECT_EQ(opened.code(), absl::StatusCode::kUnavailable) << opened;
  EXPECT_TRUE(Write(*journal, "c").ok());
  EXPECT_THAT(MustRead(*journal), SizeIs(2));
}

TEST_F(PostgresJournalTest, ARestartBetweenCallsIsNotNoticed) {
  auto journal = MustOpen();
  ASSERT_TRUE(Write(*journal, "a").ok());
  ASSERT_THAT(MustRead(*journal), SizeIs(1));
  server_->Crash();
  ASSERT_TRUE(server_->Resume());
  EXPECT_TRUE(Write(*journal, "b").ok());
  EXPECT_THAT(MustRead(*journal), SizeIs(2));
}

TEST_F(PostgresJournalTest, ASilentConnectionIsGivenUp) {
  const std::string forever = "SELECT pg_sleep(3600)";
  for (const std::string way : {"plain", "with parameters", "row by row"}) {
    auto connection = PostgresConnection::Connect(address_, kPatience);
    ASSERT_TRUE(connection.ok()) << connection.status();
    absl::Status status;
    if (way == "plain") status = (*connection)->Execute(forever).status();
    if (way == "with parameters") status = (*connection)->Execute(forever, {}).status();
    if (way == "row by row") {
      status = (*connection)->Stream(forever, {}, [](const auto&) { return absl::OkStatus(); });
    }
    EXPECT_EQ(HealthOf(status), JournalHealth::kDown) << way << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("no answer for")) << way;
    EXPECT_TRUE((*connection)->broken()) << way;
    EXPECT_EQ((*connection)->Execute("SELECT 1").status().code(), absl::StatusCode::kUnavailable);
  }
}

TEST_F(PostgresJournalTest, AServerThatTakesNothingIsGivenUp) {
  auto connection = PostgresConnection::Connect(address_, kPatience);
  ASSERT_TRUE(connection.ok()) << connection.status();
  PostgresParameters more;  // than the buffers of a socket hold
  more.Text(std::string(64 << 20, 'x'));
  server_->Freeze(address_);
  const absl::Status status = (*connection)->Execute("SELECT length($1)", more).status();
  server_->Thaw();
  EXPECT_EQ(HealthOf(status), JournalHealth::kDown) << status;
  connection = PostgresConnection::Connect(address_);
  ASSERT_TRUE(connection.ok()) << connection.status();
  const auto length = (*connection)->Execute("SELECT length($1)", more);
  ASSERT_TRUE(length.ok()) << length.status();
  EXPECT_EQ(length->Integer(0, 0), 64 << 20);
}

TEST_F(PostgresJournalTest, AServerThatHangsIsDownAndComesBack) {
  auto journal = PostgresJournal::Open(address_, kPatience);
  ASSERT_TRUE(journal.ok()) << journal.status();
  ASSERT_TRUE(Write(**journal, "a").ok());
  ASSERT_THAT(MustRead(**journal), SizeIs(1));
  server_->Freeze(address_);
  const auto read = (*journal)->Read({.model = "m", .version = 1});
  JournalHealth health = JournalHealth::kOk;
  std::atomic<int> answered = 0;
  {
    JournalWriter writer(**journal, {}, [&](const WriterState& state) { health = state.health; });
    writer.Add(Prediction("b"));
    writer.Report({Outcome("b", 1)}, [&](const auto& result) {
      EXPECT_EQ(HealthOf(result.status()), JournalHealth::kDown) << result.status();
      ++answered;
    });
  }
  server_->Thaw();
  EXPECT_EQ(read.status().code(), absl::StatusCode::kUnavailable) << read.status();
  EXPECT_EQ(health, JournalHealth::kDown);
  EXPECT_EQ(answered, 1);
  EXPECT_TRUE(Write(**journal, "c").ok());
  EXPECT_THAT(MustRead(**journal), SizeIs(2));
}

TEST_F(PostgresJournalTest, ACommitWithoutAnAnswerIsUnavailableAndItsRepeatADuplicate) {
  // More than a lock is waited for.
  auto journal = PostgresJournal::Open(address_, 2 * kPatience);
  ASSERT_TRUE(journal.ok()) << journal.status();
  ASSERT_TRUE(Write(**journal, "first").ok());
  // A replica that is not there is waited for at every commit, once the setting has arrived.
  server_->Run(address_, "ALTER SYSTEM SET synchronous_standby_names = 'gone'");
  server_->Run(address_, "SELECT pg_reload_conf()");
  int last = 0;
  absl::Status status;
  for (; status.ok() && last < 10000; ++last) status = Write(**journal, absl::StrCat(last));
  const absl::Status locked = Write(**journal, "next");
  server_->Run(address_, "ALTER SYSTEM RESET synchronous_standby_names");
  server_->Run(address_, "SELECT pg_reload_conf()");
  EXPECT_EQ(HealthOf(status), JournalHealth::kDown) << status;
  EXPECT_EQ(HealthOf(locked), JournalHealth::kLocked) << "the transaction is not over: " << locked;
  do {
    status = Write(**journal, "after");
  } while (HealthOf(status) == JournalHealth::kLocked);
  EXPECT_TRUE(status.ok()) << status;
  const auto again = MustWrite(**journal, {}, {Outcome(absl::StrCat(last - 1), 1)});
  EXPECT_EQ(again[0][0].state, OutcomeState::kDuplicate);
}

TEST_F(PostgresJournalTest, AnotherProcesssLockIsLocked) {
  auto journal = MustOpen();
  ASSERT_TRUE(Write(*journal, "a").ok());
  PGconn* other = PQconnectdb(address_.c_str());
  PQclear(PQexec(other, "BEGIN; LOCK TABLE credence.journal IN ACCESS EXCLUSIVE MODE"));
  const absl::Status status = Write(*journal, "b");
  PQfinish(other);
  EXPECT_EQ(HealthOf(status), JournalHealth::kLocked) << status;
  EXPECT_TRUE(Write(*journal, "b").ok());
}

TEST_F(PostgresJournalTest, AnAccountThatIsGoneIsUnavailableWithoutItsPassword) {
  const size_t at = address_.find("credence@");
  std::string wrong = address_;
  wrong.replace(at, 9, "nobody:hush@");
  const absl::Status status = OpenJournal(wrong).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("hush")));
}

TEST_F(PostgresJournalTest, ADatabaseOfVersion1IsMigrated) {
  server_->Run(address_, "CREATE SCHEMA credence");
  server_->Run(address_, PostgresMigrations()[0]);
  server_->Run(address_, "INSERT INTO credence.models (model, version) VALUES ('m', 1)");
  server_->Run(address_,
               "INSERT INTO credence.predictions (predicted_at, model_id, deferred, prediction_id, "
               "figures, cohort) VALUES (1767225600000000, 1, true, 'a', "
               "'\\x000000000000f03f000000000000d03f000000000000e83f"
               "00000000000000400000000000000840', 'x')");
  auto journal = MustOpen();
  ASSERT_NE(journal, nullptr);
  EXPECT_EQ(MustWrite(*journal, {}, {Outcome("a", 1)})[0][0].state, OutcomeState::kCounted);
  EXPECT_EQ(MustRead(*journal).at(0).prediction.cohort, "x");
  EXPECT_TRUE(journal->SaveState("alarm", 1, "text").ok());
  EXPECT_EQ(server_->Run(address_, "SELECT schema_version FROM credence.journal"), "2");
}

TEST_F(PostgresJournalTest, ANewerSchemaIsRefusedAndLeftAlone) {
  MustOpen();
  server_->Run(address_, "UPDATE credence.journal SET schema_version = 99");
  const absl::Status status = OpenJournal(address_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("version 99"));
  EXPECT_EQ(server_->Run(address_, "SELECT schema_version FROM credence.journal"), "99");
}

TEST_F(PostgresJournalTest, ReplicasThatStartTogetherMigrateOnce) {
  std::vector<std::jthread> replicas;
  for (int r = 0; r < 4; ++r) {
    replicas.emplace_back([this] { EXPECT_NE(MustOpen(), nullptr); });
  }
  replicas.clear();
  EXPECT_EQ(server_->Run(address_, "SELECT count(*) FROM credence.journal"), "1");
}

TEST_F(PostgresJournalTest, IsDurableWhereTheDatabasesDefaultIsNot) {
  const std::string database = server_->Run(address_, "SELECT current_database()");
  server_->Run(address_, "ALTER DATABASE " + database + " SET synchronous_commit = off");
  auto connection = PostgresConnection::Connect(address_);
  ASSERT_TRUE(connection.ok()) << connection.status();
  const auto setting = (*connection)->Execute("SELECT current_setting('synchronous_commit')");
  ASSERT_TRUE(setting.ok()) << setting.status();
  EXPECT_EQ(setting->Text(0, 0), "on");
}

TEST_F(PostgresJournalTest, ADamagedRowIsDataLoss) {
  auto journal = MustOpen();
  ASSERT_TRUE(Write(*journal, "a").ok());
  server_->Run(address_, "UPDATE credence.predictions SET figures = 'xyz'");
  const auto read = journal->Read({.model = "m", .version = 1});
  EXPECT_EQ(read.status().code(), absl::StatusCode::kDataLoss) << read.status();
}

}  // namespace
}  // namespace credence::server
