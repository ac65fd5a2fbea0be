// credence.v1.MonitoringService: how the server and its models are doing.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "credence/v1/monitoring.grpc.pb.h"
#include "server/catalog/catalog.h"
#include "server/monitoring/traffic.h"
#include "server/telemetry/calls.h"

namespace credence::server {

// Where the overview takes what this room does not know. A function that is empty stands for a part
// that this server does not have.
struct MonitoringSources {
  std::function<v1::JournalState()> journal;
  std::function<v1::TrafficLight(const Served&)> light;
  std::function<absl::StatusOr<v1::GetEvidenceResponse>(const Served&)> evidence;
  std::function<int64_t(const Served&)> outcomes;  // counted since the start
};

// Thread-safe. What it is given outlives it.
class MonitoringService : public v1::MonitoringService::CallbackService {
 public:
  MonitoringService(const Catalog& catalog, Calls& calls, const std::atomic<bool>& serving);

  // Before the first call.
  void Watch(const Traffic& traffic, MonitoringSources sources);

  grpc::ServerUnaryReactor* GetOverview(grpc::CallbackServerContext* context,
                                        const v1::GetOverviewRequest* request,
                                        v1::GetOverviewResponse* response) override;
  grpc::ServerUnaryReactor* GetEvidence(grpc::CallbackServerContext* context,
                                        const v1::GetEvidenceRequest* request,
                                        v1::GetEvidenceResponse* response) override;
  grpc::ServerUnaryReactor* GetInputs(grpc::CallbackServerContext* context,
                                      const v1::GetInputsRequest* request,
                                      v1::GetInputsResponse* response) override;

 private:
  v1::ModelOverview Look(const Served& served, bool is_default) const;

  const Catalog& catalog_;
  Calls& calls_;
  const std::atomic<bool>& serving_;
  const absl::Time started_at_ = absl::Now();
  const Traffic* traffic_ = nullptr;
  MonitoringSources sources_;
};

}  // namespace credence::server
