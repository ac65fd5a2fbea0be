// The running server: models, gRPC, health, reflection, metrics; and its orderly end.
#pragma once

#include <grpcpp/server.h>

#include <chrono>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "server/catalog/catalog.h"
#include "server/config/config.h"
#include "server/service.h"
#include "server/telemetry/calls.h"
#include "server/telemetry/log.h"
#include "server/telemetry/metrics.h"
#include "server/web/metrics_page.h"

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
  int metrics_port() const { return page_ != nullptr ? page_->port() : 0; }

  // NOT_SERVING at once; requests are answered for drain_grace, then refused with UNAVAILABLE; what
  // is in flight gets drain_timeout to finish. hurry(d) waits at most d and says whether to skip
  // the rest of the wait.
  void Drain(const std::function<bool(absl::Duration)>& hurry);

 private:
  Server(const Config& config, Log& log);
  absl::Status Listen();
  absl::Status WritePortFile() const;
  void SetServing(bool serving);

  const Config config_;
  Log& log_;
  Metrics metrics_;
  Calls calls_;
  Catalog catalog_;
  PredictionService service_;
  std::unique_ptr<MetricsPage> page_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> grpc_;  // last: it stops before what its calls use goes
};

}  // namespace credence::server
