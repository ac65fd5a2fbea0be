// A load generator for any unary gRPC method: messages are sent as the bytes they are, answers are
// not parsed, so that the generator takes as little of the machine as it can.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace credence::cli {

struct LoadOptions {
  std::string target;
  std::string method;  // "/package.Service/Method"
  int connections = 16;
  // Calls in flight, over all connections.
  int concurrency = 16;
  // Calls a second, at even intervals whether or not the server keeps up (open loop); 0: each slot
  // sends its next call as soon as its last one is answered (closed loop).
  double rate = 0;
  std::chrono::milliseconds warmup{1000};
  std::chrono::milliseconds duration{10000};
  std::chrono::milliseconds deadline{2000};
};

struct LoadResult {
  // Of the calls that succeeded, in microseconds. In an open loop they count from the time a call
  // was due, not from the time it was sent, so that a slow server cannot hide its queue
  // (coordinated omission).
  std::vector<double> latencies_us;
  std::map<absl::StatusCode, int64_t> errors;
  double seconds = 0;  // measured, after the warm-up
};

// Runs the warm-up and then the measurement with `messages` in turn; only answers that
// come during the measurement count. `measured` is called twice, when the measurement begins and
// when it ends. REQUIRES: messages is not empty.
LoadResult RunLoad(const LoadOptions& options, const std::vector<grpc::ByteBuffer>& messages,
                   const std::function<void()>& measured);

}  // namespace credence::cli
