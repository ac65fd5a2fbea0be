// The HTTP side: /metrics for Prometheus, /healthz for probes that speak no gRPC.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "server/telemetry/metrics.h"

namespace httplib {
class Server;
}

namespace credence::server {

// Thread-safe.
class MetricsPage {
 public:
  // Listens on host:port; port 0 takes a free one. metrics: outlives this.
  // Errors: InvalidArgument if `address` is not host:port; Unavailable if the port is taken.
  static absl::StatusOr<std::unique_ptr<MetricsPage>> Start(const std::string& address,
                                                            const Metrics& metrics);
  ~MetricsPage();

  int port() const { return port_; }

  // What /healthz says: 200 "ok" or 503 "draining".
  void SetServing(bool serving) { serving_.store(serving); }

 private:
  explicit MetricsPage(const Metrics& metrics);

  const std::unique_ptr<httplib::Server> server_;
  std::atomic<bool> serving_ = true;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace credence::server
