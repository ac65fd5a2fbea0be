#include "server/telemetry/outcome_metrics.h"

#include <gmock/gmock.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "server/telemetry/metrics.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

checkpoint::Manifest Binary() {
  checkpoint::Manifest manifest;
  manifest.classes = {"survived", "died"};
  for (int i = 1; i < 20; ++i) manifest.calibration_bin_edges.push_back(i * 0.05);
  return manifest;
}

JournalPair Pair(std::vector<double> probabilities, int label, bool deferred = false) {
  JournalPair pair;
  pair.prediction.predicted_at = absl::FromUnixSeconds(1000);
  for (const double p : probabilities) pair.prediction.average_nll.push_back(0.125 - std::log(p));
  pair.prediction.probabilities = std::move(probabilities);
  pair.prediction.deferred = deferred;
  pair.label = label;
  pair.received_at = absl::FromUnixSeconds(1000 + 7200);
  return pair;
}

struct OutcomeMetricsTest : ::testing::Test {
  // The value of the sample with this name and, in this order, these labels beside model's and
  // version's; NaN where there is none.
  double Value(const std::string& name, const std::string& labels) const {
    const std::string page = metrics.Page();
    const std::string start = absl::StrCat("\n", name, "{", labels, "} ");
    const size_t at = page.find(start);
    return at == std::string::npos ? NAN : std::stod(page.substr(at + start.size()));
  }
  static std::string Bin(const std::string& bin, const std::string& decision = "keep") {
    return absl::StrCat("bin=\"", bin, "\",decision=\"", decision,
                        "\",model=\"icu\",version=\"3\"");
  }
  const std::string keep = "decision=\"keep\",model=\"icu\",version=\"3\"";
  const std::string defer = "decision=\"defer\",model=\"icu\",version=\"3\"";
  int Series() const {
    const std::string page = metrics.Page();
    int series = 0;
    for (size_t at = 0; (at = page.find("\ncredence_", at)) != std::string::npos; ++at) ++series;
    return series;
  }

  Metrics metrics;
};

TEST_F(OutcomeMetricsTest, HasEverySeriesAtZeroFromTheStart) {
  const OutcomeMetrics outcomes(metrics.registry(), "icu", 3, Binary());
  for (const char* name :
       {"credence_calibration_outcomes_total", "credence_calibration_predicted_events_total",
        "credence_calibration_observed_events_total", "credence_calibration_variance_total"}) {
    for (const char* decision : {"keep", "defer"}) {
      EXPECT_EQ(Value(name, Bin("00", decision)), 0) << name;
      EXPECT_EQ(Value(name, Bin("19", decision)), 0) << name;
    }
    EXPECT_TRUE(std::isnan(Value(name, Bin("20")))) << name;
  }
  for (const char* name : {"credence_brier_score_total", "credence_mixture_nll_nats_total",
                           "credence_average_nll_nats_total"}) {
    EXPECT_EQ(Value(name, keep), 0) << name;
    EXPECT_EQ(Value(name, defer), 0) << name;
  }
  for (const auto status : kOutcomeStatusNames) {
    EXPECT_EQ(Value("credence_outcomes_total",
                    absl::StrCat("model=\"icu\",status=\"", status, "\",version=\"3\"")),
              0)
        << status;
  }
  EXPECT_EQ(Value("credence_outcome_delay_seconds_count", "model=\"icu\",version=\"3\""), 0);
}

TEST_F(OutcomeMetricsTest, AddsAPairToItsBin) {
  OutcomeMetrics outcomes(metrics.registry(), "icu", 3, Binary());
  outcomes.CountPair(Pair({0.75, 0.25}, 1));
  outcomes.CountPair(Pair({0.72, 0.28}, 0));
  outcomes.CountPair(Pair({0.75, 0.25}, 0, true));
  EXPECT_EQ(Value("credence_calibration_outcomes_total", Bin("05")), 2);
  EXPECT_EQ(Value("credence_calibration_predicted_events_total", Bin("05")), 0.53);
  EXPECT_EQ(Value("credence_calibration_observed_events_total", Bin("05")), 1);
  EXPECT_NEAR(Value("credence_calibration_variance_total", Bin("05")), 0.1875 + 0.2016, 1e-12);
  EXPECT_NEAR(Value("credence_brier_score_total", keep), 0.5625 + 0.0784, 1e-12);
  EXPECT_NEAR(Value("credence_mixture_nll_nats_total", keep), -std::log(0.25 * 0.72), 1e-12);
  EXPECT_NEAR(Value("credence_average_nll_nats_total", keep), 0.25 - std::log(0.25 * 0.72), 1e-12);
  EXPECT_EQ(Value("credence_calibration_outcomes_total", Bin("05", "defer")), 1);
  EXPECT_EQ(Value("credence_brier_score_total", defer), 0.0625);
  EXPECT_EQ(Value("credence_outcome_delay_seconds_sum", "model=\"icu\",version=\"3\""), 3 * 7200);
}

TEST_F(OutcomeMetricsTest, PutsAnEdgeIntoTheBinAboveIt) {
  checkpoint::Manifest manifest = Binary();
  manifest.calibration_bin_edges = {0.25, 0.5};
  OutcomeMetrics outcomes(metrics.registry(), "icu", 3, manifest);
  outcomes.CountPair(Pair({0.75, 0.25}, 0));
  outcomes.CountPair(Pair({0, 1}, 1));
  EXPECT_EQ(Value("credence_calibration_outcomes_total", Bin("00")), 0);
  EXPECT_EQ(Value("credence_calibration_outcomes_total", Bin("01")), 1);
  EXPECT_EQ(Value("credence_calibration_outcomes_total", Bin("02")), 1);
  EXPECT_TRUE(std::isnan(Value("credence_calibration_outcomes_total", Bin("03"))));
}

TEST_F(OutcomeMetricsTest, StaysFiniteWhereTheImpossibleHappened) {
  OutcomeMetrics outcomes(metrics.registry(), "icu", 3, Binary());
  outcomes.CountPair(Pair({1, 0}, 1));
  EXPECT_LT(Value("credence_mixture_nll_nats_total", keep), 709);
  EXPECT_LT(Value("credence_average_nll_nats_total", keep), 709);
}

TEST_F(OutcomeMetricsTest, JudgesManyClassesByTheOneRankedFirst) {
  checkpoint::Manifest manifest = Binary();
  manifest.task = "multiclass";
  manifest.classes = {"home", "ward", "icu"};
  OutcomeMetrics outcomes(metrics.registry(), "icu", 3, manifest);
  outcomes.CountPair(Pair({0.25, 0.125, 0.625}, 2));
  outcomes.CountPair(Pair({0.25, 0.125, 0.625}, 1));
  EXPECT_EQ(Value("credence_calibration_outcomes_total", Bin("12")), 2);
  EXPECT_EQ(Value("credence_calibration_predicted_events_total", Bin("12")), 1.25);
  EXPECT_EQ(Value("credence_calibration_observed_events_total", Bin("12")), 1);
  EXPECT_EQ(Value("credence_brier_score_total", keep), 0.140625 + 0.390625);
}

TEST_F(OutcomeMetricsTest, TakesItsSeriesWithItAndLeavesOtherVersions) {
  const OutcomeMetrics other(metrics.registry(), "icu", 4, Binary());
  {
    OutcomeMetrics outcomes(metrics.registry(), "icu", 3, Binary());
    outcomes.CountPair(Pair({0.75, 0.25}, 1));
    EXPECT_THAT(metrics.Page(), HasSubstr("version=\"3\""));
  }
  EXPECT_THAT(metrics.Page(), Not(HasSubstr("version=\"3\"")));
  EXPECT_THAT(metrics.Page(), HasSubstr("version=\"4\""));
}

TEST_F(OutcomeMetricsTest, BoundsTheSeriesOfAVersion) {
  const OutcomeMetrics first(metrics.registry(), "icu", 3, Binary());
  const int one = Series();
  const OutcomeMetrics second(metrics.registry(), "icu", 4, Binary());
  // 4 sums x 20 bins and 3 sums, for kept and deferred; 9 statuses; 12 buckets, +Inf, sum, count.
  EXPECT_EQ(Series() - one, 2 * (4 * 20 + 3) + 9 + 15);
}

TEST_F(OutcomeMetricsTest, CountsByStatus) {
  OutcomeStatusMetrics statuses(metrics.registry(), "", "");
  statuses.Count(7);
  EXPECT_EQ(Value("credence_outcomes_total", "model=\"\",status=\"receipt_invalid\",version=\"\""),
            1);
}

TEST(Judge, TakesThePositiveClassOfTwo) {
  EXPECT_EQ(Judge({0.75, 0.25}, 0, 0).probability, 0.75);
  EXPECT_TRUE(Judge({0.75, 0.25}, 0, 0).happened);
  EXPECT_EQ(Judge({0.75, 0.25}, 0, 1).probability, 0.25);
  EXPECT_FALSE(Judge({0.75, 0.25}, 0, 1).happened);
}

}  // namespace
}  // namespace credence::server
