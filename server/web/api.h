// /api/v1/: the RPCs as JSON over HTTP. Requests go through gRPC in this process, so that checks,
// limits, telemetry and errors are those of gRPC. docs/http_api.md has the routes.
#pragma once

#include <grpcpp/channel.h>

#include <memory>

#include "server/web/access.h"
#include "server/web/http.h"

namespace credence::server {

// channel: to this server, in this process.
HttpRoute ApiRoute(std::shared_ptr<grpc::Channel> channel, ApiAccess access);

}  // namespace credence::server
