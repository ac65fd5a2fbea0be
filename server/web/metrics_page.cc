#include "server/web/metrics_page.h"

namespace credence::server {

HttpRoute MetricsRoute(const Metrics& metrics) {
  return {.path = "/metrics", .handler = [&metrics](const HttpRequest&) {
            return HttpResponse{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                                .body = metrics.Page()};
          }};
}

HttpRoute HealthRoute(const std::atomic<bool>& serving) {
  return {.path = "/healthz", .handler = [&serving](const HttpRequest&) {
            const bool ok = serving.load();
            return HttpResponse{.status = ok ? 200 : 503,
                                .content_type = "text/plain",
                                .body = ok ? "ok\n" : "not serving\n"};
          }};
}

}  // namespace credence::server
