#include "models/data/standardize.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "models/data/json_fields.h"

namespace credence::data {

namespace {

absl::StatusOr<size_t> FindInput(const std::vector<std::string>& names, const std::string& name,
                                 const JsonFields& entry) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return found - names.begin();
  return absl::InvalidArgumentError(
      absl::StrCat(entry.path(), ": got \"", name, "\", want an input's name"));
}

}  // namespace

absl::StatusOr<Standardizer> Standardizer::Parse(const std::vector<std::string>& names,
                                                 const nlohmann::json& state) {
  Standardizer out;
  absl::Status error;
  const JsonFields fields(state, "encoding", &error);
  out.clip_ = fields.Number("clip");
  out.fold_ = fields.Number("fold");
  if (error.ok() && !(out.clip_ > 0)) {
    error = absl::InvalidArgumentError(
        absl::StrCat("encoding.clip: got ", out.clip_, ", want more than 0"));
  }
  if (!error.ok()) return error;
  if (absl::Status status = out.ParseInputs(names, state); !status.ok()) return status;
  if (absl::Status status = out.ParsePatterns(names, state); !status.ok()) return status;
  return out;
}

absl::Status Standardizer::ParseInputs(const std::vector<std::string>& names,
                                       const nlohmann::json& state) {
  absl::Status error;
  const std::vector<JsonFields> inputs = JsonFields(state, "encoding", &error).Objects("inputs");
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
    entry.AllowOnly({"name", "median", "sd", "min", "max", "scale", "fold_scale"});
    if (!error.ok()) return error;
    if (name != names[i] || !(input.sd > 0)) {
      return absl::InvalidArgumentError(absl::StrCat(entry.path(), ": got \"", name, "\" with sd ",
                                                     input.sd, ", want \"", names[i],
                                                     "\" with sd > 0"));
    }
    inputs_.push_back(input);
    width_ += input.folded ? 2 : 1;
  }
  return error;
}

absl::Status Standardizer::ParsePatterns(const std::vector<std::string>& names,
                                         const nlohmann::json& state) {
  absl::Status error;
  const JsonFields fields(state, "encoding", &error);
  for (const JsonFields& entry : fields.Objects("products")) {
    const std::vector<std::string> of = entry.Strings("of");
    entry.AllowOnly({"of", "scale"});
    if (!error.ok()) return error;
    if (of.size() != 2) {
      return absl::InvalidArgumentError(
          absl::StrCat(entry.path(), ".of: got ", of.size(), " names, want 2"));
    }
    const absl::StatusOr<size_t> a = FindInput(names, of[0], entry);
    const absl::StatusOr<size_t> b = FindInput(names, of[1], entry);
    if (!a.ok()) return a.status();
    if (!b.ok()) return b.status();
    products_.push_back({.a = *a, .b = *b, .scale = entry.Number("scale")});
  }
  for (const JsonFields& entry : fields.Objects("flags")) {
    const std::string name = entry.String("missing_like");
    const auto scale = static_cast<float>(entry.Number("scale"));
    entry.AllowOnly({"missing_like", "scale"});
    if (!error.ok()) return error;
    const absl::StatusOr<size_t> input = FindInput(names, name, entry);
    if (!input.ok()) return input.status();
    flags_.push_back({.input = *input, .scale = scale});
  }
  width_ += static_cast<int64_t>(products_.size() + flags_.size());
  return error;
}

void Standardizer::Write(std::span<const double> summaries, std::span<float> out,
                         std::vector<size_t>* clipped) const {
  size_t next = inputs_.size();
  std::vector<double> all_z(inputs_.size());
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const Input& input = inputs_[i];
    const double x = summaries[i];
    const bool missing = std::isnan(x);
    const double raw = missing ? 0 : (x - input.median) / input.sd;
    const double z = std::clamp(raw, -clip_, clip_);
    if (z != raw && (x < input.min || x > input.max)) clipped->push_back(i);
    all_z[i] = z;
    out[i] = static_cast<float>(z * input.scale);
    if (!input.folded) continue;
    out[next++] = missing ? 0 : static_cast<float>((std::abs(z) - fold_) * input.fold_scale);
  }
  for (const Product& product : products_) {
    const double value = std::clamp(all_z[product.a] * all_z[product.b], -clip_, clip_);
    out[next++] = static_cast<float>(value * product.scale);
  }
  for (const Flag& flag : flags_) {
    out[next++] = std::isnan(summaries[flag.input]) ? flag.scale : 0;
  }
}

}  // namespace credence::data
