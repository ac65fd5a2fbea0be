#include "models/layers/family.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace credence::layers {
namespace {

struct Row {
  const char* name;
  Family family;
};

constexpr std::array<Row, 7> kFamilies = {{{"point", Family::kPoint},
                                           {"gaussian", Family::kGaussian},
                                           {"cauchy", Family::kCauchy},
                                           {"deterministic", Family::kDeterministic},
                                           {"dropout", Family::kDropout},
                                           {"mean_field", Family::kMeanField},
                                           {"ensemble", Family::kEnsemble}}};

}  // namespace

absl::StatusOr<Family> FamilyFromName(const std::string& name) {
  for (const Row& row : kFamilies) {
    if (row.name == name) return row.family;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "rank1.posterior: got \"", name, "\", want one of ", absl::StrJoin(FamilyNames(), ", ")));
}

std::vector<std::string> FamilyNames() {
  std::vector<std::string> names;
  for (const Row& row : kFamilies) names.emplace_back(row.name);
  return names;
}

bool IsRank1(Family family) {
  return family == Family::kPoint || family == Family::kGaussian || family == Family::kCauchy;
}

}  // namespace credence::layers
