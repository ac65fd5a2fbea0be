#include "server/predict/decode.h"

#include <bit>
#include <cstring>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace credence::server {
namespace {

static_assert(std::endian::native == std::endian::little, "Tensor.raw is little-endian");

constexpr size_t kLongestPredictionId = 128;

std::span<const float> ViewRaw(const std::string& raw, std::vector<float>& realigned) {
  const size_t count = raw.size() / sizeof(float);
  if (reinterpret_cast<uintptr_t>(raw.data()) % alignof(float) == 0) {
    return {reinterpret_cast<const float*>(raw.data()), count};
  }
  realigned.resize(count);
  std::memcpy(realigned.data(), raw.data(), count * sizeof(float));
  return realigned;
}

void DecodeTensor(const v1::Tensor& tensor, const std::string& path, Case& out,
                  Violations& violations) {
  out.shape.assign(tensor.shape().begin(), tensor.shape().end());
  if (!tensor.raw().empty() && tensor.values_size() > 0) {
    return violations.Add(path + ".tensor", "both values and raw", "one of them");
  }
  if (tensor.raw().size() % sizeof(float) != 0) {
    return violations.Add(path + ".tensor.raw", absl::StrCat(tensor.raw().size(), " bytes"),
                          "a multiple of 4, little-endian float32");
  }
  if (tensor.values_size() > 0) {
    out.tensor = {tensor.values().data(), static_cast<size_t>(tensor.values_size())};
  } else {
    out.tensor = ViewRaw(tensor.raw(), out.realigned);
  }
  if (out.tensor.empty()) {
    violations.Add(path + ".tensor", "no values", "the network's input row in values or raw");
  }
}

void DecodeFeatures(const v1::Instance& instance, const std::string& path, data::Record& record,
                    Violations& violations) {
  absl::flat_hash_set<absl::string_view> seen;
  for (const auto& feature : instance.features()) {
    const std::string field = absl::StrCat(path, ".features[", feature.name(), "]");
    if (!seen.insert(feature.name()).second) violations.Add(field, "it twice", "each name once");
    data::Feature out{.name = feature.name(), .value = feature.number(), .unit = feature.unit()};
    if (feature.has_category()) out.value = feature.category();
    if (feature.value_case() == v1::Feature::VALUE_NOT_SET) {
      violations.Add(field, "no value", "number or category; leave out what is unknown");
    }
    record.features.push_back(std::move(out));
  }
}

void DecodeSeries(const v1::Instance& instance, const std::string& path, data::Record& record,
                  Violations& violations) {
  absl::flat_hash_set<absl::string_view> seen;
  for (const auto& series : instance.series()) {
    const std::string field = absl::StrCat(path, ".series[", series.code(), "]");
    if (!seen.insert(series.code()).second) violations.Add(field, "it twice", "each code once");
    if (series.hours_size() != series.values_size()) {
      violations.Add(field + ".values", absl::StrCat(series.values_size(), " values"),
                     absl::StrCat(series.hours_size(), ", as many as hours"));
    }
    record.series.push_back({.code = series.code(),
                             .unit = series.unit(),
                             .hours = {series.hours().begin(), series.hours().end()},
                             .values = {series.values().begin(), series.values().end()}});
  }
}

Case DecodeInstance(const v1::Instance& instance, const std::string& path, Violations& violations) {
  Case out{.prediction_id = instance.prediction_id()};
  out.cohort = instance.cohort();
  if (instance.has_label()) out.label = instance.label();
  if (instance.prediction_id().size() > kLongestPredictionId) {
    violations.Add(path + ".prediction_id", absl::StrCat(instance.prediction_id().size(), " bytes"),
                   absl::StrCat("at most ", kLongestPredictionId));
  }
  const bool named = instance.features_size() > 0 || instance.series_size() > 0;
  if (instance.has_tensor() && named) {
    violations.Add(path, "both a tensor and named inputs", "one of them");
  } else if (instance.has_tensor()) {
    DecodeTensor(instance.tensor(), path, out, violations);
  } else if (named) {
    out.record.emplace();
    DecodeFeatures(instance, path, *out.record, violations);
    DecodeSeries(instance, path, *out.record, violations);
  } else {
    violations.Add(path, "no input", "features and series, or a tensor");
  }
  return out;
}

}  // namespace

std::string InstancePath(size_t index) { return absl::StrCat("instances[", index, "]"); }

std::vector<Case> Decode(const v1::PredictRequest& request, Violations& violations) {
  std::vector<Case> cases;
  cases.reserve(request.instances_size());
  if (request.instances_size() == 0) violations.Add("instances", "none", "at least one");
  for (const auto& instance : request.instances()) {
    cases.push_back(DecodeInstance(instance, InstancePath(cases.size()), violations));
  }
  return cases;
}

}  // namespace credence::server
