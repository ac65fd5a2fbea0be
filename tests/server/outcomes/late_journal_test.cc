#include "server/outcomes/late_journal.h"

#include <gmock/gmock.h>

#include "tests/server/support/fake_journal.h"

namespace credence::server {
namespace {

struct LateJournalTest : ::testing::Test {
  absl::StatusOr<std::unique_ptr<LateJournal>> Open() {
    return LateJournal::Open(
        [this]() -> absl::StatusOr<std::unique_ptr<Journal>> {
          ++attempts;
          if (!reason.ok()) return reason;
          return std::make_unique<testing::FakeJournal>();
        },
        "sqlite");
  }

  absl::Status reason;
  int attempts = 0;
};

TEST_F(LateJournalTest, HandsOnToTheJournalThatIsThere) {
  const auto journal = Open();
  ASSERT_TRUE(journal.ok());
  EXPECT_TRUE((*journal)->Versions().ok());
  EXPECT_TRUE((*journal)->SaveState("a", 1, "text").ok());
  EXPECT_EQ(*(*journal)->LoadState("a"), "text");
  EXPECT_EQ((*journal)->kind(), "sqlite");
  EXPECT_EQ(attempts, 1);
}

TEST_F(LateJournalTest, RefusesWhatTimeDoesNotMend) {
  reason = absl::InvalidArgumentError("no such scheme");
  EXPECT_EQ(Open().status(), reason);
  reason = absl::FailedPreconditionError("a later schema");
  EXPECT_EQ(Open().status(), reason);
}

TEST_F(LateJournalTest, SaysTheReasonUntilItOpensAndDoesNotHurry) {
  reason = absl::UnavailableError("down");
  const auto journal = Open();
  ASSERT_TRUE(journal.ok());
  EXPECT_EQ((*journal)->Versions().status(), reason);
  EXPECT_EQ((*journal)->Read({}).status(), reason);
  EXPECT_EQ((*journal)->Count("a", 1, absl::InfinitePast()).status(), reason);
  EXPECT_EQ((*journal)->Purge(absl::UnixEpoch(), {}).status(), reason);
  EXPECT_EQ((*journal)->LoadState("a").status(), reason);
  std::vector<OutcomeJoins> joins;
  EXPECT_EQ((*journal)->Write({}, {}, absl::Hours(1), joins), reason);
  EXPECT_LE(attempts, 2);
  reason = absl::OkStatus();
  while (!(*journal)->Versions().ok()) continue;
  EXPECT_LE(attempts, 3);
}

}  // namespace
}  // namespace credence::server
