#include "server/outcomes/monitor.h"

#include <gmock/gmock.h>

#include <cmath>
#include <span>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "tests/server/support/fake_journal.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct MonitorTest : ::testing::Test {
  std::unique_ptr<Monitor> Make(Metrics& metrics, int64_t window = 100) {
    MonitorOptions options;
    options.window = window;
    options.recompute = options.count = options.save = absl::ZeroDuration();
    options.clock = [] { return absl::UnixEpoch(); };  // counts take no time
    auto monitor = std::make_unique<Monitor>(journal, metrics, log, options);
    monitor->Watch({.model = "icu", .version = 3});
    return monitor;
  }
  std::unique_ptr<Monitor> Make() { return Make(metrics); }

  void Write(const JournalPrediction* prediction, const JournalOutcome* outcome) {
    std::vector<OutcomeJoins> joins;
    const std::span predictions(prediction, prediction == nullptr ? 0 : 1);
    const std::span outcomes(outcome, outcome == nullptr ? 0 : 1);
    ASSERT_TRUE(journal.Write(predictions, outcomes, absl::Hours(100), joins).ok());
  }
  void Predict(const std::string& id, std::vector<double> probabilities,
               const std::string& model = "icu", int64_t version = 3) {
    JournalPrediction prediction;
    prediction.prediction_id = id;
    prediction.model = model;
    prediction.version = version;
    prediction.predicted_at = now - absl::Hours(5);
    for (const double p : probabilities) prediction.average_nll.push_back(0.1 - std::log(p));
    prediction.probabilities = std::move(probabilities);
    Write(&prediction, nullptr);
  }
  void Predict(const std::string& id, double risk) {
    Predict(id, std::vector<double>{1 - risk, risk});
  }
  void Report(const std::string& id, int label) {
    JournalOutcome outcome;
    outcome.prediction_id = id;
    outcome.label = label;
    outcome.observed_at = outcome.received_at = now;
    Write(nullptr, &outcome);
  }
  // Predictions from..to-1 with their outcomes: risk 0.1 to 0.5, every fourth happens.
  void Fill(int from, int to) {
    for (int i = from; i < to; ++i) {
      Predict(absl::StrCat("p", i), 0.1 * (1 + i % 5));
      Report(absl::StrCat("p", i), i % 4 == 0 ? 1 : 0);
    }
  }
  std::shared_ptr<const MonitorSnapshot> Step(Monitor& monitor) {
    now += absl::Seconds(1);
    const absl::Status status = monitor.Step(now);
    EXPECT_TRUE(status.ok()) << status;
    return *monitor.Find("icu", 3);
  }
  // NaN where there is no such series.
  static double Gauge(const Metrics& metrics, const std::string& name) {
    const std::string page = metrics.Page();
    const std::string start = absl::StrCat("\n", name, "{model=\"icu\",version=\"3\"} ");
    const size_t at = page.find(start);
    return at == std::string::npos ? NAN : std::stod(page.substr(at + start.size()));
  }

  absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  testing::FakeJournal journal;
  Metrics metrics;
  std::ostringstream lines;
  Log log{"text", "info", lines};
};

TEST_F(MonitorTest, BeginsWithoutOutcomes) {
  const auto monitor = Make();
  EXPECT_EQ((*monitor->Find("icu", 3))->window.count, 0);
  const auto snapshot = Step(*monitor);
  EXPECT_EQ(snapshot->window.count, 0);
  EXPECT_EQ(snapshot->evidence.alarm().outcomes(), 0);
  EXPECT_EQ(Gauge(metrics, "credence_window_outcomes"), 0);
  EXPECT_EQ(Gauge(metrics, "credence_calibration_log_evidence"), 0);
  EXPECT_TRUE(absl::IsNotFound(monitor->Find("icu", 4).status()));
}

TEST_F(MonitorTest, ShowsTheNewestOutcomesAsTheReportDoes) {
  const auto monitor = Make();
  Fill(0, 60);
  EXPECT_EQ(Step(*monitor)->window.count, 60);
  Fill(60, 150);
  Predict("pending", 0.3);
  const auto snapshot = Step(*monitor);
  EXPECT_EQ(snapshot->window.count, 100);
  EXPECT_EQ(snapshot->window.events, 25);
  EXPECT_EQ(snapshot->coverage.predictions, 151);
  EXPECT_EQ(snapshot->coverage.with_outcome, 150);
  EXPECT_EQ(snapshot->evidence.alarm().outcomes(), 150);
  // Risks of 0.1 to 0.5 in turn: 30 expected of 100.
  EXPECT_NEAR(Gauge(metrics, "credence_window_observed_over_expected_ratio"), 25.0 / 30, 1e-9);
  EXPECT_NEAR(Gauge(metrics, "credence_window_ece_ratio"), snapshot->window.ece->value, 1e-9);
  EXPECT_EQ(Gauge(metrics, "credence_outcomes_pending"), 1);
  EXPECT_NEAR(Gauge(metrics, "credence_label_coverage_ratio"), 150.0 / 151, 1e-12);
  EXPECT_NEAR(Gauge(metrics, "credence_calibration_log_evidence"),
              snapshot->evidence.alarm().log_evidence(), 1e-9);
}

TEST_F(MonitorTest, ShowsTheSameOnEveryReplicaHoweverOftenItLooks) {
  Metrics other_metrics;
  const auto often = Make();
  const auto seldom = Make(other_metrics);
  std::shared_ptr<const MonitorSnapshot> last;
  for (int i = 0; i < 240; ++i) {
    Fill(i, i + 1);
    if (i % 7 == 0) Report(absl::StrCat("p", i / 2), 1);  // some are corrected, some stay
    last = Step(*often);
    if (i == 30) Step(*seldom);
  }
  const auto once = Step(*seldom);
  EXPECT_EQ(once->window.count, last->window.count);
  EXPECT_EQ(once->window.events, last->window.events);
  EXPECT_EQ(once->window.ece->value, last->window.ece->value);
  EXPECT_EQ(once->evidence.alarm().Save(), last->evidence.alarm().Save());
  EXPECT_EQ(once->evidence.sequence(), last->evidence.sequence());
}

TEST_F(MonitorTest, TakesUpWhereItStoodAfterARestart) {
  Metrics before, after, never;
  auto straight = Make(never);
  {
    auto monitor = Make(before);
    Fill(0, 130);
    Step(*monitor);
    Step(*straight);
  }
  Fill(130, 180);
  Report("p3", 1);
  auto restarted = Make(after);
  const auto back = Step(*restarted);
  const auto same = Step(*straight);
  EXPECT_EQ(back->evidence.Save(), same->evidence.Save());
  EXPECT_EQ(back->window.count, 100);
  EXPECT_EQ(back->window.events, same->window.events);
  EXPECT_EQ(back->window.ece->value, same->window.ece->value);
}

TEST_F(MonitorTest, KeepsEvidenceThatRetentionDeletedTheOutcomesOf) {
  Metrics before, after;
  std::string saved;
  {
    auto monitor = Make(before);
    Fill(0, 80);
    saved = Step(*monitor)->evidence.Save();
  }
  ASSERT_EQ(*journal.Purge(now + absl::Hours(1), {}), 80);
  const auto monitor = Make(after);
  const auto snapshot = Step(*monitor);
  EXPECT_EQ(snapshot->evidence.Save(), saved);
  EXPECT_EQ(snapshot->window.count, 0);
}

// Counts take as long as it says.
struct SlowToCount : testing::FakeJournal {
  absl::StatusOr<Coverage> Count(const std::string& model, int64_t version,
                                 absl::Time predicted_since) override {
    ++counts;
    clock += takes;
    return FakeJournal::Count(model, version, predicted_since);
  }
  absl::Time clock = absl::UnixEpoch();
  absl::Duration takes;
  int counts = 0;
};

TEST_F(MonitorTest, CountsCoverageLessOftenWhereThatTakesLong) {
  SlowToCount slow;
  MonitorOptions options;
  options.count = absl::Seconds(10);
  options.clock = [&slow] { return slow.clock; };
  Monitor monitor(slow, metrics, log, options);
  monitor.Watch({.model = "icu", .version = 3});
  const absl::Time start = now;
  const auto counts_at = [&](int seconds) {
    EXPECT_TRUE(monitor.Step(start + absl::Seconds(seconds)).ok());
    return slow.counts;
  };
  slow.takes = absl::Milliseconds(100);  // a hundred times that is the interval asked for
  EXPECT_EQ(counts_at(0), 1);
  EXPECT_EQ(counts_at(9), 1);
  slow.takes = absl::Seconds(2);
  EXPECT_EQ(counts_at(10), 2);
  EXPECT_EQ(counts_at(209), 2);
  slow.takes = absl::ZeroDuration();
  EXPECT_EQ(counts_at(210), 3);
  EXPECT_EQ(counts_at(220), 4);
}

TEST_F(MonitorTest, ACorrectionMovesTheWindowAndNotTheEvidence) {
  const auto monitor = Make();
  Fill(0, 20);
  const auto before = Step(*monitor);
  Report("p1", 1);
  const auto after = Step(*monitor);
  EXPECT_EQ(after->window.count, 20);
  EXPECT_EQ(after->window.events, before->window.events + 1);
  EXPECT_EQ(after->evidence.alarm().Save(), before->evidence.alarm().Save());
  EXPECT_GT(after->evidence.sequence(), before->evidence.sequence());
}

TEST_F(MonitorTest, RaisesTheAlarmOnceTheRisksAreWrong) {
  const auto monitor = Make();
  for (int i = 0; i < 40; ++i) {
    Predict(absl::StrCat("p", i), 0.05);
    Report(absl::StrCat("p", i), 1);
  }
  const auto snapshot = Step(*monitor);
  EXPECT_TRUE(snapshot->evidence.alarm().alarmed());
  EXPECT_EQ(Gauge(metrics, "credence_calibration_alarm"), 1);
  EXPECT_GT(Gauge(metrics, "credence_calibration_log_evidence_max"), 4.605);
  EXPECT_EQ(LightOf(*snapshot).color(), v1::TrafficLight::COLOR_RED);
}

TEST_F(MonitorTest, JudgesTheTopLabelOfMoreClasses) {
  Metrics other;
  Monitor monitor(journal, other, log, {});
  MonitoredVersion version{.model = "triage", .version = 1, .classes = 3};
  version.target.kind = metrics::Target::Kind::kTopLabel;
  monitor.Watch(version);
  Predict("a", {0.2, 0.7, 0.1}, "triage", 1);
  Report("a", 1);
  ASSERT_TRUE(monitor.Step(now).ok());
  const auto snapshot = *monitor.Find("triage", 1);
  EXPECT_EQ(snapshot->window.events, 1);
  metrics::SequentialAlarm expected;
  expected.Observe(0.7, 1);
  EXPECT_EQ(snapshot->evidence.alarm().Save(), expected.Save());
}

TEST_F(MonitorTest, LeavesOutPredictionsOfAnotherNumberOfClasses) {
  const auto monitor = Make();
  Predict("a", {0.2, 0.7, 0.1});
  Report("a", 2);
  Fill(0, 5);
  const auto snapshot = Step(*monitor);
  EXPECT_EQ(snapshot->window.count, 5);
  EXPECT_EQ(snapshot->evidence.alarm().outcomes(), 5);
}

TEST_F(MonitorTest, StaysWithTheLastSnapshotWhileTheJournalFails) {
  const auto monitor = Make();
  Fill(0, 10);
  Step(*monitor);
  journal.Fail(absl::UnavailableError("journal: down"));
  EXPECT_TRUE(absl::IsUnavailable(monitor->Step(now)));
  EXPECT_TRUE(absl::IsUnavailable(monitor->Step(now)));
  EXPECT_EQ((*monitor->Find("icu", 3))->window.count, 10);
  const std::string failed = lines.str();
  EXPECT_EQ(failed.find("cannot follow"), failed.rfind("cannot follow"));
  journal.Fail(absl::OkStatus());
  Fill(10, 12);
  EXPECT_EQ(Step(*monitor)->window.count, 12);
  EXPECT_THAT(lines.str(), HasSubstr("follows the journal again"));
}

TEST_F(MonitorTest, BeginsAnewWhereTheSavedStateIsDamaged) {
  ASSERT_TRUE(journal.SaveState("evidence1/icu/3", 99, "damaged").ok());
  Fill(0, 10);
  const auto monitor = Make();
  EXPECT_EQ(Step(*monitor)->evidence.alarm().outcomes(), 10);
  EXPECT_THAT(lines.str(), HasSubstr("evidence begins anew"));
}

TEST_F(MonitorTest, ComputesFiguresNoMoreOftenThanAsked) {
  MonitorOptions options;
  options.recompute = absl::Seconds(5);
  Monitor monitor(journal, metrics, log, options);
  monitor.Watch({.model = "icu", .version = 3});
  Fill(0, 10);
  EXPECT_EQ(Step(monitor)->window.count, 10);
  Fill(10, 20);
  EXPECT_EQ(Step(monitor)->window.count, 10);
  EXPECT_EQ(Step(monitor)->evidence.alarm().outcomes(), 20);
  now += absl::Seconds(5);
  EXPECT_EQ(Step(monitor)->window.count, 20);
}

TEST_F(MonitorTest, GaugesComeAndGoWithTheVersion) {
  const auto monitor = Make();
  Fill(0, 10);
  Step(*monitor);
  EXPECT_THAT(metrics.Page(), HasSubstr("credence_window_ece_ratio{model=\"icu\""));
  monitor->Forget("icu", 3);
  EXPECT_THAT(metrics.Page(), Not(HasSubstr("credence_window_ece_ratio{")));
  EXPECT_TRUE(absl::IsNotFound(monitor->Find("icu", 3).status()));
  monitor->Watch({.model = "icu", .version = 3});
  EXPECT_EQ(Step(*monitor)->window.count, 10);
}

TEST_F(MonitorTest, StepsOnItsThreadWhenPoked) {
  MonitorOptions options;
  options.interval = absl::Hours(1);
  Monitor monitor(journal, metrics, log, options);
  monitor.Watch({.model = "icu", .version = 3});
  Fill(0, 10);
  monitor.Start();
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  const auto wait_for = [&](int64_t outcomes) {
    while ((*monitor.Find("icu", 3))->evidence.alarm().outcomes() < outcomes) {
      ASSERT_LT(absl::Now(), deadline);
      std::this_thread::yield();
    }
  };
  wait_for(10);
  Fill(10, 12);
  monitor.Poke();
  wait_for(12);
}

}  // namespace
}  // namespace credence::server
