// The path of a request: Decode -> Validate -> Batcher::Submit -> Summarize -> Decide -> Encode.
#pragma once

#include <functional>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "credence/v1/prediction.pb.h"
#include "server/predict/served.h"

namespace credence::server {

// Who asks: how long they wait, and whether they still do.
struct Caller {
  TimePoint deadline = TimePoint::max();
  std::function<bool()> cancelled = [] { return false; };  // any thread
};

// One request on its way. request and response outlive the call of done.
struct Question {
  const v1::PredictRequest& request;
  v1::PredictResponse& response;
  Caller caller;
  // Called exactly once, on this thread or on the batcher's; the response is whole where the status
  // is OK.
  absl::AnyInvocable<void(const absl::Status&)> done;
};

// Answers by one model version. Errors: INVALID_ARGUMENT with every violation, RESOURCE_EXHAUSTED
// for more than max_instances, and those of Work::Done.
void Predict(std::shared_ptr<const Served> served, int64_t max_instances, Question question);

}  // namespace credence::server
