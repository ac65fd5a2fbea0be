#include "server/web/http_server.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/web/connection_threads.h"
#include "server/web/gzip.h"
#include "server/web/http_connection.h"

namespace credence::server {
namespace {

// Connections at a time; more wait. A browser opens six. One that asks nothing is closed after
// kIdle.
constexpr int kConnections = 128;
constexpr auto kIdle = std::chrono::seconds(1);
// Below it gzip saves no packet.
constexpr size_t kLeastToCompress = 1024;
constexpr int kFastCompression = 1;

// On every answer: nobody frames it, guesses its type, or learns where the reader came from.
const std::vector<std::pair<std::string, std::string>> kHeaders = {
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"}};

HttpRequest ToOwn(const httplib::Request& from) {
  HttpRequest request{.method = from.method == "HEAD" ? "GET" : from.method, .path = from.path};
  request.query.assign(from.params.begin(), from.params.end());
  request.host = from.get_header_value("Host");
  request.content_type = from.get_header_value("Content-Type");
  request.content_encoding = from.get_header_value("Content-Encoding");
  request.authorization = from.get_header_value("Authorization");
  request.if_none_match = from.get_header_value("If-None-Match");
  request.accepts_gzip = absl::StrContains(from.get_header_value("Accept-Encoding"), "gzip");
  return request;
}

bool IsSet(const HttpResponse& response, absl::string_view header) {
  return std::ranges::any_of(response.headers,
                             [header](const auto& set) { return set.first == header; });
}

void Compress(HttpResponse& response) {
  const std::string& bytes = response.bytes();
  if (bytes.size() < kLeastToCompress || IsSet(response, "Content-Encoding")) return;
  response.body = Gzip(bytes, kFastCompression);
  response.shared = nullptr;
  response.headers.emplace_back("Content-Encoding", "gzip");
}

// The bytes go out through a provider: httplib would compress a plain body once more, by brotli at
// its slowest.
void Send(HttpResponse from, httplib::Response& to) {
  // Otherwise httplib finds it: 200, or 206 where a range was asked for.
  if (from.status != 200) to.status = from.status;
  for (const auto& [name, value] : kHeaders) to.set_header(name, value);
  for (const auto& [name, value] : from.headers) to.set_header(name, value);
  if (from.bytes().empty()) return;
  const std::string type = from.content_type;
  auto held = std::make_shared<const HttpResponse>(std::move(from));
  to.set_content_provider(held->bytes().size(), type,
                          [held](size_t offset, size_t length, httplib::DataSink& sink) {
                            return sink.write(held->bytes().data() + offset, length);
                          });
}

HttpResponse Text(int status, std::string text) {
  return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(text)};
}

// Keeps the body up to `most` bytes, whatever its headers say of its length. Reads on for a while
// without keeping: closing while a client still sends would take the answer from it. False if the
// body did not come whole in time.
bool ReadBody(const httplib::ContentReader& reader, size_t most, HttpRequest& request) {
  constexpr size_t kPatience = 16;  // times `most`
  size_t size = 0;
  const bool whole = reader([&](const char* data, size_t length) {
    size += length;
    if (size <= most) request.body.append(data, length);
    return size <= kPatience * most;
  });
  request.body_too_large = size > most;
  if (request.body_too_large) request.body.clear();
  return whole || request.body_too_large;
}

bool Covers(const HttpRoute& route, absl::string_view path) {
  return route.path == path ||
         (route.path.ends_with('/') && route.path != "/" && absl::StartsWith(path, route.path));
}

const HttpRoute* Find(const std::vector<HttpRoute>& routes, absl::string_view path) {
  const HttpRoute* found = nullptr;
  for (const HttpRoute& route : routes) {
    if (!Covers(route, path)) continue;
    if (found == nullptr || route.path.size() > found->path.size()) found = &route;
  }
  return found;
}

}  // namespace

absl::StatusOr<HttpAddress> ParseHttpAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  HttpAddress parsed;
  if (colon == std::string::npos || !absl::SimpleAtoi(address.substr(colon + 1), &parsed.port)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--metrics-listen: got ", address, ", wanted host:port"));
  }
  parsed.host = address.substr(0, colon);
  if (parsed.host.starts_with('[') && parsed.host.ends_with(']')) {
    parsed.host = parsed.host.substr(1, parsed.host.size() - 2);
  }
  return parsed;
}

bool IsLoopback(const std::string& host) {
  in_addr v4;
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET;
  in6_addr v6;
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return absl::EqualsIgnoreCase(host, "localhost");
}

// httplib's own way with a connection has no end to how long a request may take, and none for a
// server that stops.
class HttpServer::Listener : public httplib::Server {
 public:
  explicit Listener(std::chrono::milliseconds patience) : patience_(patience) {}

  void CloseConnections() { open_.Close(); }

 private:
  bool process_and_close_socket(socket_t socket) override {
    bool answered = false;
    if (open_.Add(socket)) {
      HttpConnection connection(socket, patience_);
      bool closed = false;
      if (connection.AwaitRequest(kIdle)) {
        answered = process_request(connection, true, closed, nullptr);
        connection.Finish();
      }
      open_.Remove(socket);
    }
    close(socket);
    return answered;
  }

  const std::chrono::milliseconds patience_;
  OpenSockets open_;
};

HttpServer::HttpServer(const HttpOptions& options, std::vector<HttpRoute> routes)
    : routes_(std::move(routes)), server_(std::make_unique<Listener>(options.request_timeout)) {
  server_->new_task_queue = [] { return new ConnectionThreads(kConnections); };
  // httplib's default would let a second server share the port.
  server_->set_socket_options([this](int socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    listener_ = socket;
  });
  SetHandlers(static_cast<size_t>(options.max_body_bytes));
}

void HttpServer::SetHandlers(size_t most_body_bytes) {
  using httplib::Request, httplib::Response;
  const auto answer = [](const HttpRequest& request, HttpResponse from, Response& to) {
    if (request.accepts_gzip) Compress(from);
    Send(std::move(from), to);
  };
  // Everything is answered here, before httplib reads a body that nobody asked for, but for what is
  // posted to a path that takes it.
  server_->set_pre_routing_handler([this, answer](const Request& request, Response& response) {
    const HttpRequest own = ToOwn(request);
    auto refusal = Refuse(own);
    if (!refusal && own.method == "POST") return httplib::Server::HandlerResponse::Unhandled;
    answer(own, refusal ? *std::move(refusal) : Answer(own), response);
    return httplib::Server::HandlerResponse::Handled;
  });
  server_->Post(".*", [this, answer, most_body_bytes](const Request& request, Response& response,
                                                      const httplib::ContentReader& reader) {
    HttpRequest own = ToOwn(request);
    const bool whole = !own.content_encoding.empty() || ReadBody(reader, most_body_bytes, own);
    answer(own, whole ? Answer(own) : Text(408, "the request did not come whole in time\n"),
           response);
  });
  // httplib's default tells what was thrown.
  server_->set_exception_handler([](const Request&, Response& response, std::exception_ptr) {
    Send(Text(500, "internal error\n"), response);
  });
}

HttpServer::~HttpServer() {
  server_->stop();
  server_->CloseConnections();
  if (thread_.joinable()) thread_.join();
}

std::optional<HttpResponse> HttpServer::Refuse(const HttpRequest& request) const {
  const HttpRoute* route = Find(routes_, request.path);
  if (route == nullptr) return Text(404, "nothing is served here\n");
  if (std::ranges::count(route->methods, request.method) == 0) {
    HttpResponse refusal = Text(405, "this method is not served here\n");
    refusal.headers.emplace_back("Allow", absl::StrJoin(route->methods, ", "));
    return refusal;
  }
  return route->refuse ? route->refuse(request) : std::nullopt;
}

HttpResponse HttpServer::Answer(const HttpRequest& request) const {
  return Find(routes_, request.path)->handler(request);
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpOptions& options,
                                                              std::vector<HttpRoute> routes) {
  auto address = ParseHttpAddress(options.address);
  if (!address.ok()) return address.status();
  std::unique_ptr<HttpServer> http(new HttpServer(options, std::move(routes)));
  Listener& server = *http->server_;
  http->port_ = address->port;
  const bool bound = address->port == 0 ? (http->port_ = server.bind_to_any_port(address->host)) > 0
                                        : server.bind_to_port(address->host, address->port);
  if (!bound) {
    return absl::UnavailableError(
        absl::StrCat("--metrics-listen: cannot listen on ", options.address, "; is it taken?"));
  }
  // httplib lets five connections wait to be accepted; one more would be tried again a second
  // later.
  listen(http->listener_, kConnections);
  http->thread_ = std::thread([&server] { server.listen_after_bind(); });
  // stop() does nothing before the loop runs.
  while (!server.is_running()) std::this_thread::yield();
  return http;
}

}  // namespace credence::server
