// What only a file can suffer.
#include "server/journal/sqlite_journal.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "server/journal/health.h"
#include "server/journal/open.h"
#include "server/journal/sqlite_schema.h"
#include "tests/server/journal/support.h"

namespace credence::server {
namespace {

using testing::At;
using ::testing::HasSubstr;
using testing::MustRead;
using testing::MustWrite;
using ::testing::Not;
using testing::Outcome;
using testing::Prediction;
using ::testing::SizeIs;

class SqliteJournalTest : public ::testing::Test {
 protected:
  std::unique_ptr<SqliteConnection> Raw() {
    auto opened = SqliteConnection::Open(file_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                         absl::ZeroDuration());
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *std::move(opened);
  }
  void Run(const std::string& sql) {
    const absl::Status status = Raw()->Execute(sql);
    EXPECT_TRUE(status.ok()) << status;
  }
  std::unique_ptr<SqliteJournal> MustOpen(const SqliteOptions& options = {}) {
    auto opened = SqliteJournal::Open(file_, options);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? *std::move(opened) : nullptr;
  }
  // Writes n predictions in one transaction.
  static absl::Status Fill(Journal& journal, int n, int seed = 0) {
    std::vector<JournalPrediction> predictions;
    for (int i = 0; i < n; ++i) predictions.push_back(Prediction(absl::StrCat(seed, "-", i), i));
    std::vector<OutcomeJoins> joins;
    return journal.Write(predictions, {}, absl::Hours(1), joins);
  }
  // Writes until it fails.
  static absl::Status FillUntilError(Journal& journal) {
    absl::Status status;
    for (int seed = 0; status.ok() && seed < 1000; ++seed) status = Fill(journal, 200, seed);
    return status;
  }

  testing::TemporaryFolder folder_;
  const std::string file_ = folder_.path() + "/journal.db";
};

TEST_F(SqliteJournalTest, IsDurableAtCommitInOneFile) {
  auto journal = MustOpen();
  MustWrite(*journal, {Prediction("a")}, {});
  EXPECT_EQ(Raw()->Text("PRAGMA journal_mode").value_or("?"), "wal");
  journal.reset();
  EXPECT_EQ(Raw()->Integer("PRAGMA auto_vacuum").value_or(-1), 2);
  EXPECT_EQ(Raw()->Integer("PRAGMA user_version").value_or(-1),
            static_cast<int64_t>(SqliteMigrations().size()));
  // Closed: everything is in the one file.
  int files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    ++files;
  }
  EXPECT_EQ(files, 1);
}

TEST_F(SqliteJournalTest, AFileOfVersion1IsMigrated) {
  // As the first version wrote it.
  Run(SqliteMigrations()[0]);
  Run(absl::StrCat("PRAGMA application_id = ", kSqliteApplicationId, "; PRAGMA user_version = 1"));
  Run("INSERT INTO models VALUES (1, 'm', 1)");
  Run("INSERT INTO predictions VALUES (7, 'a', 1, 1767225600000000, "
      "x'000000000000f03f000000000000d03f000000000000e83f00000000000000400000000000000840', 1, "
      "'x')");
  Run("INSERT INTO outcomes VALUES (7, 1, 3, 1767225600000000, 1, 1767229200000000, "
      "1767232800000000, 0, 1, 3)");
  Run("UPDATE journal SET sequence = 3");
  auto journal = MustOpen();
  ASSERT_NE(journal, nullptr);
  const auto pairs = MustRead(*journal);
  ASSERT_THAT(pairs, SizeIs(1));
  JournalPrediction wanted = Prediction("a", 0, 0.75);
  wanted.average_nll = {2, 3};
  wanted.epistemic = 1;
  wanted.deferred = true;
  wanted.cohort = "x";
  testing::ExpectEqual(pairs[0].prediction, wanted);
  EXPECT_EQ(pairs[0].label, 1);
  EXPECT_TRUE(journal->SaveState("alarm", 1, "text").ok());
  EXPECT_EQ(MustWrite(*journal, {Prediction("b")}, {Outcome("b", 1)})[0][0].pair.sequence, 4);
  EXPECT_EQ(Raw()->Integer("PRAGMA user_version").value_or(-1), 2);
}

TEST_F(SqliteJournalTest, AMigrationThatFailsLeavesTheOldVersion) {
  Run(SqliteMigrations()[0]);
  Run(absl::StrCat("PRAGMA application_id = ", kSqliteApplicationId, "; PRAGMA user_version = 1"));
  Run("CREATE TABLE states (in_the_way)");
  EXPECT_FALSE(SqliteJournal::Open(file_).ok());
  EXPECT_EQ(Raw()->Integer("PRAGMA user_version").value_or(-1), 1);
  Run("DROP TABLE states");
  EXPECT_NE(MustOpen(), nullptr);
}

TEST_F(SqliteJournalTest, ANewerSchemaIsRefusedAndLeftAlone) {
  MustOpen();
  Run("PRAGMA user_version = 99");
  const absl::Status status = SqliteJournal::Open(file_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("version 99"));
  EXPECT_EQ(Raw()->Integer("PRAGMA user_version").value_or(-1), 99);
}

TEST_F(SqliteJournalTest, AnotherProgramsFileIsRefused) {
  Run("CREATE TABLE theirs (x)");
  EXPECT_EQ(SqliteJournal::Open(file_).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqliteJournalTest, WhatIsNoDatabaseIsDataLoss) {
  std::ofstream(file_) << std::string(8192, 'x');
  const absl::Status status = SqliteJournal::Open(file_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(HealthOf(status), JournalHealth::kCorrupt);
  EXPECT_THAT(std::string(status.message()), HasSubstr(file_));
}

TEST_F(SqliteJournalTest, OverwrittenPagesAreDataLossAtOpen) {
  ASSERT_TRUE(Fill(*MustOpen(), 5000).ok());
  {
    std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
    for (int page = 20; page < 40; ++page) {
      file.seekp(page * 4096);
      file << std::string(4096, '\x5a');
    }
  }
  const absl::Status status = SqliteJournal::Open(file_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
}

TEST_F(SqliteJournalTest, PagesOverwrittenWhileItIsOpenAreDataLoss) {
  auto journal = MustOpen();
  ASSERT_TRUE(Fill(*journal, 20000).ok());
  Run("PRAGMA wal_checkpoint(TRUNCATE)");
  std::filesystem::resize_file(file_, 5 * 4096);
  const auto coverage = journal->Count("m", 1, absl::InfinitePast());
  EXPECT_EQ(coverage.status().code(), absl::StatusCode::kDataLoss) << coverage.status();
}

TEST_F(SqliteJournalTest, AFileThatWasDeletedIsDataLoss) {
  auto journal = MustOpen();
  ASSERT_TRUE(Fill(*journal, 1).ok());
  std::filesystem::remove(file_);
  EXPECT_EQ(Fill(*journal, 1, 1).code(), absl::StatusCode::kDataLoss);
}

TEST_F(SqliteJournalTest, AnotherProcesssLockIsLocked) {
  auto journal = MustOpen({.busy = absl::Milliseconds(20)});
  ASSERT_TRUE(Fill(*journal, 1).ok());
  auto other = Raw();
  ASSERT_TRUE(other->Execute("BEGIN EXCLUSIVE").ok());
  const absl::Status status = Fill(*journal, 1, 1);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(HealthOf(status), JournalHealth::kLocked);
  EXPECT_TRUE(journal->Count("m", 1, absl::InfinitePast()).ok()) << "WAL: readers go on";
  ASSERT_TRUE(other->Execute("ROLLBACK").ok());
  EXPECT_TRUE(Fill(*journal, 1, 1).ok());
}

TEST_F(SqliteJournalTest, ALockWhileOpeningIsLocked) {
  MustOpen();
  auto other = Raw();
  ASSERT_TRUE(other->Execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").ok());
  const absl::Status status = SqliteJournal::Open(file_, {.busy = absl::Milliseconds(20)}).status();
  EXPECT_EQ(HealthOf(status), JournalHealth::kLocked) << status;
}

TEST_F(SqliteJournalTest, AFullDatabaseIsResourceExhaustedAndStoresNothing) {
  auto journal = MustOpen({.max_pages = 40});
  const absl::Status status = FillUntilError(*journal);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_EQ(HealthOf(status), JournalHealth::kFull);
  const auto before = journal->Count("m", 1, absl::InfinitePast());
  ASSERT_TRUE(before.ok());
  EXPECT_EQ(before->predictions % 200, 0) << "half a transaction was stored";
  ASSERT_TRUE(journal->Purge(absl::InfiniteFuture(), {}).ok());
  EXPECT_TRUE(Fill(*journal, 200, 5000).ok()) << "after room was made";
}

TEST_F(SqliteJournalTest, TheLimitOfFileSizesIsResourceExhausted) {
  auto journal = MustOpen();
  struct rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old = signal(SIGXFSZ, SIG_IGN);  // as the program does
  struct rlimit small = before;
  small.rlim_cur = 256 * 1024;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const absl::Status status = FillUntilError(*journal);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, old);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_TRUE(Fill(*journal, 200, 5000).ok()) << "after the limit was lifted";
}

TEST_F(SqliteJournalTest, AFullDiskIsResourceExhausted) {
  if (mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=1m") != 0) {
    GTEST_SKIP() << "SKIPPED: a small file system needs root and mount(2)";
  }
  absl::Status status, after;
  {
    auto journal = MustOpen();
    const std::string ballast = folder_.path() + "/ballast";
    std::ofstream(ballast) << std::string(256 * 1024, 'x');
    status = FillUntilError(*journal);
    std::filesystem::remove(ballast);
    after = Fill(*journal, 50, 5000);
  }
  EXPECT_EQ(umount(folder_.path().c_str()), 0);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_TRUE(after.ok()) << "after room was made: " << after;
}

TEST_F(SqliteJournalTest, AFolderThatIsMissingIsUnavailable) {
  const absl::Status status = SqliteJournal::Open(folder_.path() + "/none/journal.db").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
}

TEST_F(SqliteJournalTest, PurgeGivesTheRoomBack) {
  auto journal = MustOpen();
  ASSERT_TRUE(Fill(*journal, 20000).ok());
  Run("PRAGMA wal_checkpoint(TRUNCATE)");
  const auto before = std::filesystem::file_size(file_);
  const auto deleted = journal->Purge(At(19000), {});
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(*deleted, 19000);
  journal.reset();
  EXPECT_LT(std::filesystem::file_size(file_), before / 5);
}

TEST_F(SqliteJournalTest, PairsSinceATimeAreFoundByTime) {
  auto journal = MustOpen();
  MustWrite(*journal, {Prediction("a"), Prediction("b", 100)},
            {Outcome("a", 1), Outcome("b", 1, 100)});
  // A search by another index would say that it is not there.
  Run("DROP INDEX outcomes_by_sequence");
  const absl::Time since = At(50) + absl::Hours(2);
  for (const int64_t last : {0, 1000000}) {
    const auto pairs =
        MustRead(*journal, {.model = "m", .version = 1, .received_since = since, .last = last});
    ASSERT_THAT(pairs, SizeIs(1)) << last;
    EXPECT_EQ(pairs[0].prediction.prediction_id, "b");
  }
}

TEST(OpenJournalTest, OtherAddressesAreRefusedWithoutTheirSecrets) {
  for (const std::string address : {"mysql://user:hush@host/db", "http://hush", "", "sqlite:"}) {
    const absl::Status status = OpenJournal(address).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << address;
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("hush")));
  }
}

}  // namespace
}  // namespace credence::server
