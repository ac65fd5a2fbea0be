// The running server: models, gRPC, health, reflection, and what is served over HTTP; and its
// orderly end.
#pragma once

#include <grpcpp/server.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "server/catalog/catalog.h"
#include "server/config/config.h"
#include "server/monitoring/service.h"
#include "server/monitoring/traffic.h"
#include "server/service.h"
#include "server/telemetry/calls.h"
#include "server/telemetry/log.h"
#include "server/telemetry/metrics.h"
#include "server/web/http_server.h"

namespace credence::server {

class Server {
 public:
  // Loads the models, then listens; SERVING once this returns. log outlives the server.
  // Errors: those of Catalog::Load; Unavailable if an address is taken.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Config& config,
                                                       const PredictorLoader& loader, Log& log);
  // Cancels what is in flight, unless Drain came first.
  ~Server();

  int port() const { return port_; }
  // Of everything that is served over HTTP; 0: nothing is.
  int metrics_port() const { return http_ != nullptr ? http_->port() : 0; }

  // NOT_SERVING at once; requests are answered for drain_grace, then refused with UNAVAILABLE; what
  // is in flight gets drain_timeout to finish. hurry(d) waits at most d and says whether to skip
  // the rest of the wait.
  void Drain(const std::function<bool(absl::Duration)>& hurry);

 private:
  Server(const Config& config, Log& log);
  absl::Status Listen();
  absl::Status ListenHttp();
  void WatchTraffic();
  absl::Status WritePortFile() const;
  void SetServing(bool serving);

  const Config config_;
  Log& log_;
  Metrics metrics_;
  Calls calls_;
  Catalog catalog_;
  PredictionService service_;
  std::atomic<bool> serving_ = false;
  std::unique_ptr<Traffic> traffic_;
  MonitoringService monitoring_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> grpc_;  // it stops before what its calls use goes
  std::unique_ptr<HttpServer> http_;    // last: it calls grpc_
};

}  // namespace credence::server
