#include "models/checkpoint/posteriors.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace credence::checkpoint {
namespace {

constexpr std::array<PosteriorKind, 7> kPosteriors = {{
    {.name = "point", .rank1 = true, .many_components = true, .many_samples = true},
    {.name = "gaussian",
     .rank1 = true,
     .many_components = true,
     .many_samples = true,
     .centre = ".mean",
     .width = ".stddev"},
    {.name = "cauchy",
     .rank1 = true,
     .many_components = true,
     .many_samples = true,
     .centre = ".loc",
     .width = ".scale"},
    {.name = "deterministic"},
    {.name = "dropout", .many_samples = true, .masks = true},
    {.name = "mean_field",
     .many_samples = true,
     .drawn_kernels = true,
     .centre = ".mean",
     .width = ".stddev"},
    {.name = "ensemble", .many_components = true, .own_kernels = true},
}};

absl::Status Refused(const char* key, const std::string& got, const std::string& wanted,
                     const std::string& posterior) {
  return absl::InvalidArgumentError(absl::StrCat("rank1.", key, ": got ", got, ", wanted ", wanted,
                                                 " for the posterior '", posterior, "'"));
}

}  // namespace

const PosteriorKind* FindPosterior(std::string_view name) {
  for (const PosteriorKind& kind : kPosteriors) {
    if (name == kind.name) return &kind;
  }
  return nullptr;
}

std::vector<std::string> PosteriorNames() {
  std::vector<std::string> names;
  for (const PosteriorKind& kind : kPosteriors) names.emplace_back(kind.name);
  return names;
}

absl::Status CheckPosterior(const Rank1Spec& rank1) {
  const std::string& name = rank1.posterior;
  const PosteriorKind* kind = FindPosterior(name);
  if (kind == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("rank1.posterior: got '", name,
                                                   "', wanted one of ",
                                                   absl::StrJoin(PosteriorNames(), ", ")));
  }
  if (!kind->many_components && rank1.components != 1) {
    return Refused("components", absl::StrCat(rank1.components), "1", name);
  }
  if (!kind->many_samples && rank1.samples != 1) {
    return Refused("samples", absl::StrCat(rank1.samples), "1", name);
  }
  if (!kind->rank1 && rank1.additive) return Refused("additive", "true", "false", name);
  const double rate = rank1.dropout_rate;
  if (kind->masks && !(rate > 0 && rate < 1)) {
    return Refused("dropout_rate", absl::StrCat(rate), "a number in (0, 1)", name);
  }
  if (!kind->masks && rate != 0) {
    return Refused("dropout_rate", absl::StrCat(rate), "no such number", name);
  }
  return absl::OkStatus();
}

}  // namespace credence::checkpoint
