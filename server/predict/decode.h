// Wire -> plain structs: which kind of input each instance has, and its bytes as floats. No model
// is known yet.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "credence/v1/prediction.pb.h"
#include "models/data/record.h"
#include "server/predict/errors.h"

namespace credence::server {

// One instance. Views point into the request, which outlives it.
struct Case {
  std::string prediction_id;           // the client's, or empty
  std::span<const float> tensor = {};  // a raw row; empty where the instance is a record
  std::vector<float> realigned =
      {};  // what `tensor` views where the wire's bytes were not aligned for floats
  std::vector<int64_t> shape = {};  // the client's, may be empty
  std::optional<data::Record> record = {};
  std::optional<int> label = {};
  std::string cohort = {};
};

// One case per instance, in order. Adds to `violations`: no instance, no input or two kinds of it,
// bytes that are not whole floats, hours and values of unequal length, an overlong prediction_id, a
// name given twice.
std::vector<Case> Decode(const v1::PredictRequest& request, Violations& violations);

// "instances[3]"
std::string InstancePath(size_t index);

}  // namespace credence::server
