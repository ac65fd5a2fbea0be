// One model version in service: what a request is answered by.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "credence/v1/prediction.pb.h"
#include "models/predict/predictor.h"
#include "server/predict/batch.h"
#include "server/telemetry/metrics.h"
#include "server/telemetry/outcome_metrics.h"

namespace credence::server {

// Immutable but for its batcher and metrics, which are thread-safe; a request holds it by
// shared_ptr.
struct Served {
  std::string model;
  int64_t version = 0;
  absl::Time loaded_at;
  std::unique_ptr<const predict::Predictor> predictor;
  v1::Examples examples;  // each fits the schema
  std::unique_ptr<ModelMetrics> metrics;
  std::unique_ptr<OutcomeMetrics> outcomes;
  std::shared_ptr<InputCounts> inputs;  // nullptr: not counted
  std::unique_ptr<Batcher> batcher;     // last, so that it stops before what it uses goes
};

}  // namespace credence::server
