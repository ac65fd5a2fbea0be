#include "client/cpp/errors.h"

#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include "tests/client/fake_server.h"

namespace credence::client {
namespace {

TEST(Errors, KeepCodeAndMessage) {
  const absl::Status status = ToStatus(grpc::Status(grpc::StatusCode::NOT_FOUND, "no such model"));
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(), "no such model");
  EXPECT_TRUE(FieldViolations(status).empty());
  EXPECT_FALSE(RetryDelay(status).has_value());
}

TEST(Errors, StayReadableWithBrokenDetails) {
  const grpc::Status broken(grpc::StatusCode::INVALID_ARGUMENT, "refused", "\xff\xff\xff");
  const absl::Status status = ToStatus(broken);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "refused");
  EXPECT_TRUE(FieldViolations(status).empty());
}

TEST(Errors, TellTheRetryDelay) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(250'000'000);
  google::rpc::Status rpc;
  rpc.set_code(grpc::StatusCode::UNAVAILABLE);
  rpc.add_details()->PackFrom(retry);
  EXPECT_EQ(RetryDelay(ToStatus(rpc)), std::chrono::milliseconds(250));
}

TEST(Errors, ListEveryViolation) {
  google::rpc::BadRequest bad;
  for (const char* field : {"a", "b", "c"}) bad.add_field_violations()->set_field(field);
  google::rpc::Status rpc;
  rpc.set_code(grpc::StatusCode::INVALID_ARGUMENT);
  rpc.add_details()->PackFrom(bad);
  const auto violations = FieldViolations(ToStatus(rpc));
  ASSERT_EQ(violations.size(), 3u);
  EXPECT_EQ(violations[2].field, "c");
}

TEST(Errors, TurnAnOkStatusIntoOk) { EXPECT_TRUE(ToStatus(grpc::Status::OK).ok()); }

}  // namespace
}  // namespace credence::client
