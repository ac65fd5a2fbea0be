// The shape of every unary RPC: refuse while draining, else run; then count, time, log and send the
// answer, once.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <utility>

#include "server/predict/errors.h"
#include "server/telemetry/calls.h"

namespace credence::server {

// run(finish) calls finish(status, model or nullptr) once, on any thread. rows: instances or
// outcomes asked for.
template <typename Run>
grpc::ServerUnaryReactor* Unary(Calls& calls, Method method, int64_t rows,
                                grpc::CallbackServerContext* context, Run run) {
  auto* reactor = context->DefaultReactor();
  Call call = calls.Begin(method);
  const bool refused = call.refused();
  auto finish = [reactor, rows, held = std::move(call)](const absl::Status& status,
                                                        ModelMetrics* model) mutable {
    Call ended = std::move(held);  // in flight until the answer is on its way
    ended.Finish(status, model, rows);
    reactor->Finish(ToGrpcStatus(status));
  };
  if (refused) {
    finish(error::Draining(), nullptr);
  } else {
    run(std::move(finish));
  }
  return reactor;
}

}  // namespace credence::server
