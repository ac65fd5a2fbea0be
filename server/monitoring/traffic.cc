#include "server/monitoring/traffic.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace credence::server {
namespace {

double Share(double part, double whole) { return whole > 0 ? part / whole : 0; }

std::optional<absl::Duration> Latency(const RpcCounts& since, const RpcCounts& now, double q) {
  std::vector<double> buckets = now.buckets;
  for (size_t b = 0; b < buckets.size(); ++b) buckets[b] -= since.buckets[b];
  const auto seconds = HistogramQuantile(now.bounds, buckets, q);
  if (!seconds) return std::nullopt;
  return absl::Seconds(*seconds);
}

}  // namespace

std::optional<double> HistogramQuantile(const std::vector<double>& bounds,
                                        const std::vector<double>& buckets, double q) {
  const double total = std::accumulate(buckets.begin(), buckets.end(), 0.0);
  if (total <= 0) return std::nullopt;
  const double rank = q * total;
  double below = 0;
  for (size_t b = 0; b < bounds.size(); ++b) {
    if (buckets[b] > 0 && below + buckets[b] >= rank) {
      const double lower = b == 0 ? 0 : bounds[b - 1];
      return lower + (bounds[b] - lower) * (rank - below) / buckets[b];
    }
    below += buckets[b];
  }
  return bounds.back();
}

Traffic::Traffic(std::vector<const ModelMetrics*> models, std::function<absl::Time()> clock)
    : models_(std::move(models)), clock_(std::move(clock)) {
  Sample();
}

Traffic::~Traffic() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Traffic::Start() {
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    const auto stopping = [this] { return stopping_; };
    while (!stop_.wait_for(lock, absl::ToChronoNanoseconds(kPeriod), stopping)) {
      lock.unlock();
      Sample();
      lock.lock();
    }
  });
}

void Traffic::Sample() {
  Moment moment{.time = clock_()};
  for (const ModelMetrics* model : models_) moment.counts.push_back(Read(*model));
  std::lock_guard lock(mutex_);
  moments_.push_back(std::move(moment));
  while (moments_.size() > 1 && moments_.front().time < moments_.back().time - kWindow) {
    moments_.pop_front();
  }
}

TrafficFigures Traffic::Of(const ModelMetrics& model) const {
  const absl::Time time = clock_();
  const Counts now = Read(model);
  const size_t index = std::ranges::find(models_, &model) - models_.begin();
  std::lock_guard lock(mutex_);
  const auto inside = [time](const Moment& moment) { return moment.time >= time - kWindow; };
  auto from = std::ranges::find_if(moments_, inside);
  if (from == moments_.end()) --from;
  const Counts& since = from->counts[index];
  const double deferred = now.deferred - since.deferred;
  const double predictions = now.kept - since.kept + deferred;
  const double failed = now.predict.failed - since.predict.failed;
  const double calls = now.predict.calls - since.predict.calls;
  return {.prediction_rate = Share(predictions, absl::ToDoubleSeconds(time - from->time)),
          .deferral_ratio = Share(deferred, predictions),
          .error_ratio = Share(failed, calls),
          .latency_median = Latency(since.predict, now.predict, 0.5),
          .latency_q99 = Latency(since.predict, now.predict, 0.99)};
}

Traffic::Counts Traffic::Read(const ModelMetrics& model) {
  return {.kept = model.kept.Value(),
          .deferred = model.deferred.Value(),
          .predict = model.rpc.Read(Method::kPredict)};
}

}  // namespace credence::server
