#include "server/monitoring/service.h"

#include <utility>

#include "server/catalog/describe_inputs.h"
#include "server/config/version.h"
#include "server/unary.h"

namespace credence::server {
namespace {

void Set(absl::Duration duration, google::protobuf::Duration& out) {
  out.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &duration));
  out.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration)));
}

v1::JournalState NoJournal() {
  v1::JournalState state;
  state.set_kind("none");
  state.set_state("ok");
  return state;
}

v1::TrafficLight NoLight() {
  v1::TrafficLight light;
  light.set_color(v1::TrafficLight::COLOR_GREY);
  light.set_reason("No outcomes are kept, so nothing can be said about calibration.");
  return light;
}

}  // namespace

MonitoringService::MonitoringService(const Catalog& catalog, Calls& calls,
                                     const std::atomic<bool>& serving)
    : catalog_(catalog), calls_(calls), serving_(serving) {}

void MonitoringService::Watch(const Traffic& traffic, MonitoringSources sources) {
  traffic_ = &traffic;
  sources_ = std::move(sources);
}

v1::ModelOverview MonitoringService::Look(const Served& served, bool is_default) const {
  v1::ModelOverview out;
  out.set_model(served.model);
  out.set_version(served.version);
  out.set_is_default(is_default);
  out.set_members(served.predictor->members());
  out.set_network(served.predictor->manifest.network.name);
  const TrafficFigures traffic = traffic_->Of(*served.metrics);
  out.set_prediction_rate(traffic.prediction_rate);
  if (traffic.latency_median) Set(*traffic.latency_median, *out.mutable_latency_median());
  if (traffic.latency_q99) Set(*traffic.latency_q99, *out.mutable_latency_q99());
  out.set_error_ratio(traffic.error_ratio);
  out.set_deferral_ratio(traffic.deferral_ratio);
  *out.mutable_light() = sources_.light ? sources_.light(served) : NoLight();
  out.set_predictions(
      static_cast<int64_t>(served.metrics->kept.Value() + served.metrics->deferred.Value()));
  if (sources_.outcomes) out.set_outcomes(sources_.outcomes(served));
  return out;
}

grpc::ServerUnaryReactor* MonitoringService::GetOverview(grpc::CallbackServerContext* context,
                                                         const v1::GetOverviewRequest*,
                                                         v1::GetOverviewResponse* response) {
  return Unary(calls_, Method::kGetOverview, 0, context, [&](auto finish) {
    response->set_health(serving_.load() ? "SERVING" : "NOT_SERVING");
    response->mutable_started_at()->set_seconds(absl::ToUnixSeconds(started_at_));
    response->set_server_version(ThisBuild().version);
    *response->mutable_journal() = sources_.journal ? sources_.journal() : NoJournal();
    const Served* previous = nullptr;
    for (const auto& served : catalog_.List()) {
      // By name, then newest first: the first of a name is the default.
      const bool is_default = previous == nullptr || previous->model != served->model;
      *response->add_models() = Look(*served, is_default);
      previous = served.get();
    }
    finish(absl::OkStatus(), nullptr);
  });
}

grpc::ServerUnaryReactor* MonitoringService::GetEvidence(grpc::CallbackServerContext* context,
                                                         const v1::GetEvidenceRequest* request,
                                                         v1::GetEvidenceResponse* response) {
  return Unary(calls_, Method::kGetEvidence, 0, context, [&](auto finish) {
    const auto served = catalog_.Find(request->model(), request->version());
    if (!served.ok()) return finish(served.status(), nullptr);
    if (!sources_.evidence) return finish(error::NoJournal(), (*served)->metrics.get());
    auto evidence = sources_.evidence(**served);
    if (evidence.ok()) *response = *std::move(evidence);
    finish(evidence.status(), (*served)->metrics.get());
  });
}

grpc::ServerUnaryReactor* MonitoringService::GetInputs(grpc::CallbackServerContext* context,
                                                       const v1::GetInputsRequest* request,
                                                       v1::GetInputsResponse* response) {
  return Unary(calls_, Method::kGetInputs, 0, context, [&](auto finish) {
    const auto served = catalog_.Find(request->model(), request->version());
    if (!served.ok()) return finish(served.status(), nullptr);
    DescribeInputs(**served, *response);
    finish(absl::OkStatus(), (*served)->metrics.get());
  });
}

}  // namespace credence::server
