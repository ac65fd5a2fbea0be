#include "tests/server/support/server_test.h"

#include <gmock/gmock.h>

#include <cmath>

namespace credence::server::testing {
namespace {

TEST_F(ServerTest, AnswersARawRowWithEverythingOfTheContract) {
  Start();
  auto request = RowRequest({1, 2, 3});
  request.mutable_instances(0)->set_label(1);
  request.set_include_members(true);
  v1::PredictResponse response;
  const grpc::Status status = Predict(request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.model(), "fake");
  EXPECT_EQ(response.version(), 2);
  ASSERT_EQ(response.predictions_size(), 1);
  const auto& prediction = response.predictions(0);
  double mean = 0;
  for (int m = 0; m < 4; ++m) {
    const float row[] = {1, 2, 3};
    mean += 1 / (1 + std::exp(-FakeLogit(row, m, 4))) / 4;
  }
  EXPECT_NEAR(prediction.mean(1), mean, 1e-6);
  EXPECT_NEAR(prediction.mean(0) + prediction.mean(1), 1, 1e-12);
  EXPECT_NEAR(prediction.label_mixture_nll(), -std::log(mean), 1e-6);
  EXPECT_EQ(prediction.spread().q50_size(), 2);
  EXPECT_EQ(prediction.stratum(), "high");
  EXPECT_EQ(prediction.prediction_id().size(), 36u);
  ASSERT_EQ(prediction.members_size(), 4);
  EXPECT_EQ(prediction.members(3).component(), 1);
  EXPECT_EQ(prediction.members(3).sample(), 1);
}

}  // namespace
}  // namespace credence::server::testing
