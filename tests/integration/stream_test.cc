#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>

#include <thread>

#include "tests/server/support/server_test.h"

namespace credence::server::testing {
namespace {

using ::testing::HasSubstr;

using Stream = grpc::ClientReaderWriter<v1::PredictStreamRequest, v1::PredictStreamResponse>;

class StreamTest : public ServerTest {
 protected:
  std::unique_ptr<Stream> Open() { return stub->PredictStream(&context); }
  static v1::PredictStreamRequest Numbered(int i) {
    v1::PredictStreamRequest message;
    *message.mutable_request() = RowRequest({static_cast<float>(i), 0, 0});
    message.mutable_request()->mutable_instances(0)->set_prediction_id(std::to_string(i));
    return message;
  }

  grpc::ClientContext context;
};

TEST_F(StreamTest, AnswersInTheOrderOfTheRequests) {
  Start();
  const auto stream = Open();
  std::thread writer([&stream] {
    for (int i = 0; i < 200; ++i) stream->Write(Numbered(i));
    stream->WritesDone();
  });
  v1::PredictStreamResponse answer;
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(stream->Read(&answer));
    EXPECT_EQ(answer.response().predictions(0).prediction_id(), std::to_string(i));
  }
  EXPECT_FALSE(stream->Read(&answer));
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(StreamTest, AnswersABadMessageInItsPlaceAndGoesOn) {
  Start();
  const auto stream = Open();
  stream->Write(Numbered(0));
  stream->Write({});
  stream->Write(Numbered(2));
  stream->WritesDone();
  v1::PredictStreamResponse answers[3];
  for (auto& answer : answers) ASSERT_TRUE(stream->Read(&answer));
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(answers[0].has_response());
  EXPECT_EQ(answers[1].error().code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(answers[1].error().details_size(), 1);
  EXPECT_TRUE(answers[2].has_response());
  EXPECT_EQ(Metric("credence_stream_messages_total{code=\"OK\"}"), 2);
  EXPECT_EQ(Metric("credence_stream_messages_total{code=\"NOT_FOUND\"}"), 1);
}

// What a client of generated code cannot send.
class RawStream {
 public:
  RawStream(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext* context)
      : stub_(channel),
        call_(stub_.PrepareCall(context, "/credence.v1.PredictionService/PredictStream", &queue_)) {
    call_->StartCall(nullptr);
    Await();
  }
  void Write(const std::string& bytes) {
    grpc::Slice slice(bytes);
    call_->Write(grpc::ByteBuffer(&slice, 1), nullptr);
    Await();
  }
  v1::PredictStreamResponse Read() {
    grpc::ByteBuffer bytes;
    call_->Read(&bytes, nullptr);
    v1::PredictStreamResponse response;
    grpc::Slice slice;
    if (!Await() || !bytes.DumpToSingleSlice(&slice).ok()) return response;
    response.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
    return response;
  }
  grpc::Status Finish() {
    grpc::Status status;
    call_->WritesDone(nullptr);
    Await();
    call_->Finish(&status, nullptr);
    Await();
    return status;
  }

 private:
  bool Await() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

TEST_F(StreamTest, AnswersBytesThatAreNoRequestInTheirPlaceAndGoesOn) {
  Start();
  RawStream stream(channel, &context);
  stream.Write(Numbered(0).SerializeAsString());
  stream.Write("\x0a\x03\x0a\x01\xff");  // request.model: a string that is not UTF-8
  stream.Write(Numbered(2).SerializeAsString());
  EXPECT_EQ(stream.Read().response().predictions(0).prediction_id(), "0");
  const auto refused = stream.Read();
  EXPECT_EQ(refused.error().code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(refused.error().message(),
            "request: got bytes that are no PredictStreamRequest (valid UTF-8?)");
  EXPECT_EQ(refused.error().details_size(), 1);
  EXPECT_EQ(stream.Read().response().predictions(0).prediction_id(), "2");
  EXPECT_TRUE(stream.Finish().ok());
  EXPECT_EQ(Metric("credence_stream_messages_total{code=\"INVALID_ARGUMENT\"}"), 1);
}

TEST_F(StreamTest, AnswersATooLargeMessageInItsPlaceAndGoesOn) {
  config.max_message_bytes = 1000;
  Start();
  const auto stream = Open();
  v1::PredictStreamRequest large;
  *large.mutable_request() = RowRequest(std::vector<float>(300));
  stream->Write(large);
  stream->Write(Numbered(1));
  stream->WritesDone();
  v1::PredictStreamResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_EQ(answer.error().code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(answer.error().message(), HasSubstr("wanted at most 1000 (--max-message-bytes)"));
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_TRUE(answer.has_response());
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(Metric("credence_rejected_total{reason=\"over_limit\"}"), 1);
}

TEST_F(StreamTest, ReadsNoMoreThanMayBeInFlight) {
  config.max_stream_in_flight = 3;
  config.inline_limit = absl::ZeroDuration();
  Start();
  const size_t before = gate->batches().size();
  gate->Close();
  const auto stream = Open();
  for (int i = 0; i < 10; ++i) stream->Write(Numbered(i));
  stream->WritesDone();
  gate->AwaitCalls(static_cast<int>(before) + 1);
  AwaitQueued(3 - static_cast<int>(gate->batches().back()));  // with what runs: three
  gate->Open();
  v1::PredictStreamResponse answer;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(stream->Read(&answer));
  EXPECT_TRUE(stream->Finish().ok());
  for (const int64_t rows : gate->batches()) EXPECT_LE(rows, 3);
}

TEST_F(StreamTest, EndsWithAnEmptyStream) {
  Start();
  const auto stream = Open();
  stream->WritesDone();
  v1::PredictStreamResponse answer;
  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(StreamTest, LetsGoOfACancelledStream) {
  config.inline_limit = absl::ZeroDuration();
  Start();
  const size_t before = gate->batches().size();
  gate->Close();
  const auto stream = Open();
  for (int i = 0; i < 5; ++i) stream->Write(Numbered(i));
  gate->AwaitCalls(static_cast<int>(before) + 1);
  AwaitQueued(5 - static_cast<int>(gate->batches().back()));
  context.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  gate->Open();
  AwaitMetric("credence_requests_in_flight{method=\"PredictStream\"}", 0);
}

TEST_F(StreamTest, EndsAnIdleStreamWhenTheServerDrains) {
  Start();
  const auto stream = Open();
  stream->Write(Numbered(0));
  v1::PredictStreamResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  server->Drain([](absl::Duration) { return false; });
  EXPECT_FALSE(stream->Read(&answer));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), HasSubstr("shutting down"));
}

}  // namespace
}  // namespace credence::server::testing
