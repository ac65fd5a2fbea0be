#include "server/monitoring/traffic.h"

#include <gmock/gmock.h>

#include "server/telemetry/calls.h"
#include "tests/server/support/fake_predictor.h"

namespace credence::server {
namespace {

struct TrafficTest : ::testing::Test {
  void Predicted(int kept, int deferred) {
    for (int i = 0; i < kept; ++i) model->CountPrediction(0.1, 0.01, false);
    for (int i = 0; i < deferred; ++i) model->CountPrediction(0.1, 0.01, true);
  }
  void Called(absl::StatusCode code, double seconds, int times = 1) {
    for (int i = 0; i < times; ++i) model->rpc.Observe(Method::kPredict, code, seconds);
  }
  TrafficFigures Of() { return traffic.Of(*model); }

  Metrics metrics;
  std::unique_ptr<predict::Predictor> predictor = testing::MakeFakePredictor();
  std::unique_ptr<ModelMetrics> model = metrics.ForModel("fake", 1, *predictor);
  absl::Time now = absl::UnixEpoch();
  Traffic traffic{{model.get()}, [this] { return now; }};
};

TEST_F(TrafficTest, IsZeroBeforeTheFirstCall) {
  EXPECT_EQ(Of().prediction_rate, 0);
  now += absl::Seconds(10);
  EXPECT_EQ(Of().prediction_rate, 0);
  EXPECT_EQ(Of().error_ratio, 0);
  EXPECT_EQ(Of().deferral_ratio, 0);
  EXPECT_EQ(Of().latency_median, std::nullopt);
}

TEST_F(TrafficTest, IsOverTheTimeSinceTheStartWhileThatIsShort) {
  Predicted(30, 10);
  now += absl::Seconds(20);
  EXPECT_DOUBLE_EQ(Of().prediction_rate, 2);
  EXPECT_DOUBLE_EQ(Of().deferral_ratio, 0.25);
}

TEST_F(TrafficTest, ForgetsWhatIsOlderThanItsWindow) {
  Predicted(100, 0);
  for (int i = 0; i < 60; ++i) {
    now += Traffic::kPeriod;
    traffic.Sample();
  }
  EXPECT_DOUBLE_EQ(Of().prediction_rate, 100 / 300.0);
  now += Traffic::kPeriod;
  traffic.Sample();
  EXPECT_EQ(Of().prediction_rate, 0);
  Predicted(0, 3);
  EXPECT_DOUBLE_EQ(Of().prediction_rate, 3 / 300.0);
  EXPECT_DOUBLE_EQ(Of().deferral_ratio, 1);
}

TEST_F(TrafficTest, CountsFailedCallsAndTimesTheOthers) {
  Called(absl::StatusCode::kOk, 0.0007, 90);  // between 0.0005 and 0.001
  Called(absl::StatusCode::kOk, 0.03, 9);     // between 0.025 and 0.05
  Called(absl::StatusCode::kInternal, 5, 1);
  now += absl::Seconds(1);
  EXPECT_DOUBLE_EQ(Of().error_ratio, 0.01);
  EXPECT_DOUBLE_EQ(absl::ToDoubleSeconds(*Of().latency_median), 0.000775);
  EXPECT_NEAR(absl::ToDoubleSeconds(*Of().latency_q99), 0.0472, 0.0001);
}

TEST_F(TrafficTest, DoesNotCountTheClientsMistakesAsFailures) {
  Called(absl::StatusCode::kInvalidArgument, 0.001, 3);
  Called(absl::StatusCode::kCancelled, 0.001);
  EXPECT_EQ(Of().error_ratio, 0);
  Called(absl::StatusCode::kUnavailable, 0.001);
  EXPECT_DOUBLE_EQ(Of().error_ratio, 0.2);
}

TEST(HistogramQuantile, InterpolatesWithinItsBucket) {
  EXPECT_EQ(HistogramQuantile({1, 2, 4}, {0, 10, 10, 0}, 0.5), 2);
  EXPECT_EQ(HistogramQuantile({1, 2, 4}, {0, 10, 10, 0}, 0.75), 3);
  EXPECT_EQ(HistogramQuantile({1, 2, 4}, {10, 0, 0, 0}, 0.1), 0.1);
  EXPECT_EQ(HistogramQuantile({1, 2, 4}, {0, 0, 0, 5}, 0.5), 4);
  EXPECT_EQ(HistogramQuantile({1, 2, 4}, {0, 0, 0, 0}, 0.5), std::nullopt);
}

}  // namespace
}  // namespace credence::server
