// The listener of everything that is served over HTTP. It knows no page.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "server/web/http.h"

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
  // For a request's headers and body together: a body of the default size at 3.4 Mbit/s. Whoever
  // sends byte after byte would hold a connection for ever.
  std::chrono::milliseconds request_timeout = std::chrono::seconds(10);
};

// A connection carries one request and has a thread of its own, so that one that is idle or slow
// holds up no other. Answers are compressed where the client can take it. Thread-safe.
class HttpServer {
 public:
  // Listens. What the routes' handlers use outlives this. Errors: those of ParseHttpAddress;
  // Unavailable if the port is taken.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const HttpOptions& options,
                                                           std::vector<HttpRoute> routes);
  // Reads no more, whatever clients still send; answers under way are finished.
  ~HttpServer();

  int port() const { return port_; }

 private:
  HttpServer(const HttpOptions& options, std::vector<HttpRoute> routes);
  // What is answered without a body, if anything.
  std::optional<HttpResponse> Refuse(const HttpRequest& request) const;
  HttpResponse Answer(const HttpRequest& request) const;
  void SetHandlers(size_t most_body_bytes);

  class Listener;
  const std::vector<HttpRoute> routes_;
  const std::unique_ptr<Listener> server_;
  int listener_ = -1;  // the socket
  int port_ = 0;
  std::thread thread_;
};

}  // namespace credence::server
