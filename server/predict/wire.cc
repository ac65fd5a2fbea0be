#include "server/predict/wire.h"

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include "server/predict/errors.h"

namespace credence::server {

using google::protobuf::MessageLite;

absl::Status Parse(grpc::ByteBuffer& bytes, int64_t max_bytes, MessageLite& request) {
  const auto size = static_cast<int64_t>(bytes.Length());
  if (size > max_bytes) {
    bytes.Clear();
    return error::TooManyBytes(size, max_bytes);
  }
  const bool parsed =
      grpc::GenericDeserialize<grpc::ProtoBufferReader, MessageLite>(&bytes, &request).ok();
  return parsed ? absl::OkStatus() : error::Malformed(request.GetTypeName());
}

absl::Status Serialize(const MessageLite& response, grpc::ByteBuffer& bytes) {
  bytes.Clear();
  bool owned = false;
  const grpc::Status written =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, MessageLite>(response, &bytes, &owned);
  return written.ok() ? absl::OkStatus() : absl::InternalError(written.error_message());
}

}  // namespace credence::server
