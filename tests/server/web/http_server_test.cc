#include "server/web/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <httplib.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <latch>
#include <thread>

#include "absl/strings/str_cat.h"
#include "server/web/metrics_page.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A connection that asks nothing, for as long as it lives.
class IdleConnection {
 public:
  explicit IdleConnection(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  ~IdleConnection() { close(socket_); }
  IdleConnection(const IdleConnection&) = delete;
  IdleConnection& operator=(const IdleConnection&) = delete;

  bool connected() const { return connected_; }
  void Send(const std::string& text) { send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }
  // Byte after byte, a byte in 5 ms, until the server answers or closes.
  std::string Trickle() {
    pollfd asked = {.fd = socket_, .events = POLLIN, .revents = 0};
    while (poll(&asked, 1, 5) == 0) Send("x");
    char answer[256];
    const ssize_t size = recv(socket_, answer, sizeof answer, 0);
    return {answer, static_cast<size_t>(std::max<ssize_t>(size, 0))};
  }

 private:
  const int socket_;
  bool connected_ = false;
};

HttpHandler Says(const std::string& text) {
  return [text](const HttpRequest&) {
    return HttpResponse{.content_type = "text/plain", .body = text};
  };
}

struct HttpServerTest : ::testing::Test {
  void Start(std::vector<HttpRoute> routes,
             std::chrono::milliseconds patience = std::chrono::seconds(10)) {
    auto started = HttpServer::Start(
        {.address = "127.0.0.1:0", .max_body_bytes = 100, .request_timeout = patience}, routes);
    ASSERT_TRUE(started.ok()) << started.status();
    http = *std::move(started);
  }
  httplib::Client Client() const { return httplib::Client("127.0.0.1", http->port()); }

  Metrics metrics;
  std::atomic<bool> serving = true;
  std::unique_ptr<HttpServer> http;
};

TEST_F(HttpServerTest, ServesMetricsInPrometheusTextFormat) {
  Start({MetricsRoute(metrics)});
  const auto result = Client().Get("/metrics");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 200);
  EXPECT_THAT(result->get_header_value("Content-Type"), StartsWith("text/plain; version=0.0.4"));
  EXPECT_THAT(result->body, HasSubstr("# TYPE credence_requests_in_flight gauge"));
}

TEST_F(HttpServerTest, SaysWhetherTheServerServes) {
  Start({HealthRoute(serving)});
  EXPECT_EQ(Client().Get("/healthz")->status, 200);
  serving = false;
  const auto result = Client().Get("/healthz");
  EXPECT_EQ(result->status, 503);
  EXPECT_EQ(result->body, "not serving\n");
}

TEST_F(HttpServerTest, AnswersWhileOtherConnectionsAreIdleOrStopWithinTheirRequest) {
  Start({MetricsRoute(metrics)});
  std::vector<std::unique_ptr<IdleConnection>> idle;
  for (int i = 0; i < 20; ++i) {
    idle.push_back(std::make_unique<IdleConnection>(http->port()));
    ASSERT_TRUE(idle.back()->connected());
    if (i % 2 == 0) idle.back()->Send("GET /metrics HTTP/1.1\r\nHost: local");
  }
  auto client = Client();
  client.set_read_timeout(0, 900'000);  // less than the server waits for one of them
  ASSERT_TRUE(client.Get("/metrics"));
}

constexpr char kLongPost[] = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";

TEST_F(HttpServerTest, EndsARequestThatComesByteAfterByte) {
  Start({{"/", Says("whole"), {"POST"}}}, std::chrono::milliseconds(50));
  // How far a request comes in its time is not this test's business, but that it ends.
  for (const char* begin : {kLongPost, "GET / HTTP/1.1\r\nHost: "}) {
    IdleConnection slow(http->port());
    slow.Send(begin);
    EXPECT_THAT(slow.Trickle(), Not(HasSubstr("200 OK")));
  }
}

TEST_F(HttpServerTest, StopsWhileAClientSendsByteAfterByte) {
  std::latch asked(1);
  Start({{"/",
          Says("whole"),
          {"POST"},
          [&asked](const HttpRequest&) {
            asked.count_down();
            return std::optional<HttpResponse>();
          }}},
        std::chrono::hours(1));
  IdleConnection slow(http->port());
  slow.Send(kLongPost);
  asked.wait();
  std::thread client([&slow] { EXPECT_THAT(slow.Trickle(), StartsWith("HTTP/1.1 408")); });
  http.reset();
  client.join();
}

TEST_F(HttpServerTest, RefusesBeforeItReadsTheBody) {
  Start({{"/",
          Says("whole"),
          {"POST"},
          [](const HttpRequest&) { return std::optional(HttpResponse{.status = 403}); }}},
        std::chrono::hours(1));
  IdleConnection slow(http->port());
  slow.Send(kLongPost);
  EXPECT_THAT(slow.Trickle(), StartsWith("HTTP/1.1 403"));
}

TEST_F(HttpServerTest, TellsNothingOfWhatWasThrown) {
  Start({{"/", [](const HttpRequest&) -> HttpResponse { throw std::runtime_error("secret"); }}});
  const auto result = Client().Get("/");
  EXPECT_EQ(result->status, 500);
  EXPECT_EQ(result->body, "internal error\n");
  EXPECT_EQ(result->get_header_value("X-Frame-Options"), "DENY");
  for (const auto& [name, value] : result->headers) EXPECT_NE(value, "secret") << name;
}

TEST_F(HttpServerTest, ClosesAConnectionAfterItsAnswer) {
  Start({MetricsRoute(metrics)});
  auto client = Client();
  client.set_keep_alive(true);
  EXPECT_EQ(client.Get("/metrics")->get_header_value("Connection"), "close");
}

TEST_F(HttpServerTest, TheLongestPathAnswers) {
  Start({{"/", Says("page")}, {"/api/", Says("api")}, {"/api/own", Says("own")}});
  EXPECT_EQ(Client().Get("/")->body, "page");
  EXPECT_EQ(Client().Get("/api/a/b")->body, "api");
  EXPECT_EQ(Client().Get("/api/own")->body, "own");
  EXPECT_EQ(Client().Get("/other")->status, 404);
}

TEST_F(HttpServerTest, SendsTheHeadersThatKeepAPageToItself) {
  Start({{"/", Says("page")}});
  for (const char* path : {"/", "/missing"}) {
    const auto result = Client().Get(path);
    EXPECT_EQ(result->get_header_value("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(result->get_header_value("X-Frame-Options"), "DENY");
    EXPECT_EQ(result->get_header_value("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(result->get_header_value("Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_FALSE(result->has_header("Access-Control-Allow-Origin"));
  }
}

TEST_F(HttpServerTest, AnswersHeadAndRanges) {
  Start({{"/", Says("0123456789")}});
  const auto head = Client().Head("/");
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->get_header_value("Content-Length"), "10");
  EXPECT_EQ(head->body, "");
  const auto range = Client().Get("/", {httplib::make_range_header({{2, 4}})});
  EXPECT_EQ(range->status, 206);
  EXPECT_EQ(range->body, "234");
}

TEST_F(HttpServerTest, RefusesAMethodThatNoRouteTakes) {
  Start({{"/", Says("page")}});
  const auto result = Client().Post("/", "text", "text/plain");
  EXPECT_EQ(result->status, 405);
  EXPECT_EQ(result->get_header_value("Allow"), "GET");
  EXPECT_EQ(Client().Delete("/")->status, 405);
}

TEST_F(HttpServerTest, PassesOnABodyUpToTheLimit) {
  HttpRequest seen;
  Start({{"/post",
          [&seen](const HttpRequest& request) {
            seen = request;
            return HttpResponse{};
          },
          {"POST"}}});
  Client().Post("/post?a=1&b=%2F", std::string(100, 'x'), "application/json");
  EXPECT_EQ(seen.body, std::string(100, 'x'));
  EXPECT_FALSE(seen.body_too_large);
  EXPECT_EQ(seen.content_type, "application/json");
  EXPECT_THAT(seen.query,
              ::testing::ElementsAre(::testing::Pair("a", "1"), ::testing::Pair("b", "/")));
  Client().Post("/post", std::string(1000, 'x'), "application/json");
  EXPECT_EQ(seen.body, "");
  EXPECT_TRUE(seen.body_too_large);
}

TEST_F(HttpServerTest, CompressesALongAnswerForWhoCanReadIt) {
  const std::string text(5000, 'x');
  Start({{"/", Says(text)}});
  const auto packed = Client().Get("/", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(packed->get_header_value("Content-Encoding"), "gzip");
  EXPECT_EQ(packed->body, text);  // the client unpacks
  const auto plain = Client().Get("/", {{"Accept-Encoding", "identity"}});
  EXPECT_FALSE(plain->has_header("Content-Encoding"));
  EXPECT_EQ(plain->body, text);
}

TEST_F(HttpServerTest, RefusesAPortThatIsTaken) {
  Start({});
  const auto second = HttpServer::Start({.address = absl::StrCat("127.0.0.1:", http->port())}, {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

TEST(HttpAddress, IsHostAndPort) {
  EXPECT_EQ(ParseHttpAddress("[::1]:80")->host, "::1");
  EXPECT_EQ(ParseHttpAddress("localhost:0")->port, 0);
  EXPECT_EQ(ParseHttpAddress("localhost").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(HttpAddress, KnowsWhatOnlyThisMachineReaches) {
  for (const char* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1"}) {
    EXPECT_TRUE(IsLoopback(host)) << host;
  }
  for (const char* host : {"", "0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.org", "example"}) {
    EXPECT_FALSE(IsLoopback(host)) << host;
  }
}

}  // namespace
}  // namespace credence::server
