// The part of a manifest that says what inputs and predictions were like on known cases:
// "reference".
#pragma once

#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "models/checkpoint/manifest.h"

namespace credence::checkpoint {

// manifest: schema and calibration_bin_edges are read already; the inputs are its variables, in
// its order. Errors: InvalidArgument naming the path, the value got and the value wanted.
absl::Status ReadReference(const nlohmann::json& object, const Manifest& manifest,
                           Reference& reference);

nlohmann::json ReferenceToJson(const Reference& reference, const data::Schema& schema);

}  // namespace credence::checkpoint
