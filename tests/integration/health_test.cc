#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>

#include <thread>

#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/server/support/server_test.h"

namespace credence::server::testing {
namespace {

using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;
using ::testing::HasSubstr;

class HealthTest : public ServerTest {
 protected:
  void StartWithHealth() {
    Start();
    health = ::grpc::health::v1::Health::NewStub(channel);
  }
  static HealthCheckRequest For(const std::string& service) {
    HealthCheckRequest request;
    request.set_service(service);
    return request;
  }

  std::unique_ptr<::grpc::health::v1::Health::Stub> health;
};

TEST_F(HealthTest, ChecksTheServerAndEachModelByName) {
  StartWithHealth();
  for (const char* service : {"", "fake", "credence.v1.PredictionService", "live"}) {
    grpc::ClientContext context;
    HealthCheckResponse response;
    ASSERT_TRUE(health->Check(&context, For(service), &response).ok()) << service;
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING) << service;
  }
}

TEST_F(HealthTest, DoesNotKnowOtherNames) {
  StartWithHealth();
  grpc::ClientContext context;
  HealthCheckResponse response;
  EXPECT_EQ(health->Check(&context, For("nobody"), &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(HealthTest, TellsAWatcherThatTheServerDrains) {
  StartWithHealth();
  grpc::ClientContext context;
  const auto watch = health->Watch(&context, For("fake"));
  HealthCheckResponse response;
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  server->Drain([](absl::Duration) { return false; });
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
}

TEST_F(HealthTest, IsLiveWhileItDrains) {
  StartWithHealth();
  HealthCheckResponse response;
  server->Drain([&](absl::Duration) {
    grpc::ClientContext context;
    EXPECT_TRUE(health->Check(&context, For("live"), &response).ok());
    return true;
  });
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
}

TEST_F(HealthTest, FinishesWhatIsInFlightWhileItDrains) {
  config.inline_limit = absl::ZeroDuration();
  StartWithHealth();
  const size_t before = gate->batches().size();
  gate->Close();
  std::thread client([this] { EXPECT_TRUE(Predict(RowRequest({1, 2, 3})).ok()); });
  gate->AwaitCalls(static_cast<int>(before) + 1);
  int waits = 0;
  server->Drain([&](absl::Duration) {
    if (++waits == 3) gate->Open();  // the grace, then two looks at what is in flight
    return false;
  });
  client.join();
  EXPECT_GE(waits, 3);
}

TEST_F(HealthTest, RefusesNewRequestsAfterTheGrace) {
  config.inline_limit = absl::ZeroDuration();
  StartWithHealth();
  const size_t before = gate->batches().size();
  gate->Close();
  std::thread client([this] { EXPECT_TRUE(Predict(RowRequest({1, 2, 3})).ok()); });
  gate->AwaitCalls(static_cast<int>(before) + 1);
  grpc::Status after_grace;
  int waits = 0;
  server->Drain([&](absl::Duration) {
    if (++waits == 1) return false;
    after_grace = Predict(RowRequest({1, 2, 3}));
    gate->Open();
    return false;
  });
  client.join();
  EXPECT_EQ(after_grace.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(after_grace.error_message(), HasSubstr("shutting down"));
}

// One request of the reflection protocol, as bytes: its generated code is not installed with gRPC.
std::string Reflect(const std::shared_ptr<grpc::Channel>& channel, const std::string& request) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  const auto call = stub.PrepareCall(
      &context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  grpc::Slice slice(request);
  call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
  queue.Next(&tag, &ok);
  grpc::ByteBuffer answer;
  call->Read(&answer, nullptr);
  queue.Next(&tag, &ok);
  context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  std::vector<grpc::Slice> slices;
  answer.Dump(&slices);
  std::string bytes;
  for (const auto& part : slices)
    bytes.append(reinterpret_cast<const char*>(part.begin()), part.size());
  return bytes;
}

// A field of that number with a string.
std::string Field(int number, const std::string& text) {
  return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(text.size())} + text;
}

TEST_F(HealthTest, ListsServicesByReflection) {
  Start();
  EXPECT_THAT(Reflect(channel, Field(7, "*")), HasSubstr("credence.v1.PredictionService"));
}

TEST_F(HealthTest, DescribesOurServiceAndHealthByReflection) {
  Start();
  EXPECT_THAT(Reflect(channel, Field(4, "credence.v1.PredictionService")), HasSubstr("ListModels"));
  EXPECT_THAT(Reflect(channel, Field(4, "grpc.health.v1.Health")), HasSubstr("HealthCheckRequest"));
}

}  // namespace
}  // namespace credence::server::testing
