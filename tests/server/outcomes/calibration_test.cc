#include "server/outcomes/calibration.h"

#include <gmock/gmock.h>

#include <cmath>

#include "google/rpc/error_details.pb.h"
#include "server/predict/errors.h"
#include "tests/server/support/fake_journal.h"

namespace credence::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

CalibrationModel Binary() {
  return {.model = "ward",
          .version = 3,
          .in_service = true,
          .classes = {"survived", "died"},
          .positive_class = 1,
          .decision_threshold = 0.5,
          .cohorts = {"medical", "surgical"},
          .inner_edges = {0.1, 0.3}};
}

CalibrationModel ThreeClasses() {
  CalibrationModel model = Binary();
  model.classes = {"home", "ward", "died"};
  model.inner_edges = {};
  return model;
}

JournalPrediction Predict(const std::string& id, int hours) {
  JournalPrediction prediction;
  prediction.prediction_id = id;
  prediction.model = "ward";
  prediction.version = 3;
  prediction.predicted_at = kNow - absl::Hours(hours);
  return prediction;
}

struct CalibrationTest : ::testing::Test {
  // A prediction made `hours` ago, with its outcome received now.
  void Add(std::vector<double> probabilities, int label, int hours = 24,
           const std::string& cohort = "", bool deferred = false) {
    const std::string id = std::to_string(journal.predictions());
    JournalPrediction prediction = Predict(id, hours);
    for (double p : probabilities) prediction.average_nll.push_back(0.1 - std::log(p));
    prediction.probabilities = std::move(probabilities);
    prediction.deferred = deferred;
    prediction.cohort = cohort;
    JournalOutcome outcome;
    outcome.prediction_id = id;
    outcome.label = label;
    outcome.observed_at = outcome.received_at = kNow;
    Write({prediction}, {outcome});
  }
  void Write(std::vector<JournalPrediction> predictions, std::vector<JournalOutcome> outcomes) {
    std::vector<OutcomeJoins> joins;
    ASSERT_TRUE(journal.Write(predictions, outcomes, absl::Hours(10'000), joins).ok());
  }
  absl::StatusOr<v1::Calibration> Compute(const CalibrationModel& model = Binary(),
                                          absl::Time now = kNow) {
    return ComputeCalibration(request, model, journal, defaults, now);
  }
  absl::Status Error(const CalibrationModel& model = Binary()) { return Compute(model).status(); }

  testing::FakeJournal journal;
  v1::GetCalibrationRequest request;
  CalibrationDefaults defaults;
};

TEST_F(CalibrationTest, JudgesTheEventOfABinaryModel) {
  Add({0.8, 0.2}, 0);
  Add({0.4, 0.6}, 1);
  const auto answer = Compute();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->model(), "ward");
  EXPECT_EQ(answer->version(), 3);
  EXPECT_EQ(answer->target(), "event");
  EXPECT_EQ(answer->target_class(), "died");
  EXPECT_EQ(answer->outcomes(), 2);
  EXPECT_EQ(answer->events(), 1);
  EXPECT_THAT(answer->bins(), SizeIs(15));
  EXPECT_THAT(answer->equal_mass_bins(), SizeIs(3));
  EXPECT_NEAR(answer->ece().value(), 0.3, 1e-15);
  EXPECT_NEAR(answer->brier().value(), (0.04 + 0.16) / 2, 1e-15);
  EXPECT_NEAR(answer->average_nll().value() - answer->mixture_nll().value(), 0.1, 1e-15);
  EXPECT_EQ(answer->kept().outcomes(), 2);
  EXPECT_EQ(answer->deferred().outcomes(), 0);
  EXPECT_FALSE(answer->deferred().has_brier());
  EXPECT_THAT(answer->class_ece(), IsEmpty());
}

TEST_F(CalibrationTest, SaysWhenOutcomesCameAndHowLate) {
  Add({0.8, 0.2}, 0, 10);
  Add({0.8, 0.2}, 0, 20);
  Add({0.8, 0.2}, 0, 90);
  const auto answer = Compute();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->first_outcome().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(answer->last_outcome().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(answer->label_coverage().delay_median().seconds(), 20 * 3600);
  EXPECT_EQ(answer->label_coverage().delay_q90().seconds(), (20 + 70 * 0.8) * 3600);
  EXPECT_EQ(answer->label_coverage().delay_max().seconds(), 90 * 3600);
}

TEST_F(CalibrationTest, CountsCoverageWithinTheHorizon) {
  Add({0.8, 0.2}, 0, 10);
  Add({0.8, 0.2}, 0, 50);
  Write({Predict("waiting", 1)}, {});
  defaults.horizon = absl::Hours(24);
  const auto answer = Compute();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->outcomes(), 2);
  EXPECT_EQ(answer->label_coverage().predictions(), 2);
  EXPECT_EQ(answer->label_coverage().with_outcome(), 1);
  EXPECT_EQ(answer->label_coverage().ratio(), 0.5);
}

TEST_F(CalibrationTest, AnswersWithoutOutcomes) {
  const auto answer = Compute();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->outcomes(), 0);
  EXPECT_THAT(answer->bins(), SizeIs(15));
  EXPECT_FALSE(answer->has_ece() || answer->has_brier() || answer->has_ece_null());
  EXPECT_FALSE(answer->has_first_outcome());
  EXPECT_FALSE(answer->label_coverage().has_ratio());
}

TEST_F(CalibrationTest, JudgesTheTopLabelOfMoreClasses) {
  Add({0.7, 0.2, 0.1}, 0);
  Add({0.1, 0.3, 0.6}, 1);
  const auto answer = Compute(ThreeClasses());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->target(), "top_label");
  EXPECT_EQ(answer->target_class(), "");
  EXPECT_EQ(answer->events(), 1);
  EXPECT_THAT(answer->class_ece(), SizeIs(3));
  EXPECT_NEAR(answer->classwise_ece(), (0.4 + 0.9 + 0.7) / 6, 1e-15);
}

TEST_F(CalibrationTest, JudgesOneClassWhereAsked) {
  Add({0.7, 0.2, 0.1}, 0);
  Add({0.1, 0.3, 0.6}, 1);
  request.set_target_class(1);
  const auto answer = Compute(ThreeClasses());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->target(), "class");
  EXPECT_EQ(answer->target_class(), "ward");
  EXPECT_NEAR(answer->mean_predicted(), 0.25, 1e-15);
}

TEST_F(CalibrationTest, ReadsTheDecisionCohortAndWindowAskedFor) {
  Add({0.8, 0.2}, 0, 1, "medical", /*deferred=*/true);
  Add({0.8, 0.2}, 0, 1, "surgical");
  Add({0.8, 0.2}, 1, 1, "surgical");
  request.set_cohort("surgical");
  EXPECT_EQ(Compute()->outcomes(), 2);
  request.set_last_outcomes(1);
  EXPECT_EQ(Compute()->events(), 1);
  request.Clear();
  request.set_decision(v1::DECISION_DEFER);
  EXPECT_EQ(Compute()->outcomes(), 1);
  request.set_decision(v1::DECISION_KEEP);
  EXPECT_EQ(Compute()->outcomes(), 2);
  request.Clear();
  request.mutable_last_duration()->set_seconds(60);
  EXPECT_EQ(Compute(Binary(), kNow + absl::Seconds(59))->outcomes(), 3);
  EXPECT_EQ(Compute(Binary(), kNow + absl::Seconds(61))->outcomes(), 0);
  request.Clear();
  defaults.window = 2;
  EXPECT_EQ(Compute()->outcomes(), 2);
}

TEST_F(CalibrationTest, NamesEveryFieldThatIsOutOfRange) {
  request.set_bins(101);
  request.set_last_outcomes(0);
  request.set_target_class(0);
  request.set_decision(static_cast<v1::Decision>(7));
  EXPECT_EQ(Error().code(), absl::StatusCode::kInvalidArgument);
  google::rpc::BadRequest bad;
  ASSERT_TRUE(ToRpcStatus(Error()).details(0).UnpackTo(&bad));
  std::vector<std::string> found;
  for (const auto& violation : bad.field_violations()) {
    found.push_back(violation.field() + ": " + violation.description());
  }
  EXPECT_THAT(found,
              ElementsAre("bins: got 101, wanted 1 to 100, or 0 for 15",
                          "decision: got 7, wanted 0 (all), 1 (kept) or 2 (deferred)",
                          "last_outcomes: got 0, wanted 1 to 1000000",
                          "target_class: got 0, wanted 1, the event of this model of two classes, "
                          "or no target_class"));
}

TEST_F(CalibrationTest, RefusesAnEmptyStretchOfTimeAndAClassThatIsNone) {
  request.mutable_last_duration();
  EXPECT_THAT(Error().message(), HasSubstr("last_duration: got 0, wanted a duration above 0"));
  request.Clear();
  request.set_target_class(3);
  EXPECT_THAT(Error(ThreeClasses()).message(), HasSubstr("target_class: got 3, wanted 0 to 2"));
}

TEST_F(CalibrationTest, KnowsOnlyTheModelsCohorts) {
  request.set_cohort("night");
  EXPECT_EQ(Error().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Error().message(), HasSubstr("got night, wanted one of medical, surgical, or none"));
}

TEST_F(CalibrationTest, JudgesAVersionThatIsOutOfService) {
  for (int i = 0; i < 40; ++i) Add({1 - i / 40.0, i / 40.0}, i % 2);
  const auto model = CalibrationModelOfJournal(journal, "ward", 3);
  ASSERT_TRUE(model.ok()) << model.status();
  request.set_cohort("any");  // nobody knows its cohorts any more
  EXPECT_EQ(Compute(*model)->outcomes(), 0);
  request.Clear();
  const auto answer = Compute(*model);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->target(), "event");
  EXPECT_EQ(answer->target_class(), "");
  EXPECT_THAT(answer->equal_mass_bins(), SizeIs(20));
  EXPECT_EQ(answer->equal_mass_bins(7).outcomes(), 2);
  request.set_target_class(2);
  EXPECT_THAT(Error(*model).message(), HasSubstr("target_class: got 2, wanted 0 to 1"));
  EXPECT_EQ(CalibrationModelOfJournal(journal, "ward", 4).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(CalibrationTest, TellsWhereAVersionsFilesWereReplaced) {
  Add({0.7, 0.2, 0.1}, 0);
  EXPECT_EQ(Error().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Error().message(), HasSubstr("got a prediction of 3 classes for ward version 3"));
}

TEST_F(CalibrationTest, KeepsTheJournalsErrorAsItIs) {
  absl::Status locked = absl::UnavailableError("journal: another process holds the lock");
  locked.SetPayload("mark", absl::Cord("of health"));
  for (const absl::Status& failure : {absl::DataLossError("journal: damaged"), locked}) {
    journal.Fail(failure);
    EXPECT_EQ(Error(), failure);
    EXPECT_EQ(CalibrationModelOfJournal(journal, "ward", 3).status(), failure);
  }
}

TEST_F(CalibrationTest, RefusesACohortWithAControlCharacter) {
  CalibrationModel retired = Binary();
  retired.in_service = false;
  for (const std::string& cohort : {std::string("a\0b", 3), std::string("a\n")}) {
    *request.mutable_cohort() = cohort;
    EXPECT_EQ(Error(retired).code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(Error(retired).message(), HasSubstr("cohort"));
  }
}

}  // namespace
}  // namespace credence::server
