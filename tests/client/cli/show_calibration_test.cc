#include "client/cli/show_calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/json.h"

namespace credence::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Terminal kAscii = {.utf8 = false, .colour = false};

v1::Calibration Ward() {
  v1::Calibration calibration;
  EXPECT_TRUE(FromJson(R"({"model": "ehr", "version": 2, "outcomes": 200, "events": 30,
    "ece": {"value": 0.05, "low": 0.03, "high": 0.08}, "ece_null": {"q50": 0.02, "q95": 0.04},
    "observed_over_expected": {"value": 1.2},
    "equal_mass_bins": [
      {"lower": 0, "upper": 0.1, "outcomes": 150, "predicted": 0.05, "observed": 0.04,
       "observed_low": 0.02, "observed_high": 0.08},
      {"lower": 0.1, "upper": 0.2},
      {"lower": 0.2, "upper": 1, "outcomes": 50, "predicted": 0.45, "observed": 0.48,
       "observed_low": 0.35, "observed_high": 0.61}],
    "label_coverage": {"predictions": 400, "with_outcome": 200, "ratio": 0.5,
                       "delay_median": "259200s", "delay_max": "777600s"}})",
                       &calibration)
                  .ok());
  return calibration;
}

TEST(CalibrationText, PutsFiguresBesideTheNullBand) {
  const std::string text = CalibrationText(Ward(), kAscii);
  EXPECT_THAT(text, HasSubstr("ehr version 2: 200 outcomes, 30 events"));
  EXPECT_THAT(text,
              HasSubstr("ECE                  0.0500  0.0300 to 0.0800  up to 0.0400: OUTSIDE"));
  EXPECT_THAT(text, HasSubstr("observed / expected   1.200"));
  EXPECT_THAT(text, Not(HasSubstr("AUROC")));  // absent
  EXPECT_THAT(text, HasSubstr("200 of 400 predictions have their outcome (50 %)"));
  EXPECT_THAT(text, HasSubstr("delay 3.0 days in the median, 9.0 days at most"));
}

TEST(CalibrationText, DrawsABarForEachBinThatHasOutcomes) {
  const std::string text = CalibrationText(Ward(), kAscii);
  EXPECT_THAT(text, HasSubstr("o predicted  x observed  0 to 70 %"));
  EXPECT_THAT(text, HasSubstr("0.0-10.0       150          5.0         4.0  .-#--."));
  EXPECT_THAT(text, Not(HasSubstr("10.0-20.0")));
}

TEST(CalibrationText, SaysSoBeforeTheFirstOutcome) {
  v1::Calibration calibration;
  calibration.set_model("ehr");
  EXPECT_THAT(CalibrationText(calibration, kAscii), HasSubstr("No outcome yet"));
}

TEST(EvidenceText, ShowsHowFarTheAlarmIs) {
  v1::GetEvidenceResponse evidence;
  evidence.set_log_threshold(4.605170185988092);
  evidence.set_log_evidence(2.302585092994046);
  EXPECT_EQ(EvidenceText(evidence, kAscii),
            "evidence against calibration 10, alarm at 100  ###############...............  "
            "no alarm\n");
  evidence.set_log_evidence(6);
  evidence.set_alarmed(true);
  EXPECT_THAT(EvidenceText(evidence, kAscii), HasSubstr("##############################  ALARM"));
  evidence.set_log_evidence(-3);
  evidence.set_alarmed(false);
  EXPECT_THAT(EvidenceText(evidence, kAscii), HasSubstr(".............................."));
}

TEST(OutcomesTable, CountsAndExplains) {
  v1::ReportOutcomesStreamResponse summary;
  ASSERT_TRUE(FromJson(R"({"counts": [{"status": "OUTCOME_STATUS_COUNTED", "outcomes": 9},
      {"status": "OUTCOME_STATUS_UNKNOWN_PREDICTION", "outcomes": 1}],
      "refused": [{"position": 4, "result": {"status": "OUTCOME_STATUS_UNKNOWN_PREDICTION",
                                             "message": "no such prediction"}}]})",
                       &summary)
                  .ok());
  EXPECT_EQ(OutcomesTable(summary, kAscii),
            "status              outcomes\n"
            "counted                    9\n"
            "unknown prediction         1\n"
            "outcome 5: unknown prediction: no such prediction\n");
}

}  // namespace
}  // namespace credence::cli
