// Which tensors a network stores: the names and shapes of weights.safetensors.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/checkpoint/manifest.h"

namespace credence::checkpoint {

// Name -> shape of every tensor that a network of this kind stores. Dense layers are named l0, l1,
// ...; the last one is the output layer. The first dense layer of ehr_lstm reads [lstm_units of the
// last state, then the summaries]. With an embedding E the LSTM reads E values a step.
//
// Dense layer `l0`: l0.kernel [in, out] and l0.bias [K, out]. LSTM: lstm.kernel [in, 4u],
// lstm.recurrent_kernel [u, 4u] and lstm.bias [K, 4u], gates i f g o. Embedding: embedding.kernel
// [step_width, E], without bias, r or s. On top of these, by posterior
// (widths such as stddev and scale are stored before softplus (+ 1e-7)):
//   point, gaussian, cauchy: per vector v in {l0.r (inputs), l0.s (outputs)}, and of the LSTM {r,
//   s,
//     recurrent_r, recurrent_s}: point v [K, dim]; gaussian v.mean, v.stddev; cauchy v.loc, v.scale
//   deterministic, dropout: nothing
//   mean_field: in place of each kernel, kernel.mean and kernel.stddev of its shape
//   ensemble: kernels are [K, in, out], one per component
//   gaussian_embedding: embedding.kernel as in mean_field
// Errors: InvalidArgument for a network or posterior that this build does not know, and for a
// combination that the posterior cannot have (see CheckPosterior).
absl::StatusOr<std::map<std::string, std::vector<int64_t>>> ExpectedTensors(
    const NetworkSpec& network, const Rank1Spec& rank1);

// How many numbers these tensors hold: the parameters of the checkpoint. Errors: as above.
absl::StatusOr<int64_t> StoredParameters(const NetworkSpec& network, const Rank1Spec& rank1);

}  // namespace credence::checkpoint
