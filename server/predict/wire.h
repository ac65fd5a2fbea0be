// Messages <-> the bytes that gRPC carries. gRPC would do it itself, but ends a call without a word
// where the bytes are no message, and a stream as if its client were done.
#pragma once

#include <google/protobuf/message_lite.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstdint>

#include "absl/status/status.h"

namespace credence::server {

// Fills `request`, which is empty, and empties `bytes`. Errors: RESOURCE_EXHAUSTED for more than
// max_bytes; INVALID_ARGUMENT where the bytes are no such message, e.g. for a string that is not
// UTF-8. Both with google.rpc.BadRequest.
absl::Status Parse(grpc::ByteBuffer& bytes, int64_t max_bytes,
                   google::protobuf::MessageLite& request);

// Replaces what `bytes` holds. Errors: INTERNAL for a message of 2 GiB, the most that there can be.
absl::Status Serialize(const google::protobuf::MessageLite& response, grpc::ByteBuffer& bytes);

}  // namespace credence::server
