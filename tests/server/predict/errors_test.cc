#include "server/predict/errors.h"

#include <gmock/gmock.h>

#include "google/rpc/error_details.pb.h"

namespace credence::server {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  EXPECT_GT(ToRpcStatus(status).details_size(), 0);
  EXPECT_TRUE(ToRpcStatus(status).details(0).UnpackTo(&detail));
  return detail;
}

TEST(Violations, NameFieldGotAndWanted) {
  Violations violations;
  violations.Add("instances[3].label", 7, "0 or 1");
  const auto status = violations.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "instances[3].label: got 7, wanted 0 or 1");
  const auto bad = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad.field_violations_size(), 1);
  EXPECT_EQ(bad.field_violations(0).field(), "instances[3].label");
  EXPECT_EQ(bad.field_violations(0).description(), "got 7, wanted 0 or 1");
}

TEST(Violations, AreListedUpToABound) {
  Violations violations;
  for (int i = 0; i < 100; ++i) violations.Add("x", i, "less");
  EXPECT_TRUE(violations.full());
  const auto bad = DetailOf<google::rpc::BadRequest>(violations.ToStatus());
  EXPECT_EQ(bad.field_violations_size(), Violations::kMost);
  EXPECT_THAT(std::string(violations.ToStatus().message()), EndsWith("(and at least 19 more)"));
}

TEST(Violations, QuoteLittleOfAHostileValue) {
  Violations violations;
  violations.Add(std::string(100000, 'n'), std::string(100000, 'v'), "a name");
  EXPECT_LT(ToGrpcStatus(violations.ToStatus()).error_details().size(), 1000u);
}

TEST(Violations, AreBoundInBytesToo) {
  Violations violations;
  for (int i = 0; i < 20; ++i) violations.Add("x", i, std::string(1000, 'w'));
  EXPECT_TRUE(violations.full());
  const auto bad = DetailOf<google::rpc::BadRequest>(violations.ToStatus());
  EXPECT_EQ(bad.field_violations_size(), 4);  // of 4096 bytes
  EXPECT_THAT(std::string(violations.ToStatus().message()), EndsWith("(and at least 4 more)"));
}

TEST(Violations, KeepTheFirstHoweverLong) {
  Violations violations;
  violations.Add("x", 1, std::string(100000, 'w'));
  const auto bad = DetailOf<google::rpc::BadRequest>(violations.ToStatus());
  ASSERT_EQ(bad.field_violations_size(), 1);
  EXPECT_LT(bad.field_violations(0).description().size(), Violations::kMostBytes);
}

TEST(Violations, DoNotCutACharacterInTwo) {
  Violations violations;
  violations.Add("x", std::string(79, 'a') + "\u00e9\u00e9", "less");
  EXPECT_EQ(violations.ToStatus().message(), "x: got " + std::string(79, 'a') + "..., wanted less");
}

TEST(Errors, NameWhatThereIsForAnUnknownModel) {
  const auto status = error::UnknownModel("x", {"a", "b"});
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(), "model: got x, wanted one of a, b");
  EXPECT_THAT(error::UnknownVersion("a", 9, {2, 1}).message(),
              HasSubstr("got 9, wanted one of 2, 1"));
}

TEST(Errors, SayWhenToRetryAFullQueue) {
  const auto status = error::QueueFull(10, 10);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_GT(DetailOf<google::rpc::RetryInfo>(status).retry_delay().nanos(), 0);
}

TEST(Errors, NameTheLimitAndItsFlag) {
  const auto status = error::TooManyInstances(2000, 1024);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(status.message(), HasSubstr("got 2000, wanted at most 1024 (--max-instances)"));
}

TEST(Errors, KeepCodeMessageAndDetailsOnTheWayToGrpc) {
  const grpc::Status wire = ToGrpcStatus(error::QueueFull(1, 1));
  EXPECT_EQ(wire.error_code(), grpc::StatusCode::UNAVAILABLE);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(wire.error_details()));
  EXPECT_EQ(details.code(), 14);
  EXPECT_EQ(details.message(), wire.error_message());
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
}

}  // namespace
}  // namespace credence::server
