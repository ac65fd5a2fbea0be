// PredictStream: many requests over one call, answered in their order, a bounded number of them in
// flight.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "credence/v1/prediction.pb.h"
#include "server/predict/predict.h"

namespace credence::server {

struct StreamOptions {
  int max_in_flight =
      16;  // beyond it nothing is read, so that HTTP/2's flow control holds the client back
  int64_t max_message_bytes = 4 << 20;
  Caller caller;
  // Answers one request of the stream: by `parsed` where that is an error.
  std::function<void(const absl::Status& parsed, Question)> answer;
  // Called once, when nothing of the stream is in flight any more.
  absl::AnyInvocable<void(const absl::Status&)> finished;
};

class StreamReactor;

// The streams that are open. Thread-safe; outlives them.
class Streams {
 public:
  // A request that fails, or cannot be parsed, gets its error in its own response, and the stream
  // goes on. The reactor owns itself.
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Start(StreamOptions options);

  // Ends every stream, and each that starts from now on: what was read is answered, then
  // UNAVAILABLE.
  void Drain();
  bool draining() const { return draining_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> draining_ = false;
  std::mutex mutex_;
  std::vector<std::weak_ptr<StreamReactor>> open_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace credence::server
