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

absl::Status CheckEmbedding(const NetworkSpec& network, const Rank1Spec& rank1) {
  if (!rank1.gaussian_embedding) return absl::OkStatus();
  if (FindPosterior(rank1.posterior)->member_kernels()) {
    return Refused("embedding", "'gaussian'", "no such key", rank1.posterior);
  }
  if (network.embedding > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "rank1.embedding: got 'gaussian', wanted no such key for a network without an embedding");
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

const PosteriorKind& KindOf(const Rank1Spec& rank1, std::string_view tensor) {
  const bool embedding = tensor.starts_with("embedding.");
  return *FindPosterior(embedding && rank1.gaussian_embedding ? "mean_field" : rank1.posterior);
}

bool HasManySamples(const Rank1Spec& rank1) {
  return rank1.gaussian_embedding || FindPosterior(rank1.posterior)->many_samples;
}

std::string TitleOf(const Rank1Spec& rank1) {
  return absl::StrCat(rank1.posterior, rank1.gaussian_embedding ? " over gaussian embeddings" : "");
}

absl::Status CheckPosterior(const NetworkSpec& network, const Rank1Spec& rank1) {
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
  if (absl::Status status = CheckEmbedding(network, rank1); !status.ok()) return status;
  if (!HasManySamples(rank1) && rank1.samples != 1) {
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
