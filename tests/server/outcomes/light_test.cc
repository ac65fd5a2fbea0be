#include <gmock/gmock.h>

#include "server/outcomes/monitor.h"

namespace credence::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using v1::TrafficLight;

// A version in good order.
MonitorSnapshot Good() {
  MonitorSnapshot snapshot;
  snapshot.horizon = absl::Hours(24 * 90);
  snapshot.window.count = 2000;
  snapshot.window.events = 280;
  snapshot.window.ece = metrics::Estimate{0.02};
  snapshot.window.ece_null = metrics::NullQuantiles{0.01, 0.017, 0.026, 0.031};
  snapshot.window.calibration_z = -0.4;
  snapshot.coverage = {3000, 2800};
  return snapshot;
}

TEST(LightOf, IsGreenWithItsNumbers) {
  const TrafficLight light = LightOf(Good());
  EXPECT_EQ(light.color(), TrafficLight::COLOR_GREEN);
  EXPECT_THAT(light.reason(), AllOf(HasSubstr("2000"), HasSubstr("0.0200"), HasSubstr("0.0310"),
                                    HasSubstr("z = -0.4"), HasSubstr("4.61")));
}

TEST(LightOf, IsGreyWhereEventsOrTheirAbsenceAreFew) {
  MonitorSnapshot snapshot = Good();
  snapshot.window.events = 19;
  EXPECT_EQ(LightOf(snapshot).color(), TrafficLight::COLOR_GREY);
  EXPECT_THAT(LightOf(snapshot).reason(), AllOf(HasSubstr("19 with"), HasSubstr("1981 without")));
  snapshot.window.events = 1981;
  EXPECT_EQ(LightOf(snapshot).color(), TrafficLight::COLOR_GREY);
  snapshot.window.events = 20;
  EXPECT_EQ(LightOf(snapshot).color(), TrafficLight::COLOR_GREEN);
  EXPECT_EQ(LightOf(MonitorSnapshot()).color(), TrafficLight::COLOR_GREY);
}

TEST(LightOf, IsYellowForEachWarningAndNamesAll) {
  MonitorSnapshot snapshot = Good();
  snapshot.window.ece->value = 0.0311;
  EXPECT_EQ(LightOf(snapshot).color(), TrafficLight::COLOR_YELLOW);
  EXPECT_THAT(LightOf(snapshot).reason(), HasSubstr("ECE of 0.0311 is above 0.0310"));

  snapshot = Good();
  snapshot.window.calibration_z = -3.2;
  EXPECT_EQ(LightOf(snapshot).color(), TrafficLight::COLOR_YELLOW);
  EXPECT_THAT(LightOf(snapshot).reason(), HasSubstr("z = -3.2"));

  snapshot.coverage = {1000, 499};
  EXPECT_THAT(
      LightOf(snapshot).reason(),
      AllOf(HasSubstr("z = -3.2"), HasSubstr("499 of the 1000 predictions of the last 90 days")));
}

TEST(LightOf, IsRedOnceTheAlarmWasRaisedHoweverFewTheOutcomes) {
  MonitorSnapshot snapshot;
  for (int i = 0; i < 12; ++i) {
    snapshot.evidence.Observe(0.02, 1, i + 1, absl::FromUnixSeconds(1'700'000'000));
  }
  const TrafficLight light = LightOf(snapshot);
  EXPECT_EQ(light.color(), TrafficLight::COLOR_RED);
  EXPECT_THAT(light.reason(), AllOf(HasSubstr("2023-11-14 22:13 UTC"), HasSubstr("12 outcomes")));
}

TEST(ToProto, HasEverythingOfTheEvidence) {
  MonitorSnapshot snapshot;
  snapshot.model = "icu";
  snapshot.version = 3;
  v1::GetEvidenceResponse response = ToProto(snapshot);
  EXPECT_FALSE(response.has_alarmed_at());
  EXPECT_EQ(response.history_size(), 0);
  for (int i = 0; i < 12; ++i) {
    snapshot.evidence.Observe(0.02, 1, i + 1, absl::FromUnixMicros(1'700'000'000'250'000));
  }
  response = ToProto(snapshot);
  EXPECT_EQ(response.model(), "icu");
  EXPECT_EQ(response.version(), 3);
  EXPECT_TRUE(response.alarmed());
  EXPECT_EQ(response.alarmed_at().seconds(), 1'700'000'000);
  EXPECT_EQ(response.alarmed_at().nanos(), 250'000'000);
  EXPECT_EQ(response.outcomes(), 12);
  EXPECT_DOUBLE_EQ(response.log_threshold(), 4.605170185988092);
  ASSERT_EQ(response.history_size(), 12);
  EXPECT_EQ(response.history(11).outcomes(), 12);
  EXPECT_EQ(response.history(11).log_evidence(), response.log_evidence());
}

}  // namespace
}  // namespace credence::server
