// Checkpoints of chosen dimensions with random weights: what a forward pass costs does not depend
// on what it learned.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/checkpoint/manifest.h"

namespace credence::bench {

struct Dimensions {
  std::string network = "mlp";  // or "ehr_lstm"
  int64_t input_width = 76;
  std::vector<int64_t> hidden = {64, 64};
  int components = 10;
  int samples = 1;
  std::string posterior = "point";  // any; dropout at a rate of 0.1
  // ehr_lstm: the first steps * step_width of input_width are the hourly series.
  int64_t steps = 0;
  int64_t step_width = 0;
  int64_t lstm_units = 0;
};

// A binary model "random" of raw tensors, with strata and a rule.
checkpoint::Manifest RandomManifest(const Dimensions& dimensions);

// Writes `manifest` with random weights, always the same, to directory/<model>/<version>.
// Errors: those of checkpoint::WriteCheckpoint.
absl::Status WriteRandomCheckpoint(const std::string& directory,
                                   const checkpoint::Manifest& manifest);

}  // namespace credence::bench
