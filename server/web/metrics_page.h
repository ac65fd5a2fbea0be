// /metrics for Prometheus, /healthz for probes that speak no gRPC.
#pragma once

#include <atomic>

#include "server/telemetry/metrics.h"
#include "server/web/http.h"

namespace credence::server {

// metrics outlives the route.
HttpRoute MetricsRoute(const Metrics& metrics);

// 200 "ok" while `serving`, else 503 "not serving". serving outlives the route.
HttpRoute HealthRoute(const std::atomic<bool>& serving);

}  // namespace credence::server
