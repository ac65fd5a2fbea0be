// Every metric of the server, by name; docs/operations.md lists them. Base units, prefix credence_,
// bounded labels.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "models/predict/predictor.h"
#include "server/telemetry/input_metrics.h"

namespace credence::server {

enum class Method {
  kPredict,
  kPredictStream,
  kGetModel,
  kListModels,
  kGetOverview,
  kGetEvidence,
  kGetInputs,
  kReportOutcomes,
  kReportOutcomesStream,
  kGetCalibration
};
inline constexpr int kMethods = 10;
inline constexpr int kCodes = 17;  // gRPC's status codes

absl::string_view MethodName(Method method);

// The calls of one method so far.
struct RpcCounts {
  double calls = 0;
  // By UNKNOWN, INTERNAL, DATA_LOSS, UNAVAILABLE or DEADLINE_EXCEEDED: no fault of the client's.
  double failed = 0;
  // Of those answered: calls per bucket of seconds; one count more than bounds, for the rest.
  std::vector<double> bounds, buckets;
};

// credence_rpc_duration_seconds{method, model, version} by code. A series appears with its first
// call.
class RpcDurations {
 public:
  RpcDurations(prometheus::Family<prometheus::Histogram>& family, std::string model,
               std::string version);

  void Observe(Method method, absl::StatusCode code, double seconds);

  RpcCounts Read(Method method) const;

 private:
  prometheus::Histogram& Find(Method method, absl::StatusCode code);

  prometheus::Family<prometheus::Histogram>& family_;
  const std::string model_, version_;
  std::array<std::atomic<prometheus::Histogram*>, kMethods* kCodes> found_ = {};
};

struct Families;

// The metrics of one model version, found once at load so that a request looks up nothing.
// Thread-safe.
struct ModelMetrics {
  ModelMetrics(Families& families, const std::string& model, int64_t version,
               const predict::Predictor& predictor);

  // mean: of the positive class.
  void CountPrediction(double mean, double epistemic_nats, bool deferred_to_human);

  const std::string model;
  const int64_t version;
  RpcDurations rpc;
  prometheus::Gauge& queue_rows;
  prometheus::Histogram& queue_duration;
  prometheus::Histogram& forward_duration;
  prometheus::Histogram& batch_rows;
  prometheus::Counter& dropped_expired;
  prometheus::Counter& dropped_cancelled;
  prometheus::Counter& kept;
  prometheus::Counter& deferred;
  prometheus::Histogram* risk = nullptr;  // binary models only
  prometheus::Histogram& epistemic;
};

// Why a call was refused before any work was done.
enum class Rejection { kInvalid, kNotFound, kOverLimit, kQueueFull, kDraining, kJournal };
inline constexpr int kRejections = 6;

// The server's metrics. Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  std::unique_ptr<ModelMetrics> ForModel(const std::string& model, int64_t version,
                                         const predict::Predictor& predictor);

  InputMetrics& inputs() { return inputs_; }

  // Of calls that found no model: their model and version labels are empty, whatever the client
  // asked for.
  RpcDurations& unknown_model() { return *unknown_model_; }
  prometheus::Gauge& in_flight(Method method) { return *in_flight_[static_cast<int>(method)]; }
  prometheus::Counter& rejected(Rejection reason) { return *rejected_[static_cast<int>(reason)]; }
  prometheus::Counter& stream_messages(absl::StatusCode code);
  prometheus::Counter& load_failures() { return *load_failures_; }

  // For metrics that stand in files of their own. They live as long as this.
  prometheus::Registry& registry() { return registry_; }

  // What is read only when it is asked for: called at each Page(), on any thread. Call before the
  // page is served.
  using Collector = std::function<std::vector<prometheus::MetricFamily>()>;
  void AddCollector(Collector collector) { collectors_.push_back(std::move(collector)); }

  // The page in Prometheus's text format, process metrics included.
  std::string Page() const;
  // How often it was asked for.
  int64_t pages() const { return pages_.load(); }

 private:
  prometheus::Registry registry_;
  std::vector<Collector> collectors_;
  mutable std::atomic<int64_t> pages_ = 0;
  InputMetrics inputs_;
  const std::unique_ptr<Families> families_;
  std::unique_ptr<RpcDurations> unknown_model_;
  std::array<prometheus::Gauge*, kMethods> in_flight_ = {};
  std::array<prometheus::Counter*, kRejections> rejected_ = {};
  std::array<std::atomic<prometheus::Counter*>, kCodes> stream_messages_ = {};
  prometheus::Counter* load_failures_ = nullptr;
};

// "OK", "INVALID_ARGUMENT", ...: gRPC's names, as they stand in labels and logs.
absl::string_view CodeName(absl::StatusCode code);

}  // namespace credence::server
