#include "server/telemetry/metrics.h"

#include <prometheus/text_serializer.h>

#include "absl/strings/str_cat.h"
#include "models/checkpoint/posteriors.h"
#include "server/config/version.h"
#include "server/telemetry/process.h"

namespace credence::server {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Histogram;
using prometheus::Labels;
using Buckets = Histogram::BucketBoundaries;

// 50 us to 10 s: the least is a fifth of a small network's whole answer, the last a client's usual
// deadline.
const Buckets kSeconds = {0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                          0.05,    0.1,    0.25,    0.5,    1,     2.5,    5,     10};
const Buckets kRows = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
// Denser where most patients are: in-hospital death is rarer than 1 in 5.
const Buckets kRisk = {0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};
// ln 2 = 0.693 is the most that a binary model can reach.
const Buckets kNats = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.7, 1};

constexpr std::array<absl::string_view, kMethods> kMethodNames = {
    "Predict",     "PredictStream", "GetModel",       "ListModels",           "GetOverview",
    "GetEvidence", "GetInputs",     "ReportOutcomes", "ReportOutcomesStream", "GetCalibration"};
constexpr std::array<absl::string_view, kRejections> kRejectionNames = {
    "invalid_argument", "not_found", "over_limit", "queue_full", "draining", "journal"};
constexpr std::array<absl::string_view, kCodes> kCodeNames = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

Labels OfModel(const std::string& model, int64_t version) {
  return {{"model", model}, {"version", absl::StrCat(version)}};
}

Labels With(Labels labels, const std::string& key, absl::string_view value) {
  labels.emplace(key, std::string(value));
  return labels;
}

}  // namespace

struct Families {
  explicit Families(prometheus::Registry& r)
      : rpc_duration(BuildHistogram()
                         .Name("credence_rpc_duration_seconds")
                         .Help("Time from a request's arrival to its answer, by gRPC status code; "
                               "model and version are empty where none was found")
                         .Register(r)),
        queue_rows(BuildGauge()
                       .Name("credence_queue_rows")
                       .Help("Rows that wait for the next batch")
                       .Register(r)),
        queue_duration(BuildHistogram()
                           .Name("credence_queue_duration_seconds")
                           .Help("Time that a request waited for its batch")
                           .Register(r)),
        forward_duration(BuildHistogram()
                             .Name("credence_forward_duration_seconds")
                             .Help("Time of one forward pass of all members over one batch")
                             .Register(r)),
        batch_rows(BuildHistogram()
                       .Name("credence_batch_rows")
                       .Help("Rows in one forward pass")
                       .Register(r)),
        in_flight(BuildGauge()
                      .Name("credence_requests_in_flight")
                      .Help("Calls that have arrived and are not answered yet")
                      .Register(r)),
        rejected(BuildCounter()
                     .Name("credence_rejected_total")
                     .Help("Requests refused before any work was done, by reason")
                     .Register(r)),
        dropped(BuildCounter()
                    .Name("credence_dropped_total")
                    .Help("Queued requests dropped before they were computed, by reason")
                    .Register(r)),
        stream_messages(BuildCounter()
                            .Name("credence_stream_messages_total")
                            .Help("Requests answered within PredictStream, by status code")
                            .Register(r)),
        predictions(BuildCounter()
                        .Name("credence_predictions_total")
                        .Help("Predictions made, by decision: keep, or defer to a human")
                        .Register(r)),
        risk(BuildHistogram()
                 .Name("credence_predicted_risk_ratio")
                 .Help("Predictive mean of the positive class, as a fraction")
                 .Register(r)),
        epistemic(BuildHistogram()
                      .Name("credence_epistemic_uncertainty_nats")
                      .Help("Epistemic uncertainty (mutual information of class and member)")
                      .Register(r)),
        load_failures(BuildCounter()
                          .Name("credence_model_load_failures_total")
                          .Help("Model versions refused at load; the log has the reasons")
                          .Register(r)),
        model_info(BuildGauge()
                       .Name("credence_model_info")
                       .Help("1 for each model version in service")
                       .Register(r)),
        build_info(BuildGauge()
                       .Name("credence_build_info")
                       .Help("1, labelled by what this build is")
                       .Register(r)) {}

  prometheus::Family<Histogram>& rpc_duration;
  prometheus::Family<prometheus::Gauge>& queue_rows;
  prometheus::Family<Histogram>& queue_duration;
  prometheus::Family<Histogram>& forward_duration;
  prometheus::Family<Histogram>& batch_rows;
  prometheus::Family<prometheus::Gauge>& in_flight;
  prometheus::Family<prometheus::Counter>& rejected;
  prometheus::Family<prometheus::Counter>& dropped;
  prometheus::Family<prometheus::Counter>& stream_messages;
  prometheus::Family<prometheus::Counter>& predictions;
  prometheus::Family<Histogram>& risk;
  prometheus::Family<Histogram>& epistemic;
  prometheus::Family<prometheus::Counter>& load_failures;
  prometheus::Family<prometheus::Gauge>& model_info;
  prometheus::Family<prometheus::Gauge>& build_info;
};

bool IsServerFailure(absl::StatusCode code) {
  return code == absl::StatusCode::kUnknown || code == absl::StatusCode::kInternal ||
         code == absl::StatusCode::kDataLoss || code == absl::StatusCode::kUnavailable ||
         code == absl::StatusCode::kDeadlineExceeded;
}

absl::string_view MethodName(Method method) { return kMethodNames[static_cast<int>(method)]; }

absl::string_view CodeName(absl::StatusCode code) { return kCodeNames[static_cast<int>(code)]; }

RpcDurations::RpcDurations(prometheus::Family<Histogram>& family, std::string model,
                           std::string version)
    : family_(family), model_(std::move(model)), version_(std::move(version)) {}

void RpcDurations::Observe(Method method, absl::StatusCode code, double seconds) {
  Find(method, code).Observe(seconds);
}

RpcCounts RpcDurations::Read(Method method) const {
  RpcCounts counts{.bounds = kSeconds, .buckets = std::vector<double>(kSeconds.size() + 1)};
  for (int code = 0; code < kCodes; ++code) {
    const auto& slot = found_[static_cast<int>(method) * kCodes + code];
    const Histogram* histogram = slot.load(std::memory_order_acquire);
    if (histogram == nullptr) continue;
    const auto read = histogram->Collect().histogram;
    const bool ok = code == static_cast<int>(absl::StatusCode::kOk);
    counts.calls += static_cast<double>(read.sample_count);
    if (IsServerFailure(static_cast<absl::StatusCode>(code))) {
      counts.failed += static_cast<double>(read.sample_count);
    }
    if (!ok) continue;
    double below = 0;
    for (size_t b = 0; b < counts.buckets.size(); ++b) {
      const auto cumulative = static_cast<double>(read.bucket[b].cumulative_count);
      counts.buckets[b] = cumulative - below;
      below = cumulative;
    }
  }
  return counts;
}

prometheus::Histogram& RpcDurations::Find(Method method, absl::StatusCode code) {
  auto& slot = found_[static_cast<int>(method) * kCodes + static_cast<int>(code)];
  Histogram* histogram = slot.load(std::memory_order_acquire);
  if (histogram == nullptr) {
    // The family returns the same child to two threads that race here.
    histogram = &family_.Add({{"method", std::string(MethodName(method))},
                              {"model", model_},
                              {"version", version_},
                              {"code", std::string(CodeName(code))}},
                             kSeconds);
    slot.store(histogram, std::memory_order_release);
  }
  return *histogram;
}

ModelMetrics::ModelMetrics(Families& f, const std::string& name, int64_t number,
                           const predict::Predictor& predictor)
    : model(name),
      version(number),
      rpc(f.rpc_duration, model, absl::StrCat(version)),
      queue_rows(f.queue_rows.Add(OfModel(name, number))),
      queue_duration(f.queue_duration.Add(OfModel(name, number), kSeconds)),
      forward_duration(f.forward_duration.Add(OfModel(name, number), kSeconds)),
      batch_rows(f.batch_rows.Add(OfModel(name, number), kRows)),
      dropped_expired(f.dropped.Add(With(OfModel(name, number), "reason", "expired"))),
      dropped_cancelled(f.dropped.Add(With(OfModel(name, number), "reason", "cancelled"))),
      kept(f.predictions.Add(With(OfModel(name, number), "decision", "keep"))),
      deferred(f.predictions.Add(With(OfModel(name, number), "decision", "defer"))),
      epistemic(f.epistemic.Add(OfModel(name, number), kNats)) {
  const checkpoint::Manifest& manifest = predictor.manifest;
  if (manifest.task == "binary") risk = &f.risk.Add(OfModel(name, number), kRisk);
  Labels info = OfModel(name, number);
  info.emplace("network", manifest.network.name);
  info.emplace("posterior", checkpoint::TitleOf(manifest.rank1));
  info.emplace("executor", predictor.executor->name());
  info.emplace("members", absl::StrCat(predictor.members()));
  info.emplace("weights_sha256", manifest.weights_sha256);
  f.model_info.Add(info).Set(1);
}

void ModelMetrics::CountPrediction(double mean, double epistemic_nats, bool deferred_to_human) {
  (deferred_to_human ? deferred : kept).Increment();
  epistemic.Observe(epistemic_nats);
  if (risk != nullptr) risk->Observe(mean);
}

Metrics::Metrics() : families_(std::make_unique<Families>(registry_)) {
  Families& f = *families_;
  unknown_model_ = std::make_unique<RpcDurations>(f.rpc_duration, "", "");
  for (int m = 0; m < kMethods; ++m) {
    in_flight_[m] = &f.in_flight.Add({{"method", std::string(kMethodNames[m])}});
  }
  for (int r = 0; r < kRejections; ++r) {
    rejected_[r] = &f.rejected.Add({{"reason", std::string(kRejectionNames[r])}});
  }
  load_failures_ = &f.load_failures.Add({});
  const Build build = ThisBuild();
  f.build_info
      .Add({{"version", build.version}, {"commit", build.commit}, {"compiler", build.compiler}})
      .Set(1);
}

Metrics::~Metrics() = default;

std::unique_ptr<ModelMetrics> Metrics::ForModel(const std::string& model, int64_t version,
                                                const predict::Predictor& predictor) {
  return std::make_unique<ModelMetrics>(*families_, model, version, predictor);
}

prometheus::Counter& Metrics::stream_messages(absl::StatusCode code) {
  auto& slot = stream_messages_[static_cast<int>(code)];
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    counter = &families_->stream_messages.Add({{"code", std::string(CodeName(code))}});
    slot.store(counter, std::memory_order_release);
  }
  return *counter;
}

std::string Metrics::Page() const {
  pages_.fetch_add(1);
  std::vector<prometheus::MetricFamily> families = registry_.Collect();
  for (auto& family : inputs_.Collect()) families.push_back(std::move(family));
  for (auto& family : CollectProcess()) families.push_back(std::move(family));
  for (const Collector& collect : collectors_) {
    for (auto& family : collect()) families.push_back(std::move(family));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace credence::server
