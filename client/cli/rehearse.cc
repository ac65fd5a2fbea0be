#include "client/cli/rehearse.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace credence::cli {
namespace {

// How many series and features had the name.
int Multiply(const std::string& name, double factor, v1::Instance* instance) {
  int found = 0;
  for (auto& series : *instance->mutable_series()) {
    if (series.code() != name) continue;
    ++found;
    for (float& value : *series.mutable_values()) value = static_cast<float>(value * factor);
  }
  for (auto& feature : *instance->mutable_features()) {
    if (feature.name() != name || !feature.has_number()) continue;
    ++found;
    feature.set_number(feature.number() * factor);
  }
  return found;
}

absl::Status Scale(const std::string& entry, std::vector<v1::Instance>* instances) {
  const size_t equals = entry.rfind('=');
  double factor = 0;
  if (equals == std::string::npos || !absl::SimpleAtod(entry.substr(equals + 1), &factor)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--scale: got \"", entry, "\", wanted NAME=FACTOR such as Glucose=18.0156"));
  }
  const std::string name = entry.substr(0, equals);
  int found = 0;
  for (auto& instance : *instances) found += Multiply(name, factor, &instance);
  if (found > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--scale: got \"", name, "\", wanted a number or a series that a case has"));
}

void SetCohort(const std::string& name, v1::Instance* instance) {
  for (const auto& feature : instance->features()) {
    if (feature.name() == name) instance->set_cohort(feature.category());
  }
}

}  // namespace

absl::Status Rehearse(const Rehearsal& rehearsal, std::vector<v1::Instance>* instances) {
  for (auto& instance : *instances) {
    instance.set_prediction_id(absl::StrCat(rehearsal.id_prefix, instance.prediction_id()));
    if (!rehearsal.cohort_from.empty()) SetCohort(rehearsal.cohort_from, &instance);
  }
  for (const std::string& entry : rehearsal.scale) {
    if (const auto status = Scale(entry, instances); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace credence::cli
