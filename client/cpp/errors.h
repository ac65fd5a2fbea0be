// What a server says about a refused request, typed. Every error of the client library is an
// absl::Status with the server's code and message; the google.rpc details that came with it are
// payloads of the status, and these functions read them back.
#pragma once

#include <google/rpc/status.pb.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace credence::client {

// One thing that is wrong with a request, e.g. {"instances[0].series[HR].values[3]", "got nan,
// wanted a finite number"}.
struct FieldViolation {
  std::string field;
  std::string description;
};

// Every violation that came with the error, in the server's order; empty where it named none. Pure.
std::vector<FieldViolation> FieldViolations(const absl::Status& status);

// How long the server asks to wait before another try; nullopt where it did not say. Pure.
std::optional<std::chrono::nanoseconds> RetryDelay(const absl::Status& status);

// Code, message and details, as they came in the trailers or inside a stream's answer. Details that
// cannot be parsed are left out. Pure.
absl::Status ToStatus(const grpc::Status& status);
absl::Status ToStatus(const google::rpc::Status& status);

}  // namespace credence::client
