#include "client/cli/score.h"

#include <deque>
#include <mutex>
#include <utility>

namespace credence::cli {
namespace {

// The messages that are under way, oldest first.
class InFlight {
 public:
  void Push(v1::PredictRequest request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
  }

  v1::PredictRequest Pop() {
    const std::lock_guard lock(mutex_);
    v1::PredictRequest request = std::move(requests_.front());
    requests_.pop_front();
    return request;
  }

 private:
  std::mutex mutex_;
  std::deque<v1::PredictRequest> requests_;
};

v1::PredictRequest EmptyRequest(const ScoreRequest& options) {
  v1::PredictRequest request;
  request.set_model(options.model);
  request.set_version(options.version);
  request.set_include_members(options.include_members);
  request.set_exploratory(options.exploratory);
  return request;
}

void Deliver(const v1::PredictRequest& request, v1::PredictResponse response,
             const ScoreSink& sink) {
  for (int i = 0; i < response.predictions_size(); ++i) {
    const bool labelled = i < request.instances_size() && request.instances(i).has_label();
    sink.answered({std::move(*response.mutable_predictions(i)),
                   labelled ? request.instances(i).label() : -1});
  }
}

void AskOneByOne(const client::Client& client, const ScoreRequest& options,
                 const v1::PredictRequest& request, const ScoreSink& sink) {
  for (const auto& instance : request.instances()) {
    v1::PredictRequest single = EmptyRequest(options);
    *single.add_instances() = instance;
    auto response = client.Predict(single);
    if (response.ok()) {
      Deliver(single, *std::move(response), sink);
    } else {
      sink.refused(instance, response.status());
    }
  }
}

}  // namespace

absl::Status Score(const client::Client& client, const ScoreRequest& options,
                   const InstanceSource& source, const ScoreSink& sink) {
  InFlight in_flight;
  const auto next = [&]() -> std::optional<v1::PredictRequest> {
    v1::PredictRequest request = EmptyRequest(options);
    while (static_cast<size_t>(request.instances_size()) < options.chunk) {
      auto instance = source();
      if (!instance) break;
      *request.add_instances() = *std::move(instance);
    }
    if (request.instances().empty()) return std::nullopt;
    in_flight.Push(request);
    return request;
  };
  const auto done = [&](absl::StatusOr<v1::PredictResponse> response) {
    const v1::PredictRequest request = in_flight.Pop();
    if (response.ok()) {
      Deliver(request, *std::move(response), sink);
    } else if (request.instances_size() > 1 && absl::IsInvalidArgument(response.status())) {
      AskOneByOne(client, options, request, sink);
    } else {
      for (const auto& instance : request.instances()) sink.refused(instance, response.status());
    }
  };
  return client.PredictStream(next, done);
}

}  // namespace credence::cli
