// PredictStream: many requests over one call, answered in their order, a bounded number of them in
// flight.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <functional>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "credence/v1/prediction.pb.h"
#include "server/predict/predict.h"

namespace credence::server {

struct StreamOptions {
  int max_in_flight =
      16;  // beyond it nothing is read, so that HTTP/2's flow control holds the client back
  Caller caller;
  // Answers one request of the stream.
  std::function<void(Question)> answer;
  // Called once, when nothing of the stream is in flight any more.
  absl::AnyInvocable<void(const absl::Status&)> finished;
  // Whether the stream must end early: what was read is answered, then UNAVAILABLE.
  std::function<bool()> draining = [] { return false; };
};

// A request that fails gets its error in its own response, and the stream goes on. The reactor owns
// itself.
grpc::ServerBidiReactor<v1::PredictStreamRequest, v1::PredictStreamResponse>* StartStream(
    StreamOptions options);

}  // namespace credence::server
