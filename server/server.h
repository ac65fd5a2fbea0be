// The running server: models, gRPC, health, reflection, and what is served over HTTP; and its
// orderly end.
#pragma once

#include <grpcpp/server.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "server/catalog/catalog.h"
#include "server/config/config.h"
#include "server/monitoring/service.h"
#include "server/monitoring/traffic.h"
#include "server/outcomes/outcomes.h"
#include "server/service.h"
#include "server/telemetry/calls.h"
#include "server/telemetry/log.h"
#include "server/telemetry/metrics.h"
#include "server/web/http_server.h"

namespace credence::server {

class Server {
 public:
  // Loads the models, then listens; SERVING once this returns. log outlives the server.
  // Errors: those of Catalog::Load and Outcomes::Start; Unavailable if an address is taken.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Config& config,
                                                       const PredictorLoader& loader, Log& log);
  // Cancels what is in flight, unless Drain came first.
  ~Server();

  int port() const { return port_; }
  // Of everything that is served over HTTP; 0: nothing is.
  int metrics_port() const { return http_ != nullptr ? http_->port() : 0; }

  // NOT_SERVING at once; requests are answered for drain_grace, then refused with UNAVAILABLE; what
  // is in flight gets drain_timeout to finish; what is queued for the journal is written. hurry(d)
  // waits at most d and says whether to skip the rest of the wait.
  void Drain(const std::function<bool(absl::Duration)>& hurry);

 private:
  Server(const Config& config, Log& log);
  absl::Status Listen();
  absl::Status ListenHttp();
  absl::Status TakeOutcomes();
  void WatchTraffic();
  MonitoringSources Sources();
  absl::Status WritePortFile() const;
  // Health follows from whether the server is up and whether the journal works.
  void SetUp(bool up);
  void SetJournalWorks(bool works);
  void UpdateHealth() ABSL_EXCLUSIVE_LOCKS_REQUIRED(health_mutex_);
  // Waits for one more scrape, so that the last counts are not lost.
  void AwaitScrape(const std::function<bool(absl::Duration)>& hurry);

  const Config config_;
  Log& log_;
  Metrics metrics_;
  Calls calls_;
  Catalog catalog_;
  std::mutex health_mutex_;
  bool has_health_ ABSL_GUARDED_BY(health_mutex_) = false;  // from the first SetServing to the end
  bool up_ ABSL_GUARDED_BY(health_mutex_) = false;          // started, and not draining
  bool journal_works_ ABSL_GUARDED_BY(health_mutex_) = true;
  std::atomic<bool> serving_ = false;  // whether Predict is answered
  std::unique_ptr<Outcomes> outcomes_;
  PredictionService service_;
  std::unique_ptr<Traffic> traffic_;
  MonitoringService monitoring_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> grpc_;  // it stops before what its calls use goes
  std::unique_ptr<HttpServer> http_;    // last: it calls grpc_
};

}  // namespace credence::server
