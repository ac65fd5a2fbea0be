#include "client/cli/load.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/client/fake_server.h"

namespace credence::cli {
namespace {

using std::chrono::milliseconds;

class LoadTest : public testing::Test {
 protected:
  LoadOptions Options() const {
    return {.target = server_.address(),
            .method = "/credence.v1.PredictionService/Predict",
            .connections = 2,
            .concurrency = 4,
            .warmup = milliseconds(50),
            .duration = milliseconds(200),
            .deadline = milliseconds(5000)};
  }

  LoadResult Run(const LoadOptions& options) {
    v1::PredictRequest request;
    request.add_instances()->set_prediction_id("a");
    grpc::Slice slice(request.SerializeAsString());
    return RunLoad(options, {grpc::ByteBuffer(&slice, 1)}, [this] { ++marks_; });
  }

  client::FakeService service_;
  client::FakeServer server_{&service_};
  int marks_ = 0;
};

TEST_F(LoadTest, CountsCallsOfTheMeasurementOnly) {
  const LoadResult result = Run(Options());
  EXPECT_EQ(marks_, 2);
  EXPECT_GE(result.seconds, 0.2);
  EXPECT_FALSE(result.latencies_us.empty());
  EXPECT_LT(result.latencies_us.size(), static_cast<size_t>(service_.calls));
  EXPECT_TRUE(result.errors.empty());
}

TEST_F(LoadTest, NeverSendsMoreThanTheRateAsks) {
  LoadOptions options = Options();
  options.rate = 100;
  const LoadResult result = Run(options);
  // 250 ms at 100 a second, the first one at once; one more for the edges.
  EXPECT_LE(service_.calls, 27);
  EXPECT_GT(result.latencies_us.size(), 0u);
}

TEST_F(LoadTest, MeasuresAnOpenLoopFromTheTimeACallWasDue) {
  service_.predict = [](grpc::ServerContext* context, const auto&, auto*) {
    const auto end = context->deadline() - milliseconds(4900);
    while (std::chrono::system_clock::now() < end) std::this_thread::yield();
    return grpc::Status::OK;
  };
  LoadOptions options = Options();
  options.concurrency = 1;
  options.connections = 1;
  options.rate = 1000;
  options.duration = milliseconds(500);
  const LoadResult result = Run(options);
  ASSERT_GE(result.latencies_us.size(), 2u);
  // Each call takes at least 100 ms and 1 ms later the next one is due: a call waits for those
  // before it.
  EXPECT_GT(*std::max_element(result.latencies_us.begin(), result.latencies_us.end()), 250'000);
}

TEST_F(LoadTest, CountsErrorsByCode) {
  service_.predict = [](auto*, const auto&, auto*) {
    return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "too many");
  };
  const LoadResult result = Run(Options());
  EXPECT_TRUE(result.latencies_us.empty());
  EXPECT_GT(result.errors.at(absl::StatusCode::kResourceExhausted), 0);
}

}  // namespace
}  // namespace credence::cli
