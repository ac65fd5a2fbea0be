#include "server/telemetry/calls.h"

#include <utility>

namespace credence::server {

using std::chrono::steady_clock;

namespace {

// Only error::JournalFails carries one.
constexpr char kErrorInfo[] = "type.googleapis.com/google.rpc.ErrorInfo";

Rejection WhyUnavailable(const absl::Status& status, bool draining) {
  if (status.GetPayload(kErrorInfo).has_value()) return Rejection::kJournal;
  return draining ? Rejection::kDraining : Rejection::kQueueFull;
}

}  // namespace

Call::Call(Calls* calls, Method method)
    : calls_(calls), method_(method), start_(steady_clock::now()) {
  calls_->in_flight_.fetch_add(1);
  calls_->metrics_.in_flight(method).Increment();
  refused_ = calls_->refusing();
}

Call::Call(Call&& other) noexcept
    : calls_(std::exchange(other.calls_, nullptr)),
      method_(other.method_),
      start_(other.start_),
      refused_(other.refused_) {}

Call::~Call() {
  if (calls_ != nullptr) calls_->Leave(method_);
}

void Call::Finish(const absl::Status& status, ModelMetrics* model, int64_t rows) {
  const std::chrono::duration<double> took = steady_clock::now() - start_;
  RpcDurations& durations = model != nullptr ? model->rpc : calls_->metrics_.unknown_model();
  durations.Observe(method_, status.code(), took.count());
  if (!status.ok()) calls_->CountRejection(status);
  if (calls_->log_.Enabled(Log::Level::kDebug)) {
    calls_->log_.Debug("answered", {{"method", MethodName(method_)},
                                    {"model", model != nullptr ? model->model : ""},
                                    {"version", model != nullptr ? model->version : 0},
                                    {"code", CodeName(status.code())},
                                    {"rows", rows},
                                    {"ms", took.count() * 1e3}});
  }
}

void Calls::CountMessage(const absl::Status& status) {
  metrics_.stream_messages(status.code()).Increment();
  if (!status.ok()) CountRejection(status);
}

void Calls::CountRejection(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
      return metrics_.rejected(Rejection::kInvalid).Increment();
    case absl::StatusCode::kNotFound:
      return metrics_.rejected(Rejection::kNotFound).Increment();
    case absl::StatusCode::kResourceExhausted:
      return metrics_.rejected(Rejection::kOverLimit).Increment();
    case absl::StatusCode::kUnavailable:
      return metrics_.rejected(WhyUnavailable(status, refusing())).Increment();
    default:
      return;
  }
}

void Calls::Refuse() { refusing_.store(true, std::memory_order_release); }

bool Calls::WaitUntilIdle(std::chrono::nanoseconds timeout) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, timeout, [this] { return in_flight_.load() == 0; });
}

void Calls::Leave(Method method) {
  metrics_.in_flight(method).Decrement();
  if (in_flight_.fetch_sub(1) == 1 && refusing()) {
    std::lock_guard lock(mutex_);
    idle_.notify_all();
  }
}

}  // namespace credence::server
