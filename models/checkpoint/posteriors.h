// One table: what a posterior stores and which members can be made of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "models/checkpoint/manifest.h"

namespace credence::checkpoint {

// A row of the table. What a posterior draws (the vectors r and s where it is rank-1, else the
// kernels) is stored under its name and `centre`, and where it has a spread under its name and
// `width` too: a positive number v as the x of v = softplus(x) + 1e-7.
struct PosteriorKind {
  const char* name;
  bool rank1 = false;            // r and s on every layer, multiplied or added
  bool many_components = false;  // K may be above 1
  bool many_samples = false;     // S may be above 1
  bool own_kernels = false;      // every component has its own: [K, in, out] in place of [in, out]
  bool drawn_kernels = false;    // every member draws its own
  bool masks = false;       // members are masks of rank1.dropout_rate on the units between layers
  const char* centre = "";  // "", ".mean" or ".loc"
  const char* width = "";   // ".stddev" or ".scale"; empty: nothing is drawn around the centre

  bool member_kernels() const { return own_kernels || drawn_kernels; }
};

// Null for a name that is not in the table.
const PosteriorKind* FindPosterior(std::string_view name);

// The table's names.
std::vector<std::string> PosteriorNames();

// The row that a tensor of that name follows: the posterior's, or under gaussian_embedding
// mean_field's for `embedding.kernel`. REQUIRES: a known posterior.
const PosteriorKind& KindOf(const Rank1Spec& rank1, std::string_view tensor);

// Whether S may be above 1. REQUIRES: a known posterior.
bool HasManySamples(const Rank1Spec& rank1);

// For people: "cauchy", "deterministic over gaussian embeddings".
std::string TitleOf(const Rank1Spec& rank1);

// A known posterior, and nothing that it cannot have: K, S, additive, dropout_rate,
// gaussian_embedding. Errors: InvalidArgument naming the field, the value got and the value wanted.
absl::Status CheckPosterior(const NetworkSpec& network, const Rank1Spec& rank1);

}  // namespace credence::checkpoint
