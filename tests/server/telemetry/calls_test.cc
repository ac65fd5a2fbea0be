#include "server/telemetry/calls.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/server/support/fake_predictor.h"

namespace credence::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct CallsTest : ::testing::Test {
  Metrics metrics;
  std::ostringstream logged;
  Log log{"text", "debug", logged};
  Calls calls{metrics, log};
  const std::unique_ptr<predict::Predictor> predictor = testing::MakeFakePredictor();
  const std::unique_ptr<ModelMetrics> model = metrics.ForModel("fake", 7, *predictor);
};

TEST_F(CallsTest, CountsWhatIsInFlight) {
  {
    const Call call = calls.Begin(Method::kPredict);
    EXPECT_EQ(metrics.in_flight(Method::kPredict).Value(), 1);
  }
  EXPECT_EQ(metrics.in_flight(Method::kPredict).Value(), 0);
}

TEST_F(CallsTest, TimesByMethodModelVersionAndCode) {
  calls.Begin(Method::kPredict).Finish(absl::OkStatus(), model.get(), 3);
  EXPECT_THAT(metrics.Page(),
              HasSubstr("credence_rpc_duration_seconds_count{code=\"OK\",method=\"Predict\","
                        "model=\"fake\",version=\"7\"} 1"));
}

TEST_F(CallsTest, LogsACallAtDebugLevel) {
  calls.Begin(Method::kPredict).Finish(absl::NotFoundError("Jane Doe"), model.get(), 3);
  EXPECT_THAT(logged.str(), AllOf(HasSubstr("method=Predict model=fake version=7 code=NOT_FOUND"),
                                  HasSubstr("rows=3"), Not(HasSubstr("Jane"))));
}

TEST_F(CallsTest, CountsRejectionsByReason) {
  const std::pair<absl::Status, Rejection> cases[] = {
      {absl::InvalidArgumentError(""), Rejection::kInvalid},
      {absl::NotFoundError(""), Rejection::kNotFound},
      {absl::ResourceExhaustedError(""), Rejection::kOverLimit},
      {absl::UnavailableError(""), Rejection::kQueueFull}};
  for (const auto& [status, reason] : cases) {
    calls.Begin(Method::kPredict).Finish(status, nullptr, 1);
    EXPECT_EQ(metrics.rejected(reason).Value(), 1) << status;
  }
}

TEST_F(CallsTest, RefusesNewCallsOnceAsked) {
  EXPECT_FALSE(calls.Begin(Method::kPredict).refused());
  calls.Refuse();
  EXPECT_TRUE(calls.Begin(Method::kPredict).refused());
}

TEST_F(CallsTest, IsIdleOnceTheLastCallHasEnded) {
  auto call = std::make_unique<Call>(calls.Begin(Method::kPredict));
  calls.Refuse();
  EXPECT_FALSE(calls.WaitUntilIdle(std::chrono::milliseconds(1)));
  std::thread end([&call] { call.reset(); });
  EXPECT_TRUE(calls.WaitUntilIdle(std::chrono::hours(1)));
  end.join();
}

TEST_F(CallsTest, CountsMessagesOfAStreamByCode) {
  calls.CountMessage(absl::OkStatus());
  calls.CountMessage(absl::InvalidArgumentError(""));
  EXPECT_EQ(metrics.stream_messages(absl::StatusCode::kOk).Value(), 1);
  EXPECT_EQ(metrics.stream_messages(absl::StatusCode::kInvalidArgument).Value(), 1);
}

}  // namespace
}  // namespace credence::server
