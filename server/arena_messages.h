// Request and response of a unary call on one arena: one allocation and one release instead of
// dozens.
#pragma once

#include <google/protobuf/arena.h>
#include <grpcpp/support/message_allocator.h>

namespace credence::server {

// Thread-safe. Outlives the server that it is set on.
template <typename Request, typename Response>
class ArenaMessages : public grpc::MessageAllocator<Request, Response> {
 public:
  grpc::MessageHolder<Request, Response>* AllocateMessages() override { return new Holder; }

 private:
  class Holder : public grpc::MessageHolder<Request, Response> {
   public:
    Holder() : arena_(first_block_, sizeof first_block_) {
      this->set_request(google::protobuf::Arena::CreateMessage<Request>(&arena_));
      this->set_response(google::protobuf::Arena::CreateMessage<Response>(&arena_));
    }
    void Release() override { delete this; }

   private:
    // Enough for a row and its answer.
    alignas(8) char first_block_[4096];
    google::protobuf::Arena arena_;
  };
};

}  // namespace credence::server
