#include "server/outcomes/intake.h"

#include <gmock/gmock.h>

#include <future>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/server/support/catalog_of_fakes.h"
#include "tests/server/support/fake_journal.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

struct IntakeTest : ::testing::Test {
  // The results of one report, or its error.
  absl::StatusOr<OutcomeResultList> Report(const std::vector<v1::Outcome>& outcomes) {
    const OutcomeList list(outcomes.begin(), outcomes.end());
    OutcomeResultList results;
    std::promise<absl::Status> done;
    intake->Report(list, results, [&](const absl::Status& status) { done.set_value(status); });
    const absl::Status status = done.get_future().get();
    if (!status.ok()) return status;
    return results;
  }
  v1::OutcomeResult ReportOne(const v1::Outcome& outcome) {
    const auto results = Report({outcome});
    EXPECT_TRUE(results.ok()) << results.status();
    EXPECT_THAT(*results, SizeIs(1));
    return results->Get(0);
  }
  JournalPrediction Predicted(const std::string& id, int64_t version = 2) const {
    return {.prediction_id = id,
            .model = "fake",
            .version = version,
            .predicted_at = predicted_at,
            .probabilities = {0.75, 0.25},
            .average_nll = {0.3, 1.5},
            .epistemic = 0.01,
            .cohort = ""};
  }
  v1::Outcome ById(const std::string& id, int label) const {
    v1::Outcome outcome;
    outcome.set_prediction_id(id);
    outcome.set_label(label);
    return outcome;
  }
  v1::Outcome ByReceipt(const JournalPrediction& prediction, int label) const {
    v1::Outcome outcome;
    outcome.set_receipt(keys.Sign(prediction));
    outcome.set_label(label);
    return outcome;
  }
  void Observe(v1::Outcome& outcome, absl::Time at) const {
    outcome.mutable_observed_at()->set_seconds(absl::ToUnixSeconds(at));
  }
  // Of the sample with these labels.
  double Metric(const std::string& series) const {
    const std::string page = metrics.Page();
    const size_t at = page.find(absl::StrCat("\n", series, " "));
    return at == std::string::npos ? -1 : std::stod(page.substr(at + series.size() + 2));
  }
  double Statuses(const std::string& status, const std::string& version = "2") const {
    return Metric(absl::StrCat("credence_outcomes_total{model=\"", version.empty() ? "" : "fake",
                               "\",status=\"", status, "\",version=\"", version, "\"}"));
  }
  double CountedInBin05() const {
    return Metric(
        "credence_calibration_outcomes_total{bin=\"05\",decision=\"keep\",model=\"fake\","
        "version=\"2\"}");
  }

  const absl::Time predicted_at = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()) - 86400);
  Metrics metrics;
  const Catalog catalog = testing::CatalogOfFakes(metrics);
  const ReceiptKeys keys = ReceiptKeys::Random();
  testing::FakeJournal journal;
  std::set<int64_t> retired;
  int pokes = 0;  // read after the writer is done
  std::unique_ptr<Intake> intake;
  std::unique_ptr<JournalWriter> writer = std::make_unique<JournalWriter>(
      journal, WriterOptions{.horizon = absl::Hours(48), .wrote = {}}, [](const WriterState&) {});

  IntakeTest() {
    intake = std::make_unique<Intake>(
        catalog, keys, *writer, metrics,
        IntakeOptions{.max_outcomes = 5,
                      .horizon = absl::Hours(48),
                      .retired =
                          [this](const std::string& model, int64_t version) {
                            return model == "fake" && retired.contains(version);
                          },
                      .counted = [this] { ++pokes; }});
  }
};

TEST_F(IntakeTest, CountsAnOutcomeByItsId) {
  writer->Add(Predicted("a"));
  const auto result = ReportOne(ById("a", 1));
  EXPECT_EQ(result.status(), v1::OUTCOME_STATUS_COUNTED);
  EXPECT_EQ(result.prediction_id(), "a");
  EXPECT_EQ(result.model(), "fake");
  EXPECT_EQ(result.version(), 2);
  EXPECT_EQ(result.message(), "");
  EXPECT_EQ(Statuses("counted"), 1);
  EXPECT_EQ(CountedInBin05(), 1);
}

TEST_F(IntakeTest, CountsAnOutcomeByItsReceiptWithoutThePrediction) {
  const auto result = ReportOne(ByReceipt(Predicted("a"), 1));
  EXPECT_EQ(result.status(), v1::OUTCOME_STATUS_COUNTED);
  EXPECT_EQ(result.prediction_id(), "a");
  EXPECT_EQ(CountedInBin05(), 1);
}

TEST_F(IntakeTest, CountsOnceWhateverNamesThePrediction) {
  writer->Add(Predicted("a"));
  auto both = ByReceipt(Predicted("a"), 1);
  both.set_prediction_id("a");
  const auto results = Report({ById("a", 1), ByReceipt(Predicted("a"), 1), both});
  ASSERT_TRUE(results.ok());
  EXPECT_EQ(results->Get(0).status(), v1::OUTCOME_STATUS_COUNTED);
  EXPECT_EQ(results->Get(1).status(), v1::OUTCOME_STATUS_DUPLICATE);
  EXPECT_EQ(results->Get(2).status(), v1::OUTCOME_STATUS_DUPLICATE);
  EXPECT_EQ(CountedInBin05(), 1);
  EXPECT_EQ(Statuses("duplicate"), 2);
}

TEST_F(IntakeTest, CorrectsWithoutTouchingTheCalibrationCounters) {
  writer->Add(Predicted("a"));
  ReportOne(ById("a", 1));
  const auto result = ReportOne(ById("a", 0));
  EXPECT_EQ(result.status(), v1::OUTCOME_STATUS_CORRECTED);
  EXPECT_EQ(result.previous_label(), 1);
  EXPECT_EQ(Statuses("corrected"), 1);
  EXPECT_EQ(CountedInBin05(), 1);
}

TEST_F(IntakeTest, SaysThatItDoesNotKnowThePrediction) {
  const auto result = ReportOne(ById("nobody", 1));
  EXPECT_EQ(result.status(), v1::OUTCOME_STATUS_UNKNOWN_PREDICTION);
  EXPECT_THAT(result.message(), HasSubstr("prediction_id"));
  EXPECT_EQ(Statuses("unknown_prediction", ""), 1);
}

TEST_F(IntakeTest, RefusesWhatComesAfterTheHorizon) {
  JournalPrediction old = Predicted("a");
  old.predicted_at -= absl::Hours(48);
  const auto result = ReportOne(ByReceipt(old, 1));
  EXPECT_EQ(result.status(), v1::OUTCOME_STATUS_TOO_LATE);
  EXPECT_THAT(result.message(), HasSubstr("--outcome-horizon (48h)"));
  EXPECT_EQ(Statuses("too_late"), 1);
  EXPECT_EQ(Statuses("counted"), 0);
}

TEST_F(IntakeTest, RefusesALabelThatIsNone) {
  v1::Outcome without = ById("a", 0);
  without.clear_label();
  EXPECT_EQ(ReportOne(without).status(), v1::OUTCOME_STATUS_LABEL_INVALID);
  EXPECT_EQ(ReportOne(ById("a", -1)).status(), v1::OUTCOME_STATUS_LABEL_INVALID);
  const auto beyond = ReportOne(ByReceipt(Predicted("a"), 2));
  EXPECT_EQ(beyond.status(), v1::OUTCOME_STATUS_LABEL_INVALID);
  EXPECT_EQ(beyond.message(), "label: got 2, wanted a class index below 2");
  EXPECT_EQ(Statuses("label_invalid"), 1);
  EXPECT_EQ(Statuses("label_invalid", ""), 2);
}

TEST_F(IntakeTest, RefusesAForgedReceipt) {
  v1::Outcome outcome = ByReceipt(Predicted("a"), 1);
  outcome.mutable_receipt()->back() ^= 1;
  EXPECT_EQ(ReportOne(outcome).status(), v1::OUTCOME_STATUS_RECEIPT_INVALID);
  EXPECT_EQ(Statuses("receipt_invalid", ""), 1);
}

TEST_F(IntakeTest, RefusesAReceiptOfAnotherPredictionModelOrVersion) {
  const v1::Outcome good = ByReceipt(Predicted("a"), 1);
  v1::Outcome id = good, model = good, version = good;
  id.set_prediction_id("b");
  model.set_model("other");
  version.set_version(1);
  for (const auto& outcome : {id, model, version}) {
    EXPECT_EQ(ReportOne(outcome).status(), v1::OUTCOME_STATUS_RECEIPT_INVALID);
  }
}

TEST_F(IntakeTest, RefusesAReceiptOfAVersionThatNobodyKnows) {
  const auto result = ReportOne(ByReceipt(Predicted("a", 7), 1));
  EXPECT_EQ(result.status(), v1::OUTCOME_STATUS_UNKNOWN_MODEL);
  EXPECT_EQ(result.version(), 7);
  EXPECT_EQ(Statuses("unknown_model", ""), 1);
}

TEST_F(IntakeTest, CountsForARetiredVersionWithoutSeriesOfItsOwn) {
  retired = {7};
  EXPECT_EQ(ReportOne(ByReceipt(Predicted("a", 7), 1)).status(), v1::OUTCOME_STATUS_COUNTED);
  EXPECT_EQ(Statuses("counted", ""), 1);
  EXPECT_EQ(metrics.Page().find("version=\"7\""), std::string::npos);
}

TEST_F(IntakeTest, RefusesWhatNamesNoPrediction) {
  EXPECT_EQ(ReportOne(ById("", 1)).status(), v1::OUTCOME_STATUS_INVALID);
  const auto longer = ReportOne(ById(std::string(129, 'x'), 1));
  EXPECT_EQ(longer.status(), v1::OUTCOME_STATUS_INVALID);
  EXPECT_EQ(longer.prediction_id(), "");
  v1::Outcome negative = ById("a", 1);
  negative.set_version(-1);
  EXPECT_EQ(ReportOne(negative).status(), v1::OUTCOME_STATUS_INVALID);
  EXPECT_EQ(Statuses("invalid", ""), 3);
}

TEST_F(IntakeTest, RefusesATimeThatCannotBe) {
  v1::Outcome before = ByReceipt(Predicted("a"), 1), future = before, never = before;
  Observe(before, predicted_at - kClockSkew - absl::Seconds(1));
  Observe(future, absl::Now() + absl::Hours(1));
  never.mutable_observed_at()->set_nanos(-1);
  for (const auto& outcome : {before, future, never}) {
    const auto result = ReportOne(outcome);
    EXPECT_EQ(result.status(), v1::OUTCOME_STATUS_INVALID);
    EXPECT_THAT(result.message(), HasSubstr("observed_at"));
  }
  writer->Add(Predicted("b"));
  v1::Outcome by_id = ById("b", 1);
  Observe(by_id, predicted_at - kClockSkew - absl::Seconds(1));
  EXPECT_EQ(ReportOne(by_id).status(), v1::OUTCOME_STATUS_INVALID);
}

TEST_F(IntakeTest, TakesTheReceiptOfAReplicaWhoseClockIsAhead) {
  JournalPrediction ahead = Predicted("a");
  ahead.predicted_at = absl::Now() + absl::Seconds(30);
  EXPECT_EQ(ReportOne(ByReceipt(ahead, 1)).status(), v1::OUTCOME_STATUS_COUNTED);
}

TEST_F(IntakeTest, TakesTheIdOfAReplicaWhoseClockIsAhead) {
  JournalPrediction ahead = Predicted("a");
  ahead.predicted_at = absl::Now() + absl::Seconds(30);
  writer->Add(ahead);
  EXPECT_EQ(ReportOne(ById("a", 1)).status(), v1::OUTCOME_STATUS_COUNTED);
}

TEST_F(IntakeTest, TakesALateRetryForADuplicate) {
  writer->Add(Predicted("a"));
  v1::Outcome first = ById("a", 0), second = ById("a", 1);
  Observe(first, predicted_at + absl::Hours(1));
  Observe(second, predicted_at + absl::Hours(2));
  ReportOne(first);
  EXPECT_EQ(ReportOne(second).status(), v1::OUTCOME_STATUS_CORRECTED);
  const auto result = ReportOne(first);
  EXPECT_EQ(result.status(), v1::OUTCOME_STATUS_DUPLICATE);
  EXPECT_THAT(result.message(), HasSubstr("observed_at"));
  EXPECT_EQ(Statuses("duplicate"), 1);
  EXPECT_EQ(Statuses("corrected"), 1);
}

TEST_F(IntakeTest, CountsEveryPredictionWithTheId) {
  writer->Add(Predicted("a", 1));
  JournalPrediction later = Predicted("a", 2);
  later.predicted_at += absl::Seconds(1);
  writer->Add(later);
  const auto result = ReportOne(ById("a", 1));
  EXPECT_EQ(result.version(), 2);
  EXPECT_EQ(Statuses("counted", "1"), 1);
  EXPECT_EQ(Statuses("counted", "2"), 1);
}

TEST_F(IntakeTest, NeverFailsTheOthersBecauseOfOne) {
  writer->Add(Predicted("a"));
  writer->Add(Predicted("b"));
  const auto results = Report({ById("a", 1), ById("", 1), ById("nobody", 0), ById("b", 0)});
  ASSERT_TRUE(results.ok());
  EXPECT_EQ(results->Get(0).status(), v1::OUTCOME_STATUS_COUNTED);
  EXPECT_EQ(results->Get(1).status(), v1::OUTCOME_STATUS_INVALID);
  EXPECT_EQ(results->Get(2).status(), v1::OUTCOME_STATUS_UNKNOWN_PREDICTION);
  EXPECT_EQ(results->Get(3).status(), v1::OUTCOME_STATUS_COUNTED);
}

TEST_F(IntakeTest, BoundsAReport) {
  EXPECT_TRUE(absl::IsInvalidArgument(Report({}).status()));
  const auto status = Report(std::vector<v1::Outcome>(6, ById("a", 1))).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("--max-outcomes"));
}

TEST_F(IntakeTest, AcknowledgesAndCountsNothingThatIsNotDurable) {
  journal.Fail(absl::ResourceExhaustedError("no space on /secret/place"));
  const auto status = Report({ByReceipt(Predicted("a"), 1), ById("", 1)}).status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("full"));
  EXPECT_EQ(std::string(status.message()).find("secret"), std::string::npos);
  EXPECT_EQ(Statuses("counted"), 0);
  EXPECT_EQ(Statuses("invalid", ""), 0);
  EXPECT_EQ(CountedInBin05(), 0);
}

TEST_F(IntakeTest, TellsTheMonitorOnceAReport) {
  Report({ByReceipt(Predicted("a"), 1), ByReceipt(Predicted("b"), 1)}).IgnoreError();
  ReportOne(ById("", 1));
  writer.reset();
  EXPECT_EQ(pokes, 1);
}

}  // namespace
}  // namespace credence::server
