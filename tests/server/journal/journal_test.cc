// What every journal does, run on each of them.
#include "server/journal/journal.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/server/journal/stores.h"
#include "tests/server/journal/support.h"

namespace credence::server {
namespace {

using testing::At;
using ::testing::ElementsAre;
using testing::ExpectEqual;
using ::testing::IsEmpty;
using testing::MustRead;
using testing::MustWrite;
using testing::Outcome;
using testing::Prediction;
using ::testing::SizeIs;

class JournalTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    std::string why;
    store_ = testing::MakeStore(GetParam(), why);
    if (store_ == nullptr) GTEST_SKIP() << "SKIPPED: " << why;
    Reopen();
  }
  void Reopen() {
    journal_.reset();
    auto opened = store_->Open();
    ASSERT_TRUE(opened.ok()) << opened.status();
    journal_ = *std::move(opened);
  }
  // The states of one outcome, the latest prediction first.
  std::vector<OutcomeState> Report(const JournalOutcome& outcome) {
    std::vector<OutcomeState> states;
    const auto joins = MustWrite(*journal_, {}, {outcome});
    for (const OutcomeJoin& join : joins[0]) states.push_back(join.state);
    return states;
  }
  std::vector<std::string> Ids(const PairQuery& query) {
    std::vector<std::string> ids;
    for (const JournalPair& pair : MustRead(*journal_, query)) {
      ids.push_back(pair.prediction.prediction_id);
    }
    return ids;
  }

  std::unique_ptr<testing::JournalStore> store_;
  std::unique_ptr<Journal> journal_;
};

TEST_P(JournalTest, APairComesBackBitForBitAfterReopening) {
  JournalPrediction prediction = Prediction("id \"1'; \xc3\xa9", 0.123456789, 0.1 + 0.2);
  prediction.probabilities = {0.1, 0.2, 0.7000000000000001};
  prediction.average_nll = {1e-300, 2.5, 1e300};
  prediction.epistemic = 1.0 / 3;
  prediction.deferred = true;
  prediction.cohort = "coronary care";
  JournalOutcome outcome = Outcome(prediction.prediction_id, 2);
  const auto joins = MustWrite(*journal_, {prediction}, {outcome});
  ASSERT_THAT(joins[0], SizeIs(1));
  EXPECT_EQ(joins[0][0].state, OutcomeState::kCounted);
  ExpectEqual(joins[0][0].pair.prediction, prediction);

  ASSERT_NO_FATAL_FAILURE(Reopen());
  const auto pairs = MustRead(*journal_);
  ASSERT_THAT(pairs, SizeIs(1));
  ExpectEqual(pairs[0].prediction, prediction);
  EXPECT_EQ(pairs[0].label, 2);
  EXPECT_EQ(pairs[0].observed_at, outcome.observed_at);
  EXPECT_EQ(pairs[0].received_at, outcome.received_at);
  EXPECT_EQ(pairs[0].corrections, 0);
  EXPECT_EQ(pairs[0].first_label, 2);
  EXPECT_EQ(pairs[0].first_sequence, pairs[0].sequence);
  EXPECT_EQ(pairs[0].sequence, joins[0][0].pair.sequence);
}

TEST_P(JournalTest, AnyTextOfTheProtoIsAnId) {
  const std::string zero("a\0b", 3);
  MustWrite(*journal_, {Prediction(zero), Prediction("a")}, {Outcome(zero, 1)});
  const auto pairs = MustRead(*journal_);
  ASSERT_THAT(pairs, SizeIs(1));
  EXPECT_EQ(pairs[0].prediction.prediction_id, zero);
}

TEST_P(JournalTest, TheFirstPredictionStays) {
  MustWrite(*journal_, {Prediction("a", 0, 0.25), Prediction("a", 1, 0.5)}, {});
  MustWrite(*journal_, {Prediction("a", 2, 0.75)}, {Outcome("a", 1)});
  const auto pairs = MustRead(*journal_);
  ASSERT_THAT(pairs, SizeIs(1));
  ExpectEqual(pairs[0].prediction, Prediction("a", 0, 0.25));
}

TEST_P(JournalTest, AnOutcomeIsCountedOnceHoweverOftenItComes) {
  const auto joins = MustWrite(*journal_, {Prediction("a")}, {Outcome("a", 1), Outcome("a", 1)});
  EXPECT_EQ(joins[0][0].state, OutcomeState::kCounted);
  EXPECT_EQ(joins[1][0].state, OutcomeState::kDuplicate);
  EXPECT_EQ(joins[1][0].pair.sequence, joins[0][0].pair.sequence);
  EXPECT_THAT(Report(Outcome("a", 1, 100)), ElementsAre(OutcomeState::kDuplicate));
  ASSERT_NO_FATAL_FAILURE(Reopen());
  EXPECT_THAT(Report(Outcome("a", 1, 200)), ElementsAre(OutcomeState::kDuplicate));
  const auto pairs = MustRead(*journal_);
  ASSERT_THAT(pairs, SizeIs(1));
  EXPECT_EQ(pairs[0].observed_at, Outcome("a", 1).observed_at);
}

TEST_P(JournalTest, AnotherLabelCorrectsAndTakesANewPlace) {
  MustWrite(*journal_, {Prediction("a"), Prediction("b")}, {Outcome("a", 1), Outcome("b", 1)});
  const auto joins = MustWrite(*journal_, {}, {Outcome("a", 0, 60)});
  EXPECT_EQ(joins[0][0].state, OutcomeState::kCorrected);
  EXPECT_EQ(joins[0][0].previous_label, 1);
  const auto pairs = MustRead(*journal_);
  ASSERT_THAT(pairs, SizeIs(2));
  EXPECT_EQ(pairs[1].prediction.prediction_id, "a");
  EXPECT_GT(pairs[1].sequence, pairs[0].sequence);
  EXPECT_EQ(pairs[1].label, 0);
  EXPECT_EQ(pairs[1].corrections, 1);
  EXPECT_EQ(pairs[1].first_label, 1);
  EXPECT_LT(pairs[1].first_sequence, pairs[0].sequence);
  EXPECT_EQ(pairs[1].observed_at, Outcome("a", 0, 60).observed_at);
  MustWrite(*journal_, {}, {Outcome("a", 1, 90)});
  EXPECT_EQ(MustRead(*journal_).at(1).corrections, 2);
}

TEST_P(JournalTest, ALateRetryDoesNotUndoACorrection) {
  MustWrite(*journal_, {Prediction("a")}, {Outcome("a", 0)});
  EXPECT_THAT(Report(Outcome("a", 1, 60)), ElementsAre(OutcomeState::kCorrected));
  const auto stale = MustWrite(*journal_, {}, {Outcome("a", 0)})[0];
  EXPECT_EQ(stale.at(0).state, OutcomeState::kStale);
  EXPECT_EQ(stale.at(0).pair.label, 1);
  ASSERT_NO_FATAL_FAILURE(Reopen());
  EXPECT_THAT(Report(Outcome("a", 0)), ElementsAre(OutcomeState::kStale));
  const auto pairs = MustRead(*journal_);
  ASSERT_THAT(pairs, SizeIs(1));
  EXPECT_EQ(pairs[0].label, 1);
  EXPECT_EQ(pairs[0].corrections, 1);
  EXPECT_THAT(Report(Outcome("a", 0, 60)), ElementsAre(OutcomeState::kCorrected))
      << "of equal times the later report stays";
}

TEST_P(JournalTest, WithoutTwoGivenTimesTheLaterReportStays) {
  JournalOutcome not_given = Outcome("a", 0);
  not_given.observed_at = absl::InfinitePast();
  MustWrite(*journal_, {Prediction("a")}, {not_given});
  EXPECT_EQ(MustRead(*journal_).at(0).observed_at, not_given.received_at);
  JournalOutcome before = Outcome("a", 1, 60);
  before.observed_at = not_given.received_at - absl::Seconds(1);
  EXPECT_THAT(Report(before), ElementsAre(OutcomeState::kCorrected));
  EXPECT_THAT(Report(not_given), ElementsAre(OutcomeState::kCorrected));
}

TEST_P(JournalTest, ClocksOfReplicasAndClientsMayDiffer) {
  JournalOutcome not_given = Outcome("a", 1), behind = Outcome("b", 1);
  not_given.observed_at = absl::InfinitePast();
  not_given.received_at = At(-30);
  behind.observed_at = At(0) - kClockSkew;
  MustWrite(*journal_, {Prediction("a"), Prediction("b")}, {});
  EXPECT_THAT(Report(not_given), ElementsAre(OutcomeState::kCounted));
  EXPECT_THAT(Report(behind), ElementsAre(OutcomeState::kCounted));
  for (const JournalPair& pair : MustRead(*journal_)) EXPECT_EQ(pair.observed_at, At(0));
}

TEST_P(JournalTest, OneBadOutcomeDoesNotTouchTheOthers) {
  std::vector<JournalOutcome> outcomes = {Outcome("a", 2), Outcome("a", -1), Outcome("none", 1),
                                          Outcome("a", 1), Outcome("b", 1),  Outcome("c", 0)};
  outcomes[4].observed_at = At(0) - kClockSkew - absl::Microseconds(1);
  outcomes[5].received_at = At(91 * 86400);
  const auto joins =
      MustWrite(*journal_, {Prediction("a"), Prediction("b"), Prediction("c")}, outcomes);
  std::vector<OutcomeState> states;
  for (const OutcomeJoins& list : joins) states.push_back(list.at(0).state);
  EXPECT_THAT(states, ElementsAre(OutcomeState::kLabelInvalid, OutcomeState::kLabelInvalid,
                                  OutcomeState::kUnknownPrediction, OutcomeState::kCounted,
                                  OutcomeState::kInvalid, OutcomeState::kTooLate));
  EXPECT_THAT(Ids({.model = "m", .version = 1}), ElementsAre("a"));
}

TEST_P(JournalTest, ADuplicateBeyondTheHorizonIsStillADuplicate) {
  MustWrite(*journal_, {Prediction("a")}, {Outcome("a", 1)});
  const double late = 91 * 86400;
  EXPECT_THAT(Report(Outcome("a", 1, late)), ElementsAre(OutcomeState::kDuplicate));
  EXPECT_THAT(Report(Outcome("a", 0, late)), ElementsAre(OutcomeState::kTooLate));
}

TEST_P(JournalTest, TheHorizonsLastMicrosecondIsInTime) {
  MustWrite(*journal_, {Prediction("a"), Prediction("b")}, {});
  JournalOutcome in_time = Outcome("a", 1), late = Outcome("b", 1);
  in_time.received_at = At(90 * 86400);
  late.received_at = At(90 * 86400) + absl::Microseconds(1);
  EXPECT_THAT(Report(in_time), ElementsAre(OutcomeState::kCounted));
  EXPECT_THAT(Report(late), ElementsAre(OutcomeState::kTooLate));
}

TEST_P(JournalTest, AnOutcomeWithinTheMicrosecondOfItsPredictionIsValid) {
  JournalPrediction prediction = Prediction("a");
  prediction.predicted_at += absl::Nanoseconds(1900);
  JournalOutcome outcome = Outcome("a", 1);
  outcome.observed_at = At(0) + absl::Nanoseconds(1100);
  EXPECT_EQ(MustWrite(*journal_, {prediction}, {outcome})[0][0].state, OutcomeState::kCounted);
}

TEST_P(JournalTest, AnIdNamesEveryPredictionThatHasItUnlessNarrowed) {
  JournalPrediction second = Prediction("a", 5), other = Prediction("a", 3);
  second.version = 2;
  other.model = "other";
  MustWrite(*journal_, {Prediction("a"), second, other}, {});
  JournalOutcome outcome = Outcome("a", 1);
  outcome.model = "m";
  outcome.version = 2;
  EXPECT_THAT(Report(outcome), ElementsAre(OutcomeState::kCounted));
  outcome.version = 0;
  const auto narrowed = MustWrite(*journal_, {}, {outcome})[0];
  ASSERT_THAT(narrowed, SizeIs(2));
  EXPECT_EQ(narrowed[0].pair.prediction.version, 2);
  EXPECT_EQ(narrowed[0].state, OutcomeState::kDuplicate);
  EXPECT_EQ(narrowed[1].state, OutcomeState::kCounted);
  EXPECT_THAT(Report(Outcome("a", 1)), ElementsAre(OutcomeState::kDuplicate, OutcomeState::kCounted,
                                                   OutcomeState::kDuplicate));
  outcome.version = 7;
  EXPECT_THAT(Report(outcome), ElementsAre(OutcomeState::kUnknownPrediction));
}

TEST_P(JournalTest, AReceiptBringsItsPrediction) {
  JournalPrediction second = Prediction("a", 5);
  second.version = 2;
  MustWrite(*journal_, {second}, {});
  JournalOutcome outcome = Outcome("a", 1);
  outcome.receipt = Prediction("a", 0, 0.5);
  const auto joins = MustWrite(*journal_, {}, {outcome, outcome})[0];
  ASSERT_THAT(joins, SizeIs(1)) << "the receipt's own prediction and no other";
  EXPECT_EQ(joins[0].state, OutcomeState::kCounted);
  const auto pairs = MustRead(*journal_);
  ASSERT_THAT(pairs, SizeIs(1));
  ExpectEqual(pairs[0].prediction, *outcome.receipt);
  // The replica that made the prediction brings it later: the same key, nothing new.
  MustWrite(*journal_, {*outcome.receipt}, {});
  const auto coverage = journal_->Count("m", 1, absl::InfinitePast());
  ASSERT_TRUE(coverage.ok()) << coverage.status();
  EXPECT_EQ(coverage->predictions, 1);
}

TEST_P(JournalTest, QueriesNarrow) {
  std::vector<JournalPrediction> predictions;
  std::vector<JournalOutcome> outcomes;
  for (int i = 0; i < 6; ++i) {
    JournalPrediction& prediction =
        predictions.emplace_back(Prediction(absl::StrCat("p", i), i * 3600));
    prediction.deferred = i % 2 == 1;
    prediction.cohort = i < 3 ? "x" : "y";
    outcomes.push_back(Outcome(prediction.prediction_id, 0, i * 3600));
  }
  JournalPrediction other = Prediction("other");
  other.version = 2;
  predictions.push_back(other);
  outcomes.push_back(Outcome("other", 0));
  MustWrite(*journal_, predictions, outcomes);
  const PairQuery all{.model = "m", .version = 1};
  EXPECT_THAT(Ids(all), ElementsAre("p0", "p1", "p2", "p3", "p4", "p5"));
  PairQuery query = all;
  query.cohort = "y";
  EXPECT_THAT(Ids(query), ElementsAre("p3", "p4", "p5"));
  query.deferred = true;
  EXPECT_THAT(Ids(query), ElementsAre("p3", "p5"));
  query.last = 1;
  EXPECT_THAT(Ids(query), ElementsAre("p5"));
  query = all;
  query.deferred = false;
  query.last = 2;
  EXPECT_THAT(Ids(query), ElementsAre("p2", "p4"));
  query = all;
  query.received_since = At(4 * 3600 + 7200);
  EXPECT_THAT(Ids(query), ElementsAre("p4", "p5"));
  query.last = 1;
  EXPECT_THAT(Ids(query), ElementsAre("p5"));
  query = all;
  query.after_sequence = MustRead(*journal_)[4].sequence;
  EXPECT_THAT(Ids(query), ElementsAre("p5"));
  query.version = 3;
  EXPECT_THAT(Ids(query), IsEmpty());
}

TEST_P(JournalTest, CoverageCountsFromATime) {
  MustWrite(*journal_, {Prediction("a", 0), Prediction("b", 10), Prediction("c", 20)},
            {Outcome("a", 1), Outcome("c", 1, 20)});
  const auto all = journal_->Count("m", 1, absl::InfinitePast());
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->predictions, 3);
  EXPECT_EQ(all->with_outcome, 2);
  const auto since = journal_->Count("m", 1, At(10));
  ASSERT_TRUE(since.ok()) << since.status();
  EXPECT_EQ(since->predictions, 2);
  EXPECT_EQ(since->with_outcome, 1);
  const auto unknown = journal_->Count("m", 2, absl::InfinitePast());
  ASSERT_TRUE(unknown.ok()) << unknown.status();
  EXPECT_EQ(unknown->predictions, 0);
}

TEST_P(JournalTest, VersionsAreThoseWithPredictions) {
  JournalPrediction second = Prediction("a");
  second.version = 2;
  MustWrite(*journal_, {second, Prediction("b", 100)}, {});
  const auto name = [](const JournalVersion& version) {
    return absl::StrCat(version.model, "/", version.version);
  };
  auto versions = journal_->Versions();
  ASSERT_TRUE(versions.ok()) << versions.status();
  ASSERT_THAT(*versions, SizeIs(2));
  EXPECT_EQ(name((*versions)[0]), "m/1");
  EXPECT_EQ(name((*versions)[1]), "m/2");
  ASSERT_TRUE(journal_->Purge(At(50), {}).ok());
  versions = journal_->Versions();
  ASSERT_TRUE(versions.ok()) << versions.status();
  ASSERT_THAT(*versions, SizeIs(1));
  EXPECT_EQ(name((*versions)[0]), "m/1");
}

TEST_P(JournalTest, AStateKeepsItsHighestSequence) {
  EXPECT_EQ(journal_->LoadState("alarm").status().code(), absl::StatusCode::kNotFound);
  ASSERT_TRUE(journal_->SaveState("alarm", 5, "five").ok());
  ASSERT_TRUE(journal_->SaveState("alarm", 4, "four").ok());
  ASSERT_TRUE(journal_->SaveState("other", 1, "").ok());
  ASSERT_NO_FATAL_FAILURE(Reopen());
  EXPECT_EQ(journal_->LoadState("alarm").value_or("?"), "five");
  ASSERT_TRUE(journal_->SaveState("alarm", 5, "five again").ok());
  EXPECT_EQ(journal_->LoadState("alarm").value_or("?"), "five again");
  EXPECT_EQ(journal_->LoadState("other").value_or("?"), "");
}

TEST_P(JournalTest, PurgeDeletesOldPredictionsWithTheirOutcomes) {
  std::vector<JournalPrediction> predictions;
  std::vector<JournalOutcome> outcomes;
  for (int i = 0; i < 2500; ++i) {
    predictions.push_back(Prediction(absl::StrCat("p", i), i));
    if (i % 2 == 0) outcomes.push_back(Outcome(absl::StrCat("p", i), 0, i));
  }
  MustWrite(*journal_, predictions, outcomes);
  const int64_t last = MustRead(*journal_).back().sequence;
  const auto deleted = journal_->Purge(At(2400), {});
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(*deleted, 2400);
  const auto coverage = journal_->Count("m", 1, absl::InfinitePast());
  ASSERT_TRUE(coverage.ok()) << coverage.status();
  EXPECT_EQ(coverage->predictions, 100);
  EXPECT_EQ(coverage->with_outcome, 50);
  EXPECT_THAT(MustRead(*journal_), SizeIs(50));
  EXPECT_THAT(Report(Outcome("p0", 0)), ElementsAre(OutcomeState::kUnknownPrediction));
  // Numbers are not given out twice, even where everything was deleted.
  ASSERT_TRUE(journal_->Purge(absl::InfiniteFuture(), {}).ok());
  ASSERT_NO_FATAL_FAILURE(Reopen());
  const auto joins = MustWrite(*journal_, {Prediction("new")}, {Outcome("new", 1)});
  EXPECT_GT(joins[0][0].pair.sequence, last);
}

TEST_P(JournalTest, PurgeStopsWhenAsked) {
  MustWrite(*journal_, {Prediction("a"), Prediction("b")}, {Outcome("a", 1)});
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(journal_->Purge(absl::InfiniteFuture(), stop.get_token()).value_or(-1), 0);
  EXPECT_THAT(MustRead(*journal_), SizeIs(1));
  EXPECT_EQ(journal_->Purge(absl::InfiniteFuture(), {}).value_or(-1), 2);
}

TEST_P(JournalTest, ReadersRunBesideTheWriter) {
  constexpr int kWrites = 100;
  std::jthread writer([this] {
    for (int i = 0; i < kWrites; ++i) {
      const std::string first = absl::StrCat("a", i), second = absl::StrCat("b", i);
      MustWrite(*journal_, {Prediction(first, i), Prediction(second, i)},
                {Outcome(first, 1, i), Outcome(second, 0, i)});
    }
  });
  std::set<std::string> seen;
  int64_t after = 0;
  while (seen.size() < 2 * kWrites) {
    const auto fresh = MustRead(*journal_, {.model = "m", .version = 1, .after_sequence = after});
    ASSERT_EQ(fresh.size() % 2, 0u) << "half a transaction was seen";
    for (const JournalPair& pair : fresh) {
      ASSERT_GT(pair.sequence, after);
      after = pair.sequence;
      ASSERT_TRUE(seen.insert(pair.prediction.prediction_id).second);
    }
    ASSERT_FALSE(HasFailure());
  }
}

INSTANTIATE_TEST_SUITE_P(Every, JournalTest, ::testing::ValuesIn(testing::StoreKinds()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace credence::server
