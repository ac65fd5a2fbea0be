// examples.json -> cases to try a model with.
#pragma once

#include "absl/status/statusor.h"
#include "credence/v1/prediction.pb.h"
#include "models/predict/predictor.h"

namespace credence::server {

// The predictor's examples, each checked as a request would be. Errors: InvalidArgument naming the
// example and what is wrong with it: one that the model refuses would mislead.
absl::StatusOr<v1::Examples> ReadExamples(const predict::Predictor& predictor);

}  // namespace credence::server
