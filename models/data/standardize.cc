#include "models/data/standardize.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/data/json_fields.h"

namespace credence::data {

absl::StatusOr<Standardizer> Standardizer::Parse(const std::vector<std::string>& names,
                                                 const nlohmann::json& state) {
  Standardizer out;
  absl::Status error;
  const JsonFields fields(state, "encoding", &error);
  out.clip_ = fields.Number("clip");
  out.fold_ = fields.Number("fold");
  const std::vector<JsonFields> inputs = fields.Objects("inputs");
  if (inputs.size() != names.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("encoding.inputs: got ", inputs.size(), " inputs, want ", names.size()));
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    const JsonFields& entry = inputs[i];
    const Input input = {.median = entry.Number("median"),
                         .sd = entry.Number("sd"),
                         .min = entry.Number("min"),
                         .max = entry.Number("max"),
                         .scale = entry.Number("scale"),
                         .fold_scale = entry.Number("fold_scale", 0),
                         .folded = entry.Has("fold_scale")};
    const std::string name = entry.String("name");
    if (!error.ok()) return error;
    if (name != names[i] || !(input.sd > 0)) {
      return absl::InvalidArgumentError(absl::StrCat(entry.path(), ": got \"", name, "\" with sd ",
                                                     input.sd, ", want \"", names[i],
                                                     "\" with sd > 0"));
    }
    out.inputs_.push_back(input);
    out.width_ += input.folded ? 2 : 1;
  }
  for (const JsonFields& entry : fields.Objects("flags")) {
    const std::string like = entry.String("missing_like");
    const auto found = std::find(names.begin(), names.end(), like);
    const double scale = entry.Number("scale");
    if (error.ok() && found == names.end()) {
      error = absl::InvalidArgumentError(
          absl::StrCat(entry.path(), ".missing_like: got \"", like, "\", want an input's name"));
    }
    if (!error.ok()) return error;
    out.flags_.push_back(
        {.input = static_cast<size_t>(found - names.begin()), .scale = static_cast<float>(scale)});
    ++out.width_;
  }
  if (!error.ok()) return error;
  return out;
}

void Standardizer::Write(std::span<const double> summaries, std::span<float> out,
                         std::vector<size_t>* clipped) const {
  size_t next_fold = inputs_.size();
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const Input& input = inputs_[i];
    const double x = summaries[i];
    const bool missing = std::isnan(x);
    const double raw = missing ? 0 : (x - input.median) / input.sd;
    const double z = std::clamp(raw, -clip_, clip_);
    if (z != raw && (x < input.min || x > input.max)) clipped->push_back(i);
    out[i] = static_cast<float>(z * input.scale);
    if (!input.folded) continue;
    out[next_fold++] = missing ? 0 : static_cast<float>((std::abs(z) - fold_) * input.fold_scale);
  }
  for (const Flag& flag : flags_) {
    out[next_fold++] = std::isnan(summaries[flag.input]) ? flag.scale : 0;
  }
}

}  // namespace credence::data
