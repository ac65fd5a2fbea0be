// manifest.json, typed. docs/checkpoint_format.md describes the file field by field.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/schema.h"

namespace credence::checkpoint {

inline constexpr int kFormatVersion = 1;
// M = K * S is bounded so that a hostile manifest cannot ask for endless memory.
inline constexpr int kMaxMembers = 4096;

// Which network, and its dimensions; a network reads the fields it needs.
struct NetworkSpec {
  std::string name;         // a row of the table in models/networks/networks.cc: "mlp", "ehr_lstm"
  int64_t input_width = 0;  // D floats a row
  int64_t outputs = 1;      // logits: 1 for a binary task, C otherwise
  std::vector<int64_t> hidden;      // widths of the dense layers before the output layer
  std::string activation = "relu";  // "relu", "relu6" or "tanh"
  // ehr_lstm: the first steps * step_width floats of a row are the hourly series [T, step_width],
  // the rest summaries.
  int64_t steps = 0;
  int64_t step_width = 0;
  int64_t lstm_units = 0;
  int64_t embedding = 0;  // E: the LSTM reads x_t W, W [step_width, E]; 0: x_t itself
};

// The posterior over a network's weights, whichever method made it. Members M = components *
// samples.
struct Rank1Spec {
  int components = 1;  // K
  int samples = 1;     // S, draws per component at serving
  // A row of the table in posteriors.cc: "point", "gaussian" and "cauchy" are rank-1, over vectors
  // r and s; "deterministic", "dropout", "mean_field" and "ensemble" have none.
  std::string posterior = "gaussian";
  bool additive = false;    // false: y = ((x * r) W) * s + b; true: y = (x + r) W + s + b
  uint64_t seed = 1;        // of the members' draw at load
  double dropout_rate = 0;  // "dropout" only: share of units a mask drops, in (0, 1)
  // Every element of the embedding's kernel is a Gaussian of its own, whatever the posterior of the
  // rest; false: that kernel is like the posterior's others. Needs network.embedding.
  bool gaussian_embedding = false;
};

// Predicted risk in [lower, upper).
struct Stratum {
  std::string name;
  double lower = 0;
  double upper = 1;
};

// A rule is off where its limit is negative. A prediction is deferred when one is passed (value >
// limit; for agreement, value < limit).
struct DeferralRules {
  double max_epistemic = -1;       // nats
  double max_interval_width = -1;  // q95 - q05 of the positive class (binary) or of the top class
  double min_agreement = -1;
  double max_out_of_range = -1;      // readings left out as impossible
  double max_imputed_fraction = -1;  // share of the schema's variables
};

// How often an input of the schema fell into each bin, see data::Observed.
struct InputReference {
  std::vector<double> edges;    // inner ones, rising; none for a category
  std::vector<int64_t> counts;  // [data::Bins]
  int64_t missing = 0;          // cases without it; counts and missing sum to the cases
  int64_t out_of_range = 0;     // cases with a reading left out as impossible
};

// What inputs and predictions were like on known cases: what those in service are compared with.
struct Reference {
  bool held_out = false;  // the model was not trained on these cases
  int64_t cases = 0;
  std::vector<InputReference> inputs;  // [schema's variables]
  // By calibration bin, of the probability that calibration judges: of the positive class
  // (binary), or of the class ranked first.
  std::vector<int64_t> risk;
  int64_t deferred = 0;
  // Means over the cases, of a calibrated model: nats; the expected square of (that probability -
  // what happens); nats.
  double expected_mixture_nll = 0;
  double expected_brier = 0;
  double epistemic = 0;
};

struct Manifest {
  std::string model;
  int64_t version = 0;
  std::string description;
  std::string task = "binary";       // "binary" or "multiclass"
  std::vector<std::string> classes;  // [C]
  int positive_class = 1;
  NetworkSpec network;
  Rank1Spec rank1;
  data::Schema schema;
  nlohmann::json encoding;  // the fitted encoder, see data::MakeEncoder
  double decision_threshold = 0.5;
  std::vector<Stratum> strata;
  DeferralRules deferral;
  std::vector<std::string> cohorts;
  std::vector<double>
      calibration_bin_edges;  // 19 inner edges of 20 equal-mass bins of predicted risk
  std::map<std::string, std::string> provenance;
  std::map<std::string, double> figures;
  std::optional<Reference> reference;  // checkpoints of before it, and of no data, have none
  std::string weights_sha256;
};

// Strict: unknown keys, missing keys, names twice, values out of range are errors.
// Errors: InvalidArgument naming the JSON path, the value got and the value wanted; Unimplemented
// for a format version this build does not know.
absl::StatusOr<Manifest> ParseManifest(std::string_view text);
std::string ManifestToText(const Manifest& manifest);

}  // namespace credence::checkpoint
