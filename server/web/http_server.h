// The listener of everything that is served over HTTP. It knows no page.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "server/web/http.h"

namespace httplib {
class Server;
}

namespace credence::server {

struct HttpAddress {
  std::string host;  // an IPv6 address without its brackets
  int port = 0;
};

// Errors: InvalidArgument if `address` is not host:port.
absl::StatusOr<HttpAddress> ParseHttpAddress(const std::string& address);
// Whether only this machine can reach it: localhost, 127.0.0.0/8 or ::1.
bool IsLoopback(const std::string& host);

struct HttpOptions {
  std::string address;  // host:port; port 0 takes a free one
  // Of a request.
  int64_t max_body_bytes = 4 << 20;
};

// A connection carries one request and has a thread of its own, so that one that is idle or slow
// holds up no other. Answers are compressed where the client can take it. Thread-safe.
class HttpServer {
 public:
  // Listens. What the routes' handlers use outlives this. Errors: those of ParseHttpAddress;
  // Unavailable if the port is taken.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const HttpOptions& options,
                                                           std::vector<HttpRoute> routes);
  // Waits for the answers under way.
  ~HttpServer();

  int port() const { return port_; }

 private:
  HttpServer(const HttpOptions& options, std::vector<HttpRoute> routes);
  HttpResponse Answer(const HttpRequest& request) const;

  const std::vector<HttpRoute> routes_;
  const std::unique_ptr<httplib::Server> server_;
  int listener_ = -1;  // the socket
  int port_ = 0;
  std::thread thread_;
};

}  // namespace credence::server
