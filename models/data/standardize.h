// Named summaries -> the network's inputs: centred, clipped, folded, flagged where missing, scaled
// by relevance.
//
// Fitted state (JSON), fields `clip`, `fold` and the lists
//   inputs  per summary {name, median, sd, min, max, scale, fold_scale}: z = clip((x - median) /
//   sd, +-clip); the inputs
//           are z * scale and, where fold_scale stands, (|z| - fold) * fold_scale; a missing
//           summary gives 0 for both. min, max: the range seen in training.
//   products  {of: [a, b], scale}: clip(z_a * z_b, +-clip) * scale, what two summaries say together
//   flags   per pattern of missingness {missing_like, scale}: scale where the summary of that name
//   is missing, else 0.
// Row layout: all z, all folds, all products, all flags, each in list order.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace credence::data {

// Immutable; thread-safe.
class Standardizer {
 public:
  // `names`: the summaries in order; the state's inputs must be the same. Errors: InvalidArgument
  // naming the JSON path.
  static absl::StatusOr<Standardizer> Parse(const std::vector<std::string>& names,
                                            const nlohmann::json& state);

  int64_t width() const { return width_; }

  // summaries [names], NaN where missing -> out [width]. Appends to *clipped the index of every
  // summary that lay beyond the range seen in training and was clipped.
  void Write(std::span<const double> summaries, std::span<float> out,
             std::vector<size_t>* clipped) const;

 private:
  absl::Status ParseInputs(const std::vector<std::string>& names, const nlohmann::json& state);
  absl::Status ParsePatterns(const std::vector<std::string>& names, const nlohmann::json& state);

  struct Input {
    double median = 0, sd = 1, min = 0, max = 0, scale = 1, fold_scale = 0;
    bool folded = false;
  };
  struct Product {
    size_t a = 0;
    size_t b = 0;
    double scale = 1;
  };
  struct Flag {
    size_t input = 0;
    float scale = 1;
  };

  double clip_ = 0;
  double fold_ = 0;
  std::vector<Input> inputs_;
  std::vector<Product> products_;
  std::vector<Flag> flags_;
  int64_t width_ = 0;
};

}  // namespace credence::data
