#include "server/monitoring/service.h"

#include <gmock/gmock.h>

#include "server/config/version.h"
#include "tests/server/support/server_test.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;

class MonitoringTest : public testing::ServerTest {
 protected:
  void SetUp() override {
    Start();
    monitoring = v1::MonitoringService::NewStub(channel);
  }
  v1::GetOverviewResponse Overview() {
    grpc::ClientContext context;
    v1::GetOverviewResponse overview;
    const grpc::Status status = monitoring->GetOverview(&context, {}, &overview);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return overview;
  }

  std::unique_ptr<v1::MonitoringService::Stub> monitoring;
};

TEST_F(MonitoringTest, LooksAtEveryVersionNewestFirst) {
  const auto overview = Overview();
  EXPECT_EQ(overview.health(), "SERVING");
  EXPECT_EQ(overview.server_version(), ThisBuild().version);
  ASSERT_EQ(overview.models_size(), 2);
  EXPECT_EQ(overview.models(0).version(), 2);
  EXPECT_TRUE(overview.models(0).is_default());
  EXPECT_FALSE(overview.models(1).is_default());
  EXPECT_EQ(overview.models(0).members(), 4);
  EXPECT_EQ(overview.models(0).network(), "fake");
}

TEST_F(MonitoringTest, CountsWhatWasPredicted) {
  ASSERT_TRUE(Predict(RowRequest({1, 2, 3})).ok());
  EXPECT_FALSE(Predict(RowRequest({1})).ok());
  const auto overview = Overview();
  EXPECT_EQ(overview.models(0).predictions(), 1);
  EXPECT_GT(overview.models(0).prediction_rate(), 0);
  EXPECT_EQ(overview.models(0).error_ratio(), 0) << "a wrong request is the client's mistake";
  EXPECT_TRUE(overview.models(0).has_latency_median());
  EXPECT_EQ(overview.models(1).predictions(), 0);
  EXPECT_FALSE(overview.models(1).has_latency_median());
}

TEST_F(MonitoringTest, WithoutOutcomesTheLightIsGreyAndSaysWhy) {
  const auto overview = Overview();
  EXPECT_EQ(overview.journal().kind(), "none");
  EXPECT_EQ(overview.models(0).light().color(), v1::TrafficLight::COLOR_GREY);
  EXPECT_THAT(overview.models(0).light().reason(), HasSubstr("No outcomes"));
}

TEST_F(MonitoringTest, SaysWhichModelItDoesNotKnow) {
  grpc::ClientContext evidence, inputs;
  v1::GetEvidenceRequest which;
  which.set_model("other");
  v1::GetEvidenceResponse response;
  EXPECT_EQ(monitoring->GetEvidence(&evidence, which, &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
  v1::GetInputsRequest whose;
  whose.set_model("other");
  v1::GetInputsResponse drift;
  EXPECT_EQ(monitoring->GetInputs(&inputs, whose, &drift).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(MonitoringTest, WithoutAJournalThereIsNoEvidence) {
  grpc::ClientContext context;
  v1::GetEvidenceRequest request;
  request.set_model("fake");
  v1::GetEvidenceResponse response;
  const grpc::Status status = monitoring->GetEvidence(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(status.error_message(), HasSubstr("--journal"));
}

TEST_F(MonitoringTest, ShowsTheInputsOfAVersion) {
  grpc::ClientContext context;
  v1::GetInputsRequest request;
  request.set_model("fake");
  request.set_version(1);
  v1::GetInputsResponse response;
  ASSERT_TRUE(monitoring->GetInputs(&context, request, &response).ok());
  EXPECT_EQ(response.model(), "fake");
  EXPECT_EQ(response.version(), 1);
}

}  // namespace
}  // namespace credence::server
