#include "server/web/metrics_page.h"

#include <httplib.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace credence::server {
namespace {

constexpr char kTextFormat[] = "text/plain; version=0.0.4; charset=utf-8";
// So many scrapers and probes at a time; more wait. Each connection has a thread, so it is closed
// after its answer, or after a second in which it asked nothing.
constexpr int kThreads = 4;
constexpr int kIdleSeconds = 1;

}  // namespace

MetricsPage::MetricsPage(const Metrics& metrics) : server_(std::make_unique<httplib::Server>()) {
  server_->new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server_->set_keep_alive_max_count(1);
  server_->set_keep_alive_timeout(kIdleSeconds);
  server_->Get("/metrics", [&metrics](const httplib::Request&, httplib::Response& response) {
    response.set_content(metrics.Page(), kTextFormat);
  });
  server_->Get("/healthz", [this](const httplib::Request&, httplib::Response& response) {
    response.status = serving_.load() ? 200 : 503;
    response.set_content(serving_.load() ? "ok\n" : "draining\n", "text/plain");
  });
}

MetricsPage::~MetricsPage() {
  server_->stop();
  if (thread_.joinable()) thread_.join();
}

absl::StatusOr<std::unique_ptr<MetricsPage>> MetricsPage::Start(const std::string& address,
                                                                const Metrics& metrics) {
  const size_t colon = address.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(address.substr(colon + 1), &port)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--metrics-listen: got ", address, ", wanted host:port"));
  }
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  std::unique_ptr<MetricsPage> page(new MetricsPage(metrics));
  // httplib's default would let a second server share the port.
  page->server_->set_socket_options([](int socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  const bool bound = port == 0 ? (port = page->server_->bind_to_any_port(host)) > 0
                               : page->server_->bind_to_port(host, port);
  if (!bound) {
    return absl::UnavailableError(
        absl::StrCat("--metrics-listen: cannot listen on ", address, "; is it taken?"));
  }
  page->port_ = port;
  page->thread_ = std::thread([server = page->server_.get()] { server->listen_after_bind(); });
  // stop() does nothing before the loop runs.
  while (!page->server_->is_running()) std::this_thread::yield();
  return page;
}

}  // namespace credence::server
