// Request and response of a unary call on one arena: one allocation and one release instead of
// dozens.
#pragma once

#include <google/protobuf/arena.h>

namespace credence::server {

template <typename Request, typename Response>
class ArenaMessages {
 public:
  ArenaMessages() : arena_(first_block_, sizeof first_block_) {}

  Request& request() { return *request_; }
  Response& response() { return *response_; }

 private:
  // Enough for a row and its answer.
  alignas(8) char first_block_[4096];
  google::protobuf::Arena arena_;
  Request* const request_ = google::protobuf::Arena::CreateMessage<Request>(&arena_);
  Response* const response_ = google::protobuf::Arena::CreateMessage<Response>(&arena_);
};

}  // namespace credence::server
